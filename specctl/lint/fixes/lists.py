"""What a person would list twice: ids, sections, examples, prompts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from specctl.lint.fixes import fields
from specctl.lint.fixes.draft import Draft
from specctl.lint.fixes.text import MANIFEST, Edit, Text
from specctl.model.finding import Finding
from specctl.model.spec import Eval, Example, Prompt, Section
from specctl.words import slug


def quote(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """``1398`` becomes ``"1398"``: a value, or a key of ``confirmed`` or ``tombstones``."""
    text, raw = draft.text(finding.place.path), finding.subject or ""
    front = text.front if text else None
    if text is None or front is None:
        return ()
    start, end = text.stretch(finding.place)
    found = []
    for path, written in front.document.raw.items():
        if written == raw and front.document.places.get(path.removesuffix("#key")) == finding.place:
            at = start if path.endswith("#key") else end - len(raw)
            if text.content[at : at + len(raw)] == raw:
                found.append(Edit(text.path, at, at + len(raw), f'"{raw}"'))
    return tuple(found)


def list_section(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """A section comes last in the list above it, where it stands when it is not listed."""
    folder = finding.place.path.rpartition("/")[0]
    top = folder == draft.spec.folder
    above = draft.text(f"{folder}/{MANIFEST}" if top else f"{folder}.md")
    return _one(fields.appended(above, "sections", finding.subject or "") if above else None)


def unlist_section(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """A section that is not there leaves the list."""
    text = draft.text(finding.place.path)
    number = _number(text, finding, "sections")
    return _one(fields.removed(text, "sections", number) if text and number is not None else None)


def tag(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """An example gets its entry; an entry gets the title that stands in the body."""
    owner, text = draft.files.get(finding.place.path), draft.text(finding.place.path)
    if owner is None or text is None:
        return ()
    key, items = _items(owner)
    for item in items:
        if item.declared is None and item.title_place == finding.place:
            return _one(_entered(text, key, items, item))
    number = _number(text, finding, key)
    entry = text.front.document.places.get(f"{key}.{number}") if text.front else None
    for item in items:
        if number is not None and item.declared is not None and item.declared.place == entry:
            return _one(fields.put(text, f"{key}.{number}.title", item.title))
    return ()


def untag(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """An entry without an example goes."""
    owner, text = draft.files.get(finding.place.path), draft.text(finding.place.path)
    if owner is None or text is None or text.front is None:
        return ()
    key, items = _items(owner)
    number = _number(text, finding, key)
    place = text.front.document.places.get(f"{key}.{number}")
    if (
        place is None
        or number is None
        or any(i.declared and i.declared.place == place for i in items)
    ):
        return ()
    return _one(fields.removed(text, key, number))


def name_prompts(finding: Finding, draft: Draft) -> tuple[Edit, ...]:
    """Every prompt of an eval that has no entries gets one."""
    one, text = draft.files.get(finding.place.path), draft.text(finding.place.path)
    if not isinstance(one, Eval) or text is None or one.declared_prompts:
        return ()
    ids = dict(_new_ids(one.prompts))
    values = [{"id": ids[id(item)], "title": item.title} for item in one.prompts]
    named = all(value["title"] for value in values)
    return _one(fields.begun(text, "prompts", values) if named else None)


def _one(edit: Edit | None) -> tuple[Edit, ...]:
    return (edit,) if edit else ()


Items = Sequence[Example] | Sequence[Prompt]


def _items(owner: Section | Eval) -> tuple[str, Items]:
    if isinstance(owner, Section):
        return "examples", owner.examples
    return "prompts", owner.prompts


def _number(text: Text | None, finding: Finding, key: str) -> int | None:
    """The number of the entry that a finding stands at, or in."""
    if text is None or text.front is None:
        return None
    path = fields.path_of(text.front, finding.place, under=f"{key}.")
    match = re.match(r"\w+\.(\d+)", path or "")
    return int(match[1]) if match else None


def _entered(text: Text, key: str, items: Items, item: Example | Prompt) -> Edit | None:
    """An entry with an id of its own, after that of the example before it."""
    ids = dict(_new_ids(items))
    value = {"id": ids[id(item)], "title": item.title}
    before: int | None = None
    for other in items:
        if other is item:
            break
        if other.declared is not None and text.front is not None:
            place = other.declared.place
            path = fields.path_of(text.front, place, under=f"{key}.") or ""
            before = int(path.rpartition(".")[2]) if path else before
    return fields.appended(text, key, value, before)


def _new_ids(items: Items) -> Iterator[tuple[int, str]]:
    """An id for each example that has none: made from its title, and taken by no other."""
    taken = {item.declared.id for item in items if item.declared is not None}
    for item in items:
        if item.declared is None:
            plain = fresh = slug(item.title)
            number = 2
            while fresh in taken:
                fresh, number = f"{plain}-{number}", number + 1
            taken.add(fresh)
            yield id(item), fresh
