"""What a proposal's own file says of its change: the part that specctl writes and keeps current.

It stands in a repository, so it holds nothing that another commit of somebody else's would turn:
no line, no number of all prompts, no commit, and no row of rank 5, which a reflow alone may make.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from specctl.model import LEVELS, RANKS, AffectedEval, Change, Review
from specctl.render import touched, wording
from specctl.render.escape import code, markdown
from specctl.render.saying import say
from specctl.words import fold

MOST_ROWS = 40
"""So many rows have a line each; the others are told by class, up to rank 2 with their ids."""
_MOST_NAMES = 40
_GRAVE = 2
_COSMETIC = 5
_WORDS = 50
_HEAD = "| rank | class | section | subject | row |\n|---|---|---|---|---|"


def block(review: Review) -> str:
    """What a proposal changes, in Markdown: rows, what they touch, and the cost.

    Two reviews of the same rows with the same impact give the same text. All that comes from the
    spec is escaped; no line of it is one of the marks around the block.

    Returns:
        Lines without a newline at the end.
    """
    rows = told(review)
    if not rows:
        return _NOTHING[bool(review.changes)]
    parts = (
        _counts(rows),
        _table(rows[:MOST_ROWS]),
        _rest(rows[MOST_ROWS:]),
        _cost(review),
        _impact(review),
    )
    return "\n\n".join(filter(None, parts))


def told(review: Review) -> list[Change]:
    """The rows that a block tells."""
    return [row for row in review.changes if row.rank < _COSMETIC]


_NOTHING = ("Nothing in the spec changes.", "Nothing changes but how the spec looks (rank 5).")


def _counts(rows: Sequence[Change]) -> str:
    counts = Counter(row.rank for row in rows)
    named = [f"{wording.number(counts[rank])} {RANKS[rank]}" for rank in sorted(counts)]
    return f"{wording.count(len(rows), 'row')}: {wording.listed(named)}."


def _table(rows: Iterable[Change]) -> str:
    return "\n".join([_HEAD, *map(_line, rows)])


def _line(row: Change) -> str:
    cells = (
        f"{row.rank} {RANKS[row.rank]}",
        markdown(" + ".join(row.classes)),
        code(_section(row)),
        _subject(row),
        code(row.id),
    )
    return f"| {' | '.join(cells)} |"


def _section(row: Change) -> str:
    return row.section or ("spec.yaml" if row.subject.kind == "manifest" else "")


def _subject(row: Change) -> str:
    """What a row is about: its id, else the first words of a clause that has none."""
    named = wording.about(row.subject, row.section)
    if not named and row.subject.kind in ("field", "manifest"):
        named = row.subject.id or ""
    said = code(named) if named else markdown(_words(row))
    places = f"in {wording.number(row.bulk)} places" if row.bulk > 1 else ""
    return ", ".join(filter(None, (said, places)))


def _words(row: Change) -> str:
    """The first words of a clause, as they stay over another dash or line break."""
    value = row.before if row.after is None else row.after
    if row.subject.kind == "section" or not isinstance(value, str):
        return ""
    text = fold(say(value))
    return text if len(text) <= _WORDS else f"{text[:_WORDS].rpartition(' ')[0]} …"


def _rest(rows: Sequence[Change]) -> str:
    """Further rows by class; those that somebody has to read one by one with their ids."""
    if not rows:
        return ""
    alike: dict[tuple[int, str], list[Change]] = {}
    for row in rows:
        alike.setdefault((row.rank, row.cls), []).append(row)
    items = [_item(rank, cls, some) for (rank, cls), some in alike.items()]
    return "\n".join([f"And {wording.count(len(rows), 'more row')}:\n", *items])


def _item(rank: int, cls: str, rows: Sequence[Change]) -> str:
    said = f"- {rank} {RANKS[rank]}, {markdown(cls)}: {wording.number(len(rows))}"
    if rank > _GRAVE:
        return said
    homes: dict[str, list[str]] = {}
    for row in rows:
        homes.setdefault(code(_section(row)), []).append(code(row.id))
    ids = "; ".join(" ".join(filter(None, (home, *found))) for home, found in homes.items())
    return f"{said}: {ids}"


def _cost(review: Review) -> str:
    """The prompts to run again. How many there are in all is left out: it is others' affair."""
    cost = review.cost
    wider = (("context", cost.context, cost.direct), ("references", cost.reference, cost.context))
    more = [f"{wording.number(n)} with {name}" for name, n, nearer in wider if n > nearer]
    direct = f"{wording.count(cost.direct, 'prompt')} directly"
    return f"**Run again:** {', '.join([direct, *more])}." if cost.reference else ""


def _impact(review: Review) -> str:
    """Evals and examples: by name at the direct level, by number at the others."""
    items = []
    for level in LEVELS:
        evals = touched.at_level(review.evals, level)
        examples = touched.at_level(review.examples, level)
        direct = level == LEVELS[0]
        for noun, names in (
            ("eval", [_eval(one) for one in evals]),
            ("example", [code(one.id) for one in examples]),
        ):
            shown = f": {wording.ids(names, _MOST_NAMES)}" if direct and names else ""
            items += [f"- {level}, {wording.count(len(names), noun)}{shown}"] if names else []
    return "\n".join(items)


def _eval(one: AffectedEval) -> str:
    """An eval with its state, and how many prompts it has where there are any to run."""
    many = f", {wording.number(touched.prompts([one]))}" if one.state != "removed" else ""
    return f"{code(one.id)} ({one.state}{many})"
