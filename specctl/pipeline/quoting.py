"""The lines that findings are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from specctl.pipeline.context import Context, snapshot

if TYPE_CHECKING:
    from specctl.model import Finding


def quoted(
    findings: Iterable[Finding], context: Context, *, staged: bool = False, rev: str | None = None
) -> Mapping[str, tuple[str, ...]]:
    """The lines of the files that findings stand in, by ``place.path``.

    Args:
        findings: what lint found.
        context, staged, rev: as lint was given them.

    Returns:
        What can be read as text; a finding in any other file is shown without its line.

    Raises:
        SpecctlError: as lint does.
    """
    from specctl.parse.text import decode

    wanted = {one.place.path for one in findings}
    if not wanted:
        return {}
    found = snapshot(context, staged=staged, rev=rev)
    lines = {}
    for path, content in found.files.items():
        if (name := f"{found.folder}/{path}") in wanted:
            try:
                lines[name] = tuple(decode(content))
            except ValueError:
                continue  # the finding says why it is no text
    return lines
