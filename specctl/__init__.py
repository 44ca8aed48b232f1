"""Store AI behaviour specs as Markdown in git; lint, review, approve and release their changes.

What a program needs of the command line: each function takes a :class:`Context` (where to look;
by default ``spec/`` in the working folder) and returns frozen values of :mod:`specctl.model`::

    import specctl

    spec = specctl.load()
    findings = specctl.lint()
    review = specctl.review(revisions=["main...HEAD"])
    for change in review.changes:
        print(change.rank, change.cls, change.section, change.message)

Whatever keeps the tool from running is a :class:`SpecctlError`; a bad spec is none, its faults
are findings. What a lint rule of one's own is made of is in :mod:`specctl.lint`.
"""

from __future__ import annotations

import sys

from specctl.late import late

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from types import ModuleType

    from specctl.errors import SpecctlError
    from specctl.pipeline import (
        Context,
        audit,
        change_class,
        change_classes,
        export_spec,
        import_spec,
        lint,
        load,
        log,
        proposal_standing,
        review,
        rule,
        rules,
        stale,
        verified,
    )

__version__ = "0.1.0"
__all__ = [
    "Context",
    "SpecctlError",
    "__version__",
    "audit",
    "change_class",
    "change_classes",
    "export_spec",
    "import_spec",
    "lint",
    "load",
    "log",
    "proposal_standing",
    "review",
    "rule",
    "rules",
    "stale",
    "verified",
]


__getattr__ = late(
    __name__,
    {
        "errors": ("SpecctlError",),
        "pipeline": tuple(name for name in __all__ if name not in ("SpecctlError", "__version__")),
    },
)

if not TYPE_CHECKING:
    ModuleType = type(sys)  # from types, which is not imported yet


class _Package(ModuleType):
    """This package: ``lint`` and ``review`` stay functions when the stages so named are imported.

    Python gives a package each of its modules as an attribute, over what was there before.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
