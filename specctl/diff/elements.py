"""A spec cut into elements: the smallest things that a change can be about.

The elements of a file tile its lines: every line that is not blank belongs to at least one of
them, so that a changed line always leads to the thing that changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import NoneType
from typing import Any

from specctl.diff.tiles import Lines, stretch, tiled
from specctl.model.change import Element, Subject
from specctl.model.place import Place, Span
from specctl.model.spec import (
    Conversation,
    Eval,
    Example,
    Manifest,
    Message,
    Passage,
    Prompt,
    Section,
    Spec,
)
from specctl.words import fold, without_anchors

LISTED = ("examples", "rubrics", "prompts")
"""Front-matter keys whose entries are elements of their own."""

UNORDERED = ("owners", "tags", "exception_to", "formerly")
"""Lists whose order says nothing."""

_ENTRY = {"examples": "example-entry", "rubrics": "rubric", "prompts": "prompt-entry"}


def section_elements(section: Section, lines: Lines) -> tuple[Element, ...]:
    """The elements of a section in the order of its file: front matter, then body."""
    owner = Subject("section", section.id)
    front = _front_matter(section.fields, section.places, section.id, owner)
    body = [
        *(_passage(p, n, section.id) for n, p in enumerate(section.passages)),
        *(e for example in section.examples for e in _example(example, section.id, lines)),
    ]
    frame = section.front_matter or Place(section.path)
    return tiled(section.path, lines, frame, front, body)


def eval_elements(one: Eval, lines: Lines) -> tuple[Element, ...]:
    """The elements of an eval in the order of its file: front matter, header, prompts."""
    owner = Subject("eval", one.id)
    front = _front_matter(one.fields, one.places, one.id, owner)
    body: list[Element] = []
    if one.header:
        text = fold(one.header.text)
        place = one.header.place
        raw = one.header.text
        body.append(_element("header", "header", one.id, owner, text, raw, place, raw))
    body += [_passage(p, n, one.id)._replace(kind="note") for n, p in enumerate(one.passages)]
    body += [_prompt(prompt, one, lines) for prompt in one.prompts]
    frame = one.front_matter or Place(one.path, 1, 1, 0, 1)
    return tiled(one.path, lines, frame, front, body)


def manifest_elements(spec: Spec) -> tuple[Element, ...]:
    """The elements of the manifest: one for each key, tombstone and list of sections."""
    manifest = spec.manifest
    if not manifest.exists:
        return ()
    lines = spec.lines.get(manifest.place.path, ())
    front = _manifest_fields(manifest)
    frame = Place(manifest.place.path, 1, 1, len(lines), 1)
    return tiled(manifest.place.path, lines, frame, front, [])


def plain(value: Any) -> Any:
    """Data as dictionaries keyed by id (or by place in the list), texts folded.

    This is what deepdiff is fed: on lists and on texts of several lines it would fall back on
    another algorithm.
    """
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        if all(isinstance(v, Mapping) and "id" in v for v in value):
            return {str(v["id"]): plain(v) for v in value}
        return {str(n): plain(v) for n, v in enumerate(value)}
    return fold(value) if isinstance(value, str) else value


def _unordered(value: Any) -> Any:
    return dict.fromkeys(map(str, value), True) if isinstance(value, list) else plain(value)


def shown(element: Element) -> Element:
    """An element with what a row shows of it, which is not worked out for those that stay."""
    source = element.source
    return element._replace(shown=element.value if source is None else _shown(source))


def _shown(source: Any) -> Any:
    """What a row shows of an element: text or plain data, as written."""
    if isinstance(source, Passage):
        return source.text
    if isinstance(source, Message):
        return _said(source)
    return _told(source) if isinstance(source, (Example, Prompt)) else source


def _said(message: Message) -> str:
    if message.verdict is None and not message.malformed_verdict:
        return f"{message.role}: {message.text}"
    blame = f"[{', '.join('#' + b for b in message.blame)}]" if message.blame else ""
    judged = message.malformed_verdict or f"{message.verdict}{blame}"
    if message.reason and not message.malformed_verdict:
        judged += f": {message.reason}"
    return f"{judged}\n{message.text}"


def _told(item: Example | Prompt) -> str:
    talk = item.conversation.messages if item.conversation else ()
    rest = "\n\n".join(_said(message) for message in talk)
    return f"{item.title}\n\n{rest}" if rest else item.title


def _element(
    kind: str,
    key: str,
    owner: str,
    subject: Subject,
    value: Any,
    raw: str,
    place: Place,
    source: Any = None,
    parent: str = "",
) -> Element:
    span = Span(place.path, place.line, place.end_line)
    return Element(kind, key, owner, subject, value, raw, place, span, source, parent)


def _passage(passage: Passage, number: int, owner: str) -> Element:
    ids = tuple(anchor.id for anchor in passage.anchors)
    subject = Subject(passage.role.value, ids[0] if ids else None, ids)
    if passage.term:
        subject = Subject("definition", passage.term, ids)
    value = {"text": passage.norm, "anchors": " ".join(sorted(ids))}
    key = f"text/{number}"
    return _element(
        passage.role.value, key, owner, subject, value, passage.text, passage.place, passage
    )


def _example(example: Example, owner: str, lines: Lines) -> Iterator[Element]:
    subject = Subject("example", example.id)
    key = f"example/{example.id}@{example.place.line}"
    value: dict[str, Any] = {"title": fold(example.title)}
    talk = example.conversation
    messages = talk.messages if talk and not talk.malformed else ()
    if talk and not messages:
        value["text"] = fold(stretch(talk.place, lines))
    if talk:
        value["stray"] = fold(" ".join(s.text for s in talk.stray))
    raw = _outside(example.place, messages, lines)
    yield _element("example", key, owner, subject, value, raw, example.place, example)
    replies = {r.place for c in (talk.comparisons if talk else ()) for r in c.replies}
    for number, message in enumerate(messages):
        kind = "reply" if message.place in replies else "message"
        yield _message(message, kind, f"{key}/{number}", owner, subject, key, lines)


def _message(
    message: Message,
    kind: str,
    key: str,
    owner: str,
    example: Subject,
    parent: str,
    lines: Lines,
) -> Element:
    value = {
        "role": message.role,
        "attributes": " ".join(f"{k}={fold(v)}" for k, v in message.attributes),
        "text": fold(message.text),
        "verdict": str(message.verdict or ""),
        "reason": fold(message.reason or message.malformed_verdict or ""),
        "blame": " ".join(message.blame),
    }
    raw = "\n".join(lines[message.place.line - 1 : message.place.end_line])
    subject = Subject(kind, example.id)
    return _element(kind, key, owner, subject, value, raw, message.place, message, parent)


def _prompt(prompt: Prompt, one: Eval, lines: Lines) -> Element:
    value = {"title": fold(prompt.title), "conversation": _talk(prompt.conversation, lines)}
    raw = stretch(prompt.place, lines)
    key = f"prompt/{prompt.id}@{prompt.place.line}"
    subject = Subject("prompt", f"{one.id}/{prompt.id}")
    return _element("prompt", key, one.id, subject, value, raw, prompt.place, prompt)


def _talk(talk: Conversation | None, lines: Lines) -> str:
    if talk is None:
        return ""
    if talk.malformed:
        return fold(stretch(talk.place, lines))
    said = [f"{m.role} {m.attributes} {_said(m)}" for m in talk.messages]
    return fold("\n".join([*said, *(s.text for s in talk.stray)]))


def _outside(place: Place, messages: Iterable[Message], lines: Lines) -> str:
    """The lines of an example that belong to none of its messages."""
    inside = {n for m in messages for n in range(m.place.line, m.place.end_line + 1)}
    return "\n".join(lines[n - 1] for n in range(place.line, place.end_line + 1) if n not in inside)


# --- front matter --------------------------------------------------------------------------------


def _front_matter(
    fields: Mapping[str, Any], places: Mapping[str, Place], owner: str, subject: Subject
) -> list[Element]:
    found: list[Element] = []
    for name, value in fields.items():
        place = places.get(str(name))
        if place is None:
            continue
        if name in LISTED and isinstance(value, (list, NoneType)):
            found += _listed(name, value or (), places, owner, place)
        elif name == "confirmed" and isinstance(value, (dict, NoneType)):
            found += _each("confirmed", name, value or {}, places, owner, place)
        else:
            kind = "children" if name == "sections" else "field"
            key = f"{kind}/{name}"
            data = _unordered(value) if name in UNORDERED else plain(value)
            found.append(_element(kind, key, owner, subject, data, "", place, value))
    return found


def _listed(
    name: str, value: Sequence[Any], places: Mapping[str, Place], owner: str, place: Place
) -> Iterator[Element]:
    yield _list(name, owner, bool(value), place)
    kind = _ENTRY[name]
    for number, entry in enumerate(value):
        known = entry.get("id") if isinstance(entry, Mapping) else None
        shown = str(known) if known is not None else str(number)
        full = f"{owner}/{shown}" if name == "prompts" else shown
        subject = Subject(kind.removesuffix("-entry"), full)
        at = places.get(f"{name}.{number}", place)
        yield _element(
            kind, f"{kind}/{shown}@{number}", owner, subject, plain(entry), "", at, entry
        )


def _each(
    kind: str,
    name: str,
    value: Mapping[Any, Any],
    places: Mapping[str, Place],
    owner: str,
    place: Place,
) -> Iterator[Element]:
    yield _list(name, owner, bool(value), place)
    for key, entry in value.items():
        at = places.get(f"{name}.{key}", place)
        subject = Subject(kind, str(key))
        yield _element(kind, f"{kind}/{key}", owner, subject, plain(entry), "", at, entry)


def _list(name: str, owner: str, filled: bool, place: Place) -> Element:
    """The key alone, whose entries are elements of their own."""
    key = Place(place.path, place.line, place.column, place.line, place.column)
    raw = f"{name}:" if filled else f"{name}: []"
    return _element("list", f"list/{name}", owner, Subject("field", name), filled, raw, key)


def _manifest_fields(manifest: Manifest) -> list[Element]:
    found: list[Element] = []
    for name, value in manifest.fields.items():
        place = manifest.places.get(str(name))
        if place is None:
            continue
        if name == "tombstones" and isinstance(value, (dict, NoneType)):
            found += _each("tombstone", name, value or {}, manifest.places, "", place)
            continue
        kind = "children" if name == "sections" else "manifest"
        subject = Subject("manifest", str(name))
        found.append(_element(kind, f"{kind}/{name}", "", subject, plain(value), "", place, value))
    return found


# --- text ----------------------------------------------------------------------------------------


def norm_of(element: Element) -> str:
    """The normalised text by which an element is recognised elsewhere."""
    source = element.source
    if isinstance(source, Passage):
        return source.norm
    if isinstance(source, Message):
        return fold(_said(source))
    if isinstance(source, (Example, Prompt)):
        talk = source.conversation
        return fold("\n".join(_said(m) for m in talk.messages)) if talk else fold(source.title)
    return fold(without_anchors(str(element.value)))
