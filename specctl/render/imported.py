"""What an import made and found odd, and what an export wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from specctl.model import Finding
from specctl.render import data, wording
from specctl.render.findings import shown
from specctl.render.layout import BLANK, Line, Run, compose, line, wrap
from specctl.render.style import Style


@dataclass(frozen=True, slots=True)
class Imported:
    """Counts by name, in the order to show them, and what is odd in the source."""

    into: str
    counts: Mapping[str, int]
    odd: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """The paths that an export wrote."""

    out: str
    written: tuple[str, ...]


def text(imported: Imported, style: Style) -> str:
    """A count of each thing, then what is odd."""
    lines: list[Line] = [line("Imported into ", Run("strong", imported.into), ":")]
    width = max((len(wording.number(many)) for many in imported.counts.values()), default=0)
    lines += [line(f"  {wording.number(n):>{width}} {name}") for name, n in imported.counts.items()]
    if imported.odd:
        lines += [BLANK, line(Run("strong", f"Odd in the source: {len(imported.odd)}"))]
        lines += [one for odd in imported.odd for one in shown(odd, style.width, "  ")]
    return compose(lines, style)


def as_json(imported: Imported, style: Style) -> str:
    """The counts and the odd places."""
    odd = [data.finding(one) for one in imported.odd]
    return data.dump({"into": imported.into, "counts": imported.counts, "odd": odd})


def exported(value: Exported, style: Style) -> str:
    """How many files there are now."""
    said = f"Wrote {wording.count(len(value.written), 'file')} to "
    return compose(wrap([said, Run("strong", value.out), "."], style.width), style)
