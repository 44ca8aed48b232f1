"""Our named tuples beside those of typing."""

from __future__ import annotations

import copy
import inspect
import json
from collections.abc import Callable
from typing import Any
from typing import NamedTuple as Theirs

import pytest

from specctl.named import NamedTuple as Ours


class One(Ours):
    """Says what it is."""

    first: int
    second: str = "b"
    third: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        """A property."""
        return bool(self.first)

    def home(self) -> str:
        return f"{__class__.__name__} {self.more(2)}"  # type: ignore[name-defined]

    @classmethod
    def made(cls) -> One:
        return cls(7)

    @staticmethod
    def more(number: int) -> int:
        return number + 1


class Other(Theirs):
    """Says what it is."""

    first: int
    second: str = "b"
    third: tuple[str, ...] = ()


class Alone(Ours):
    only: Any


class Nothing(Ours):
    pass


ASKED: list[Callable[[Any], Any]] = [
    lambda cls: cls(1),
    lambda cls: cls(1, third=("x",)),
    lambda cls: cls(second="c", first=2),
    lambda cls: cls._make([1, 2, 3]),
    lambda cls: cls(1)._replace(second="z"),
    lambda cls: cls(1)._asdict(),
    lambda cls: [cls._fields, cls.__match_args__, cls._field_defaults, cls.__doc__, cls.__slots__],
    lambda cls: [hash(cls(1)), len(cls(1)), cls(1)[1], cls(1)[1:], cls(1) < cls(2), [*cls(3)]],
    lambda cls: [cls(1) == (1, "b", ()), cls(1) == cls(1), cls(1) != cls(2), bool(cls(0))],
    lambda cls: [cls(1).first, cls(1).second, cls.__module__, cls.__qualname__[:1]],
    lambda cls: json.dumps(cls(1)),
    lambda cls: [cls(1).__getnewargs__(), copy.copy(cls(1)), copy.deepcopy(cls(1))],
    lambda cls: [*inspect.signature(cls).parameters],
    lambda cls: [one.default for one in inspect.signature(cls).parameters.values()],
    lambda cls: cls.__new__.__name__,
]
REFUSED: list[Callable[[Any], Any]] = [
    lambda cls: cls(),
    lambda cls: cls(1, 2, 3, 4),
    lambda cls: cls(1, first=2),
    lambda cls: cls(1, fourth=2),
    lambda cls: cls._make([1]),
    lambda cls: cls(1)._replace(fourth=2),
    lambda cls: setattr(cls(1), "first", 2),
    lambda cls: setattr(cls(1), "fourth", 2),
    lambda cls: cls(1).fourth,
]


@pytest.mark.parametrize("asked", ASKED)
def test_they_are_the_same(asked: Callable[[Any], Any]) -> None:
    ours, theirs = asked(One), asked(Other)
    assert ours == theirs
    assert repr(ours).replace("One", "Other") == repr(theirs)


@pytest.mark.parametrize("asked", REFUSED)
def test_they_refuse_the_same(asked: Callable[[Any], Any]) -> None:
    said = []
    for cls in (One, Other):
        with pytest.raises((TypeError, ValueError, AttributeError)) as caught:
            asked(cls)
        said.append((caught.type, str(caught.value).replace("One", "Other")))
    assert said[0] == said[1]


def test_what_a_class_says_beside_its_fields() -> None:
    one = One.made()
    assert isinstance(one, One)
    assert (one.sure, one.home(), One.more(1)) == (True, "One 3", 2)
    match one:
        case One(first, second=second):
            assert (first, second) == (7, "b")


def test_few_fields() -> None:
    assert repr(Alone("x")) == "Alone(only='x')"
    assert Alone(only=1)._replace(only=2) == (2,)
    assert Nothing() == ()


def test_fields_in_the_wrong_order() -> None:
    with pytest.raises(TypeError, match="without a default"):

        class Wrong(Ours):
            first: int = 1
            second: str  # type: ignore[misc]
