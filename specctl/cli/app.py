"""The root command and the list of all others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from specctl import __version__
from specctl.cli import outcome
from specctl.cli.lazy import Entry, Lazy
from specctl.cli.options import common

COMMANDS: Mapping[str, Entry] = {
    "lint": Entry("lint", "Report what is wrong with the spec."),
    "rule": Entry("rule", "Explain a lint rule, or list all of them."),
    "class": Entry("class_", "Explain a change class, or list all of them."),
    "stale": Entry("stale", "List evals and examples to look at again, and why."),
    "confirm": Entry("confirm", "Record that somebody looked at evals and examples again."),
    "diff": Entry("diff", "Show what changed between two versions, the gravest first."),
    "impact": Entry("impact", "Show which examples and evals a change touches, and why."),
    "review": Entry("review", "Show a change as its reviewer needs it: diff, impact, findings."),
    "list": Entry("list_", "List the sections of the spec, or its evals."),
    "show": Entry("show", "Show a section, clause or eval, as it is or was."),
    "propose": Entry("propose", "Draft, discuss and decide on proposed changes."),
    "log": Entry("log", "Tell every change to a section, clause or eval."),
    "blame": Entry("blame", "Show who last changed each clause of a section, and why."),
    "audit": Entry("audit", "Show who answers for what was merged between two versions."),
    "release": Entry("release", "Release what was merged: changelog, version, tag."),
    "import": Entry("import_", "Make a spec from a document in another format."),
    "export": Entry("export", "Write the spec as a document in another format."),
    "hook": Entry("hook", "Let git check the spec at every commit, merge or push."),
    "textconv": Entry("textconv", "Show a file with a sentence on each line, for git to compare."),
}


class Commands(Lazy):
    """The root, whose every way to end has its exit code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line."""

        def run() -> Any:
            return super(Commands, self).main(
                args, prog_name, complete_var, standalone_mode=False, **extra
            )

        if not standalone_mode:
            return run()
        raise SystemExit(outcome.settle(run))


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"specctl {__version__}")
        ctx.exit()


_HELP = """\
Versioned specs of AI behaviour: lint, review, approve and release their changes.

\b
specctl lint           what is wrong with the spec in this folder
specctl review main    what differs from main, the gravest first
specctl impact main    which examples and evals that touches
specctl hook install   lint at every commit
specctl propose new    propose a change, to be approved and released
"""


@click.command(
    cls=Commands,
    package="specctl.cli",
    table=COMMANDS,
    help=_HELP,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 fine, 1 findings or blocking changes, 2 the tool cannot run, 3 a bug.",
)
@common
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
    help="Show the version and exit.",
)  # fmt: skip
def cli() -> None:
    """Run a command."""
