"""``specctl import``."""

from __future__ import annotations

from pathlib import Path

import click

from specctl.cli.options import common, context, epilog, formatted


@click.command(
    "import",
    epilog=epilog(
        "specctl import model-spec ../model_spec --into spec",
        "specctl import model-spec ../model_spec --into spec --update",
    ),
)
@click.argument("format_", metavar="FORMAT")
@click.argument("source", metavar="SRC", type=click.Path(path_type=Path))
@click.option(
    "--into", metavar="DIR", required=True, type=click.Path(path_type=Path),
    help="The folder that becomes the spec folder.",
)  # fmt: skip
@click.option(
    "--update", is_flag=True,
    help="Import again into a spec, and keep what only the spec has: owners, kinds, rubrics ...",
)  # fmt: skip
@formatted("text", "json")
@common
@click.pass_context
def command(
    ctx: click.Context,
    format_: str,
    source: Path,
    into: Path,
    update: bool,
    fmt: str,
    output: str | None,
) -> None:
    """Make a spec from a document in another format, and say what it made and what is odd.

    FORMAT is model-spec: SRC holds model_spec.md and examples/. Nothing is written unless export
    would give back every byte, nor into a folder that isn't empty (but for --update).
    """
    from specctl import pipeline
    from specctl.cli.output import emit
    from specctl.cli.progress import busy
    from specctl.render.imported import Imported

    with busy("Importing"):
        report = pipeline.import_spec(context(ctx), format_, source, into, update=update)
    emit(ctx, "import", fmt, Imported(str(into), report.counts, report.odd), output)
