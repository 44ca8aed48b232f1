"""``specctl propose new``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog


@click.command(
    "new",
    epilog=epilog(
        'specctl propose new "Narrow white lies" --source public-feedback:https://example.org/412',
        'specctl propose new "Say what a refund costs" --source clarification --base main',
    ),
)
@click.argument("title")
@click.option(
    "--source", metavar="KIND:REF", required=True,
    help="What it answers to: public-feedback, eval-finding, incident, new-capability, "
    "policy-change, legal-change or clarification, and where that can be read.",
)  # fmt: skip
@click.option(
    "--author", "authors", metavar="MEMBER", multiple=True,
    help="Who proposes; by default the member whose address git has. May be given again.",
)  # fmt: skip
@click.option("--base", metavar="REV", help="What it is to be merged into: this branch by default.")
@click.option(
    "--rank", metavar="N", type=click.IntRange(0, 5), help="The gravest rank that you expect."
)
@click.option(
    "--theme", metavar="T", default="", help="The heading that it stands under in the changelog."
)
@click.option("--no-branch", is_flag=True, help="Stay on this branch.")
@common
@click.pass_context
def command(
    ctx: click.Context,
    title: str,
    source: str,
    authors: tuple[str, ...],
    base: str | None,
    rank: int | None,
    theme: str,
    no_branch: bool,
) -> None:
    """Begin a proposal: its folder, and a branch of its name.

    The number is the next one of all work trees and branches, those of remotes as last fetched
    included. Edits that are not committed come along to the new branch, and nothing is committed.
    A run that was cut short is finished by another one.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    wanted = pipeline.Draft(title, source, authors, base, rank, theme, branch=not no_branch)
    emit(ctx, "drafted", "text", pipeline.draft_proposal(context(ctx), wanted))
