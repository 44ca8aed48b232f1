"""``specctl textconv``."""

from __future__ import annotations

from pathlib import Path

import click

from specctl.cli.options import epilog

_AS_GIT_SAYS = {"ignore_unknown_options": True}
"""A path may look like an option."""

_HELP = """\
Show a section or eval with a sentence on each line.

git log -p and git show compare these lines, where git is told so; git diff then shows rows:

\b
echo 'spec/**/*.md diff=specctl' >> .gitattributes
git config diff.specctl.textconv "specctl textconv"
git config diff.specctl.command  "specctl diff --git-driver --"
"""


@click.command(
    "textconv", help=_HELP, epilog=epilog("specctl textconv spec/style.md"),
    context_settings=_AS_GIT_SAYS,
)  # fmt: skip
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> None:
    """See above."""
    from specctl import pipeline
    from specctl.cli.output import write
    from specctl.render import render

    try:
        converted = pipeline.converted(file)
    except OSError as error:
        raise click.ClickException(f"cannot read '{file}': {error.strerror}") from error
    write(render("converted", "text", converted))
