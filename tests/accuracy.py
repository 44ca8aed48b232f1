"""How right the change classes are on the labelled set: ``make accuracy`` measures and writes it down.

The set is ``cases/changes``: what a careful reader calls each change stands after ``expect:``. A row
is written as its classes, gravest first, joined by ``+``; then ``@1`` where the rank is not the
default of its gravest class, and ``x5`` where it gathers five changes. A class of a row is right
where the tool gives it to the same row.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import case_files
from comparing import ROOT, compared

from specctl.classify import CLASSES
from specctl.classify.classes import RANK

PAGE = ROOT / "specctl/classify/ACCURACY.md"
NOTHING = "nothing"
MOVES = frozenset(
    "section-renamed section-split section-merged section-moved example-moved eval-moved "
    "clause-moved".split()
)
"""Classes that say where something went."""

_ROW = re.compile(r"(?P<classes>[a-z+-]+)(?: @(?P<rank>\d))?(?: x(?P<many>\d+))?\Z")


def rows(expected: Sequence[str]) -> list[str]:
    """Rows as cases have them, with their ranks spelled out as :func:`comparing.said` says them."""
    return sorted(_row(text) for text in expected)


def _row(text: str) -> str:
    match = _ROW.match(text)
    assert match, f"this is no row: {text!r}"
    classes = match["classes"].split("+")
    assert not set(classes) - set(RANK), f"there is no such class: {text!r}"
    rank = match["rank"] or min(RANK[c] for c in classes)
    return f"{match['classes']} @{rank}" + (f" x{match['many']}" if match["many"] else "")


@dataclass(slots=True)
class Tally:
    """The labelled set held against what the tool says.

    Attributes:
        cases, exact: how many cases there are, and in how many every row is right.
        expected, found, right: how often each class should be there, is there, and both.
        taken: (what it is, what it is taken for) by the gravest class of a row, where they differ.
        ranked: for each rank how many rows should have it, and how many of them have it or a
            graver one.
    """

    cases: int = 0
    exact: int = 0
    expected: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    ranked: dict[int, tuple[int, int]] = field(default_factory=dict)

    def enter(self, expected: Sequence[str], found: Sequence[str]) -> None:
        """Count one case."""
        self.cases += 1
        self.exact += sorted(expected) == sorted(found)
        for label, given in paired(expected, found):
            self.expected.update(_classes(label))
            self.found.update(_classes(given))
            self.right.update(_classes(label) & _classes(given))
            if _gravest(label) != _gravest(given):
                self.taken[_gravest(label), _gravest(given)] += 1
            if label != NOTHING:
                known, grave = self.ranked.get(_rank(label), (0, 0))
                self.ranked[_rank(label)] = known + 1, grave + (_rank(given) <= _rank(label))

    def precision(self, classes: Sequence[str]) -> float:
        """The share of what is said of these classes that is right; 1.0 where nothing is said."""
        found = sum(self.found[c] for c in classes)
        return sum(self.right[c] for c in classes) / found if found else 1.0

    def recall(self, classes: Sequence[str]) -> float:
        """The share of these classes that is found; 1.0 where there are none."""
        expected = sum(self.expected[c] for c in classes)
        return sum(self.right[c] for c in classes) / expected if expected else 1.0

    def noticed(self, rank: int) -> float:
        """The share of the rows of a rank that are given that rank or a graver one."""
        known, grave = self.ranked.get(rank, (0, 0))
        return grave / known if known else 1.0

    @property
    def false_moves(self) -> int:
        """How many rows say that something went where it did not go."""
        return sum(self.found[c] - self.right[c] for c in MOVES)


def paired(expected: Sequence[str], found: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Rows of a case that are meant to be one another: the same, then with most classes in common."""
    same = Counter(expected) & Counter(found)
    yield from ((row, row) for row in same.elements())
    left = sorted((Counter(expected) - same).elements())
    right = sorted((Counter(found) - same).elements())
    common = [
        (-len(_classes(a) & _classes(b)), i, j)
        for i, a in enumerate(left)
        for j, b in enumerate(right)
    ]
    old, new = set(range(len(left))), set(range(len(right)))
    for shared, i, j in sorted(common):
        if shared and i in old and j in new:
            old.remove(i)
            new.remove(j)
            yield left[i], right[j]
    yield from ((left[i], NOTHING) for i in sorted(old))
    yield from ((NOTHING, right[j]) for j in sorted(new))


def _classes(row: str) -> set[str]:
    return set(row.partition(" ")[0].split("+")) - {NOTHING}


def _rank(row: str) -> int:
    return 9 if row == NOTHING else int(row.partition("@")[2][:1])


def _gravest(row: str) -> str:
    return row.partition(" ")[0].partition("+")[0]


def measured() -> Tally:
    """The whole labelled set."""
    tally = Tally()
    for path in case_files.paths("changes"):
        case = case_files.read(path)
        tally.enter(rows(case.expected), compared(case.old, case.new).said)
    return tally


def page(tally: Tally) -> str:
    """What was measured, as the page beside the classes."""
    names = [c.name for c in CLASSES]
    grave = [c.name for c in CLASSES if c.rank < 2]
    lines = [
        "# How right the classes are",
        "",
        "Measured by `make accuracy` on the labelled set, `tests/cases/changes/`: "
        f"{tally.cases} pairs of an old and a new text, each with the rows that a careful reader "
        f"would want. In {tally.exact} of them every row is right.",
        "",
        "| | precision | recall |",
        "|---|--:|--:|",
        f"| all classes | {_share(tally.precision(names))} | {_share(tally.recall(names))} |",
        f"| ranks 0 and 1 | {_share(tally.precision(grave))} | {_share(tally.recall(grave))} |",
        "",
        *(
            f"Of {known} rows of rank {rank}, {grave} are told at that rank or a graver one."
            for rank, (known, grave) in sorted(tally.ranked.items())
            if rank < 2
        ),
        "",
        f"Moves, renamings, splits and merges that are none: {tally.false_moves}.",
        "",
        "## By class",
        "",
        "| class | rank | is there | is said | right | precision | recall |",
        "|---|--:|--:|--:|--:|--:|--:|",
        *(_line(c.name, c.rank, tally) for c in CLASSES),
        "",
        "## What is taken for what",
        "",
        *_confusion(tally),
    ]
    return "\n".join(lines) + "\n"


def _line(name: str, rank: int, tally: Tally) -> str:
    counts = tally.expected[name], tally.found[name], tally.right[name]
    shares = tally.precision([name]), tally.recall([name])
    return f"| `{name}` | {rank} | {' | '.join(map(str, counts))} | {' | '.join(map(_share, shares))} |"


def _confusion(tally: Tally) -> Iterator[str]:
    """Rows whose gravest class is another one than it should be; the rest is on the diagonal."""
    if not tally.taken:
        yield "Nothing: the gravest class of every row is the right one."
        return
    yield from ("| is | is taken for | rows |", "|---|---|--:|")
    for (label, given), many in sorted(tally.taken.items(), key=lambda one: (-one[1], one[0])):
        yield f"| {_code(label)} | {_code(given)} | {many} |"


def _code(name: str) -> str:
    return name if name == NOTHING else f"`{name}`"


def _share(share: float) -> str:
    return f"{share:.3f}"


def main() -> None:
    """Measure, write the page, and print it."""
    text = page(measured())
    PAGE.write_text(text, encoding="utf-8")
    print(text, end="")
    print(f"\nWritten to {Path(PAGE).relative_to(ROOT)}.")


if __name__ == "__main__":
    main()
