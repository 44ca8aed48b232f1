"""Small phrases that several renderers say alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from specctl.model import LEVELS, Change, Finding, Gate, Place, Review, Severity, Side, Subject
from specctl.render.layout import Line, Run, wrap
from specctl.render.touched import Touched, prompts

UNDECIDED = "specctl does not decide whether the meaning changed"
NOT_JUDGED = "meaning not judged"
"""The same in brief. One of them is said of every reworded clause."""

_PLURALS = {"is": "are", "info": "info"}


def number(count: int) -> str:
    """A number for people: ``1,234``."""
    return f"{count:,}"


def count(many: int, noun: str) -> str:
    """``1 prompt``, ``3 prompts``."""
    return f"{number(many)} {plural(many, noun)}"


def plural(many: int, noun: str) -> str:
    """The noun, in the plural unless there is exactly one."""
    return noun if many == 1 else _PLURALS.get(noun, f"{noun}s")


def listed(parts: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def severities(counts: Mapping[Severity, int]) -> str:
    """``3 errors, 1 warning``; severities that nothing has are left out."""
    return ", ".join(count(counts[s], s.value) for s in Severity if counts.get(s))


def classes(rows: Iterable[Change]) -> list[str]:
    """``clause-added 3``, in the order of the rows."""
    return [f"{cls} {number(many)}" for cls, many in Counter(row.cls for row in rows).items()]


def title(review: Review, width: int) -> list[Line]:
    """What is compared with what."""
    base, head = side(review.base), side(review.head)
    return wrap([Run("strong", base), " → ", Run("strong", head)], width)


def side(one: Side) -> str:
    """A side as the user named it, with its short commit unless that is what was named."""
    if one.commit is None or one.commit.startswith(one.rev):
        return one.rev[:12] if one.commit else one.rev
    return f"{one.rev} ({one.commit[:9]})"


def about(subject: Subject, section: str | None = None) -> str:
    """What a row is about, in a few words; "" where its class and section say it already."""
    if subject.kind == "clause":
        return " ".join(f"[^{one}]" for one in subject.ids or anchors(subject.id))
    if subject.id is None or subject.kind in ("field", "manifest"):
        return ""  # a field's name leads its values
    if subject.kind in _WITHIN and section:
        return f"{section}#{subject.id}"
    return "" if subject.kind == "section" and subject.id == section else _named(subject)


_WITHIN = ("example", "reply", "message")


def _named(subject: Subject) -> str:
    return f"'{subject.id}'" if subject.kind in _WORDS else f"{subject.kind} {subject.id}"


_WORDS = ("definition", "term")


def anchors(anchor: str | None) -> tuple[str, ...]:
    """The anchor alone, or nothing."""
    return (anchor,) if anchor else ()


def where(rows: Sequence[Change]) -> str:
    """``path:line`` in the head, else in the base; further rows of one path add their lines."""
    places = [(row.head or row.base, row.head is None) for row in rows]
    lines = dict.fromkeys(str(place.line) for place, _ in places if place)
    if not lines or not places[0][0]:
        return ""
    in_base = " in the base" if all(gone for _, gone in places) else ""
    return f"{places[0][0].path}:{', '.join(lines)}{in_base}"


def whence(rows: Sequence[Change]) -> str:
    """``before: path:line`` of a single row that stood in another file."""
    row = rows[0]
    if len(rows) > 1 or row.base is None or row.head is None or row.base.path == row.head.path:
        return ""
    return f"before: {at(row.base)}"


def name(change: Change) -> str:
    """What a row is about, with the section that holds it."""
    if change.bulk > 1 and change.section is None and change.base is None and change.head is None:
        return f"{change.subject.kind}, {number(change.bulk)} places"
    section = change.section or ("spec.yaml" if change.subject.kind == "manifest" else "")
    said = about(change.subject, section)
    return said if said.startswith(f"{section}#") else " ".join(filter(None, (section, said)))


def at(place: Place) -> str:
    """``path:line``."""
    return f"{place.path}:{place.line}"


def from_top(place: Place, folder: str | None) -> str:
    """A place's path from the repository's top, by which platforms go.

    Args:
        place: its path begins with the spec folder's name.
        folder: the spec folder from the repository's top, "" for the top itself; None outside of
            a repository.
    """
    if folder is None:
        return place.path
    return "/".join(filter(None, (folder, place.path.partition("/")[2])))


def places(found: Sequence[Finding], most: int, name: Callable[[str], str] = str) -> str:
    """Where the first findings stand, and how many more there are."""
    more = len(found) - most
    named = [name(at(one.place)) for one in found[:most]]
    return listed([*named, *([f"{number(more)} more"] if more > 0 else [])])


def undecided(change: Change) -> bool:
    """Whether a row must say that the tool does not decide what a new wording means."""
    return "clause-reworded" in change.classes


def says_it(row: Change) -> bool:
    """Whether a row's sentence says more than its marks: new names, and where things went."""
    placed = row.deltas[:1] and row.deltas[0].kind == "section" and row.deltas[0].op == "placed"
    return bool(placed) or row.cls == "authority-vocabulary-changed"


def decided(change: Change) -> str:
    """The words that decided a row's classes, and what changed with its place; "" for none.

    A field's row shows them anyway.
    """
    if change.cls in ("authority-lowered", "authority-raised", "authority-vocabulary-changed"):
        return ""
    return "; ".join(f"{_DECIDED[cls]}: {said}" for cls, said in change.decided)


_DECIDED: Mapping[str, str] = {
    "authority-lowered": "lower authority",
    "authority-raised": "higher authority",
    "authority-vocabulary-changed": "levels",
    "scope-changed": "scope",
    "polarity-flipped": "turned round",
    "override-changed": "when it holds",
    "modality-strengthened": "obliges more",
    "modality-weakened": "obliges less",
    "clause-reworded": "look at",
}


def ids(found: Iterable[str], most: int) -> str:
    """The first ids, and how many more there are."""
    names = tuple(found)
    more = len(names) - most
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:most])} and {number(more)} more"


def accounted(review: Review) -> str:
    """Whether the rows cover every changed line."""
    lines, missing = review.accounting.changed_lines, len(review.accounting.unaccounted)
    if not lines:
        return "No line changed."
    if missing:
        of = f"{number(missing)} of {count(lines, 'changed line')}"
        return f"{of} {plural(missing, 'is')} in no row:"
    if lines == 1:
        return "The one changed line is accounted for."
    return f"Every one of {number(lines)} changed lines is accounted for."


def blocking(review: Review) -> str:
    """How many rows block; "" where none does."""
    many = sum(row.gate is Gate.BLOCK for row in review.changes)
    return f"{count(many, 'row')} {'blocks' if many == 1 else 'block'}." if many else ""


def since(review: Review) -> str:
    """What is new since an earlier review; "" where none was named."""
    known = review.since
    if known is None:
        return ""
    many = len(review.changes)
    old = len(known.seen)
    fresh = f"{count(many - old, 'row')} {plural(many - old, 'is')} new"
    parts = [fresh, f"{number(old)} {_WERE[old == 1]} seen"]
    parts += [f"{number(len(known.gone))} {plural(len(known.gone), 'is')} gone"]
    said = f"Since the review of {side(known.head)}: {listed(parts)}."
    if known.base.commit == review.base.commit:
        return said
    return f"{said} It began at another base, {side(known.base)}."


_WERE = ("were", "was")


def cost(review: Review) -> str:
    """What must run again, at each level; "" where nothing does."""
    found = review.cost
    if not found.reference:
        return ""
    wider = (
        ("context", found.context, found.direct),
        ("references", found.reference, found.context),
    )
    more = [f"{number(n)} with {name}" for name, n, nearer in wider if n > nearer]
    direct = f"{number(found.direct)} of {count(found.total, 'prompt')} directly"
    return ", ".join([direct, *more])


def gone(review: Review) -> str:
    """How many prompts went with their evals; "" where none did."""
    removed = [one for one in review.evals if one.state == "removed"]
    many = sum(len(one.prompts) for one in removed)
    return f"{count(many, 'prompt')} with {count(len(removed), 'eval')}" if many else ""


def touches(found: Touched, most: int, name: Callable[[str], str] = str) -> str:
    """What one row touches: names at the direct level, numbers at the others."""
    near, examples = found.evals.get("direct", ()), found.examples.get("direct", ())
    parts = []
    if near:
        named = f"{plural(len(near), 'eval')} {ids([name(one.id) for one in near], most)}"
        parts.append(f"{named} ({count(prompts(near), 'prompt')})")
    if examples:
        parts.append(count(len(examples), "example"))
    for level in LEVELS[1:]:
        wider = found.evals.get(level, ())
        parts += [f"{count(len(wider), 'eval')} by {level}"] if wider else []
    return "; ".join(parts)
