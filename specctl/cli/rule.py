"""``specctl rule``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted


@click.command("rule", epilog=epilog("specctl rule", "specctl rule dangling-link"))
@click.argument("name", required=False)
@formatted("text", "json")
@common
@click.pass_context
def command(ctx: click.Context, name: str | None, fmt: str, output: str | None) -> None:
    """Explain a lint rule: what it reports, why that matters, and an example of either kind.

    Without NAME, list all rules, those of the spec's own and of plugins too.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    if name is None:
        emit(ctx, "rules", fmt, pipeline.rules(context(ctx)), output)
    else:
        emit(ctx, "rule", fmt, pipeline.rule(name, context(ctx)), output)
