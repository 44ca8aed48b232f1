"""``specctl export``."""

from __future__ import annotations

from pathlib import Path

import click

from specctl.cli.options import common, context, epilog


@click.command(
    "export",
    epilog=epilog(
        "specctl export model-spec --out build",
        "specctl export model-spec --out build --rev v1.3",
    ),
)
@click.argument("format_", metavar="FORMAT")
@click.option(
    "--out", metavar="DIR", required=True, type=click.Path(path_type=Path),
    help="The folder to write to.",
)  # fmt: skip
@click.option("--rev", metavar="REV", help="Export a revision, not the work tree.")
@common
@click.pass_context
def command(ctx: click.Context, format_: str, out: Path, rev: str | None) -> None:
    """Write the spec as a document in another format.

    FORMAT is model-spec: DIR gets model_spec.md and examples/.
    """
    from specctl import pipeline
    from specctl.cli.output import emit
    from specctl.cli.progress import busy
    from specctl.render.imported import Exported

    with busy("Exporting"):
        written = pipeline.export_spec(context(ctx), format_, out, rev=rev)
    emit(ctx, "export", "text", Exported(str(out), tuple(written)))
