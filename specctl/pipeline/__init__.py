"""What wires the stages; the public API and the command line call nothing else.

A file for each kind of work. Stages are imported where their work is due: each brings a library
whose import costs more than many a command.
"""

from __future__ import annotations

from specctl.late import late

TYPE_CHECKING = False  # importing it from typing would cost a hook more than its answer
if TYPE_CHECKING:
    from specctl.pipeline.approving import approve, resolve
    from specctl.pipeline.auditing import audit
    from specctl.pipeline.clashing import find_clashes
    from specctl.pipeline.classes import change_class, change_classes
    from specctl.pipeline.comparing import review
    from specctl.pipeline.confirming import confirm
    from specctl.pipeline.conflicts import find_conflicts
    from specctl.pipeline.context import Context, load, standing
    from specctl.pipeline.converting import export_spec, import_spec
    from specctl.pipeline.drafting import Draft, draft_proposal, update_block
    from specctl.pipeline.driving import converted, file_diff, git_colours
    from specctl.pipeline.fixing import fix, unsafe_fixes
    from specctl.pipeline.history import blame, log
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
    from specctl.pipeline.merging import proposal_standing, verified
    from specctl.pipeline.moving import move_proposal, raise_concern
    from specctl.pipeline.releasing import plan_release, release
    from specctl.pipeline.renumbering import renumber_proposal
    from specctl.pipeline.showing import contents, show
    from specctl.pipeline.since import since_review
    from specctl.pipeline.staleness import stale
    from specctl.pipeline.summary import check_summary
    from specctl.pipeline.surveying import survey_proposals, view_proposal
    from specctl.pipeline.tracking import track_proposals
    from specctl.pipeline.why import ways_to
    from specctl.pipeline.writing import write_output

__all__ = [
    "Context",
    "Draft",
    "approve",
    "audit",
    "blame",
    "change_class",
    "change_classes",
    "check",
    "check_summary",
    "confirm",
    "contents",
    "converted",
    "coverage",
    "draft_proposal",
    "explain_config",
    "export_spec",
    "file_diff",
    "find_clashes",
    "find_conflicts",
    "fix",
    "git_colours",
    "import_spec",
    "install_hooks",
    "lint",
    "load",
    "log",
    "move_proposal",
    "passed_over",
    "plan_release",
    "proposal_standing",
    "pushed",
    "raise_concern",
    "release",
    "renumber_proposal",
    "resolve",
    "review",
    "rule",
    "rules",
    "show",
    "since_review",
    "stages_spec",
    "stale",
    "standing",
    "survey_proposals",
    "track_proposals",
    "uninstall_hooks",
    "unsafe_fixes",
    "update_block",
    "verified",
    "view_proposal",
    "ways_to",
    "write_baseline",
    "write_output",
]

__getattr__ = late(
    __name__,
    {
        "approving": ("approve", "resolve"),
        "auditing": ("audit",),
        "context": ("Context", "load", "standing"),
        "classes": ("change_class", "change_classes"),
        "linting": (
            "check",
            "coverage",
            "explain_config",
            "lint",
            "rule",
            "rules",
            "write_baseline",
        ),
        "confirming": ("confirm",),
        "conflicts": ("find_conflicts",),
        "converting": ("export_spec", "import_spec"),
        "driving": ("converted", "file_diff", "git_colours"),
        "fixing": ("fix", "unsafe_fixes"),
        "hooks": ("install_hooks", "passed_over", "pushed", "stages_spec", "uninstall_hooks"),
        "comparing": ("review",),
        "drafting": ("Draft", "draft_proposal", "update_block"),
        "moving": ("move_proposal", "raise_concern"),
        "renumbering": ("renumber_proposal",),
        "surveying": ("survey_proposals", "view_proposal"),
        "tracking": ("track_proposals",),
        "clashing": ("find_clashes",),
        "history": ("blame", "log"),
        "showing": ("contents", "show"),
        "since": ("since_review",),
        "releasing": ("plan_release", "release"),
        "merging": ("proposal_standing", "verified"),
        "staleness": ("stale",),
        "summary": ("check_summary",),
        "why": ("ways_to",),
        "writing": ("write_output",),
    },
)
