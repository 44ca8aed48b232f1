"""Which entry of front matter goes with which example or prompt of the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from specctl.formats.document import MAX_ITEMS, too_many
from specctl.formats.existing import Kept, entries
from specctl.markdown import Titled, parse_body
from specctl.words import slug


@dataclass(frozen=True, slots=True)
class _Item:
    """A title with its conversation as written, or None where that is unknown."""

    title: str
    text: str | None


def listed(
    kept: Kept | None, key: str, titled: Sequence[Titled], lines: Sequence[str], first_line: int
) -> list[dict[str, Any]] | None:
    """The entries of front matter for the examples or prompts of a body.

    Args:
        kept: the file as it is: entries that it has keep their ids and fields.
        key: ``examples`` or ``prompts``.
        titled: what stands in the body now, in order.
        lines: that body.
        first_line: the line in the places of ``titled`` where the body begins.

    Returns:
        One entry for each that has a title, in order; None where there is none.

    Raises:
        SpecctlError: there are more than is sensible.
    """
    if len(titled) > MAX_ITEMS:
        place = titled[MAX_ITEMS].place
        raise too_many(place.path, place.line, key)
    known = list(entries(kept, key))
    new = [_Item(t.title, _conversation(t, lines, first_line)) for t in titled if t.title]
    pairs = _paired(_known(kept, known), new) if known and kept else [None] * len(new)
    taken = dict.fromkeys((entry["id"] for entry in known), 1)
    found = []
    for item, old in zip(new, pairs, strict=True):
        entry = known[old] if old is not None else {}
        fresh = entry.get("id") or _unique(slug(item.title), taken)
        taken.setdefault(fresh, 1)
        found.append({**entry, "id": fresh, "title": _title(entry, item.title)})
    return found or None


def _title(entry: dict[str, Any], title: str) -> Any:
    """The title as front matter has it, where only white space differs."""
    old = entry.get("title")
    return old if isinstance(old, str) and " ".join(old.split()) == title else title


def _unique(wanted: str, taken: dict[str, int]) -> str:
    """The id, with a number where it is taken; ``taken`` has the last number given to each."""
    found = wanted
    while found in taken:
        taken[wanted] = taken.get(wanted, 1) + 1
        found = f"{wanted}-{taken[wanted]}"
    return found


def _conversation(titled: Titled, lines: Sequence[str], first_line: int) -> str | None:
    if titled.conversation is None:
        return None
    place = titled.conversation.place
    return "\n".join(lines[place.line - first_line : place.end_line - first_line + 1])


def _known(kept: Kept | None, known: Sequence[dict[str, Any]]) -> list[_Item]:
    """The entries with the conversations that they had until now, paired as parsing pairs them."""
    body = kept.body if kept else ()
    titled = parse_body(body, "", 1, "container").examples
    old = [_Item(t.title, _conversation(t, body, 1)) for t in titled]
    plain = [_Item(" ".join(str(entry.get("title", "")).split()), None) for entry in known]
    pairs = _paired(old, plain)
    return [
        _Item(item.title, old[at].text if at is not None else None)
        for item, at in zip(plain, pairs, strict=True)
    ]


_SAME: tuple[Callable[[_Item, _Item], bool], ...] = (
    lambda a, b: a == b and a.text is not None,
    lambda a, b: a.title == b.title,
    lambda a, b: a.text == b.text and a.text is not None,
)


def _paired(old: Sequence[_Item], new: Sequence[_Item]) -> list[int | None]:
    """For each new item the index of the old one that it continues, or None.

    What is the same throughout goes first, then equal titles, then equal conversations, each in
    order; at last what is left, if that is one on each side.
    """
    found: list[int | None] = [None] * len(new)
    left = dict(enumerate(old))
    for same in _SAME:
        for at in _open(found):
            match = next((i for i, item in left.items() if same(item, new[at])), None)
            if match is not None:
                found[at] = match
                del left[match]
    rest = list(_open(found))
    if len(left) == len(rest) == 1:
        found[rest[0]] = next(iter(left))
    return found


def _open(found: Sequence[int | None]) -> Iterator[int]:
    return (at for at, match in enumerate(list(found)) if match is None)
