"""What wires the stages; the public API and the command line call nothing else.

A file for each kind of work. Stages are imported where their work is due: each brings a library
whose import costs more than many a command.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from typing import Any

    from specctl.pipeline.comparing import review
    from specctl.pipeline.confirming import confirm
    from specctl.pipeline.context import Context, load, standing
    from specctl.pipeline.converting import export_spec, import_spec
    from specctl.pipeline.fixing import fix, unsafe_fixes
    from specctl.pipeline.hooks import (
        install_hooks,
        passed_over,
        pushed,
        stages_spec,
        uninstall_hooks,
    )
    from specctl.pipeline.linting import (
        check,
        coverage,
        explain_config,
        lint,
        rule,
        rules,
        write_baseline,
    )
    from specctl.pipeline.writing import write_output

__all__ = [
    "Context",
    "check",
    "confirm",
    "coverage",
    "explain_config",
    "export_spec",
    "fix",
    "import_spec",
    "install_hooks",
    "lint",
    "load",
    "passed_over",
    "pushed",
    "review",
    "rule",
    "rules",
    "stages_spec",
    "standing",
    "uninstall_hooks",
    "unsafe_fixes",
    "write_baseline",
    "write_output",
]

_HOMES = {
    "Context": "context",
    "check": "linting",
    "confirm": "confirming",
    "coverage": "linting",
    "explain_config": "linting",
    "export_spec": "converting",
    "fix": "fixing",
    "import_spec": "converting",
    "install_hooks": "hooks",
    "lint": "linting",
    "load": "context",
    "passed_over": "hooks",
    "pushed": "hooks",
    "review": "comparing",
    "rule": "linting",
    "rules": "linting",
    "stages_spec": "hooks",
    "standing": "context",
    "unsafe_fixes": "fixing",
    "uninstall_hooks": "hooks",
    "write_baseline": "linting",
    "write_output": "writing",
}


def __getattr__(name: str) -> Any:
    """Import a function when it is first asked for: the package itself costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'specctl.pipeline' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"specctl.pipeline.{_HOMES[name]}"), name)
