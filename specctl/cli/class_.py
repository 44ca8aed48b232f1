"""``specctl class``."""

from __future__ import annotations

import click

from specctl.cli.options import common, context, epilog, formatted


@click.command("class", epilog=epilog("specctl class", "specctl class polarity-flipped"))
@click.argument("name", required=False)
@formatted("text", "json")
@common
@click.pass_context
def command(ctx: click.Context, name: str | None, fmt: str, output: str | None) -> None:
    """Explain a change class: when it applies, a change that is one, and one that is not.

    Without NAME, list all classes, the gravest first. Where the manifest of the spec at hand moves
    ranks or gates, that is said too.
    """
    from specctl import pipeline
    from specctl.cli.output import emit

    if name is None:
        emit(ctx, "classes", fmt, pipeline.change_classes(context(ctx)), output)
    else:
        emit(ctx, "class", fmt, pipeline.change_class(name, context(ctx)), output)
