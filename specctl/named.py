"""Named tuples that cost next to nothing to define.

typing compiles the annotations of each, and a constructor out of source: 0.2 ms for a class, and a
review has more than a hundred. These keep their annotations as they stand, and share a constructor
with all that have as many fields, under the names of their own. To whoever uses them, and to type
checkers, they are those of typing.
"""

from __future__ import annotations

__all__ = ["NamedTuple"]

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from typing import NamedTuple
else:
    from collections import _tuplegetter
    from functools import cache
    from types import FunctionType

    class _Named(tuple):
        """What all of them can do, as ``collections.namedtuple`` has it."""

        __slots__ = ()

        @classmethod
        def _make(cls, iterable):
            made = tuple.__new__(cls, iterable)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **changes):
            made, at = [*self], self._field_positions
            try:
                for field, value in changes.items():
                    made[at[field]] = value
            except KeyError:
                odd = [field for field in changes if field not in at]
                raise ValueError(f"Got unexpected field names: {odd!r}") from None
            return tuple.__new__(type(self), made)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            fields = zip(self._fields, self, strict=True)
            return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in fields)})"

        def __getnewargs__(self):
            return tuple(self)

    class _Defined(type):
        """Makes one of them out of what a class statement says."""

        def __new__(cls, name, bases, space):
            fields = tuple(space.get("__annotations__", ()))
            defaults = {field: space.pop(field) for field in fields if field in space}
            if [*defaults] != [*fields[len(fields) - len(defaults) :]]:
                raise TypeError(f"{name}: a field without a default follows one that has one")
            space.update((field, _tuplegetter(n, "")) for n, field in enumerate(fields))
            constructor = _constructor(fields, tuple(defaults.values()))
            constructor.__qualname__ = f"{space['__qualname__']}.__new__"
            space |= {"__slots__": (), "__new__": constructor, "__match_args__": fields}
            space |= {"_fields": fields, "_field_defaults": defaults}
            space["_field_positions"] = {field: n for n, field in enumerate(fields)}
            return type(name, (_Named,), space)

    def _constructor(fields, defaults):
        shared = _shared(len(fields))
        code = shared.__code__.replace(co_varnames=("_cls", *fields))
        return FunctionType(code, shared.__globals__, "__new__", defaults)

    @cache
    def _shared(number):
        """What makes a tuple of so many fields."""
        names = "".join(f"_{n}, " for n in range(number))
        source = f"lambda _cls, {names}: _new(_cls, ({names}))"
        return eval(source, {"_new": tuple.__new__})  # noqa: S307 - of numbers alone

    NamedTuple = type.__new__(_Defined, "NamedTuple", (), {})
