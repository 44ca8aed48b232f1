"""Store AI behaviour specs as Markdown in git; lint them, diff them, review what a change touches.

The functions below are everything that the command line uses. Each takes a :class:`Context`
(where to look; by default ``spec/`` in the working folder) and returns frozen values of
:mod:`specctl.model`::

    import specctl

    spec = specctl.load()
    findings = specctl.lint()
    review = specctl.review(revisions=["main...HEAD"])
    for change in review.changes:
        print(change.rank, change.cls, change.section, change.message)

Whatever keeps the tool from running is a :class:`SpecctlError`; a bad spec is none, its faults
are findings.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from typing import Any

    from specctl.errors import SpecctlError
    from specctl.pipeline import (
        Context,
        export_spec,
        import_spec,
        lint,
        load,
        review,
        rule,
        rules,
    )

__version__ = "0.1.0"
__all__ = [
    "Context",
    "SpecctlError",
    "__version__",
    "export_spec",
    "import_spec",
    "lint",
    "load",
    "review",
    "rule",
    "rules",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: the package itself costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'specctl' has no attribute {name!r}")
    from specctl import errors, pipeline

    return getattr(errors if name == "SpecctlError" else pipeline, name)
