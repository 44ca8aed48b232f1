"""How right each class is on the labelled set: the figures of ``ACCURACY.md``.

The page is written for people, by ``make accuracy``; here its tables are read back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from specctl.model.classes import Accuracy

_CLASS = "| class | rank | is there | is said | right | precision | recall |"
_TAKEN = "| is | is taken for | rows |"


def figures(page: str) -> Mapping[str, Accuracy]:
    """What the page says of each class, by its name."""
    taken = [(is_, said, int(rows)) for is_, said, rows in _rows(page, _TAKEN)]
    return {name: _figure(name, cells, taken) for name, _, *cells in _rows(page, _CLASS)}


def _figure(name: str, cells: Sequence[str], taken: Sequence[tuple[str, str, int]]) -> Accuracy:
    there, said, right = map(int, cells[:3])
    precision, recall = map(float, cells[3:])
    return Accuracy(
        *(there, said, right),
        *(precision, recall),
        tuple((other, rows) for one, other, rows in taken if one == name),
        tuple((one, rows) for one, other, rows in taken if other == name),
    )


def _rows(page: str, head: str) -> Iterator[list[str]]:
    """The cells of the table with that head, without the code marks; none where it is missing."""
    table = page.partition(f"{head}\n")[2].partition("\n\n")[0]
    for row in table.splitlines()[1:]:
        yield re.findall(r"[^|` ]+", row)
