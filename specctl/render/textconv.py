"""A section or eval line by line, so that git's own diff of it is readable.

One sentence is one line, however the file wraps it; what is no sentence stays as it stands in the
file. Nothing is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from specctl.model import (
    Comparison,
    Conversation,
    Eval,
    Example,
    Message,
    Passage,
    PassageRole,
    Place,
    Prompt,
    Section,
    StrayText,
)
from specctl.model.driver import Converted
from specctl.render.saying import say
from specctl.render.style import Style

_LEAD = {PassageRole.CLAUSE: "", PassageRole.RATIONALE: "", PassageRole.COMMENTARY: "| "}
_VERBATIM = ("```", "~~~", "$$", "\\[", "|")
"""How text begins whose line breaks are part of it."""


def render(converted: Converted, style: Style) -> str:
    """The file line by line; as it is where it cannot be read."""
    if converted.value is None:
        return converted.text
    lines = converted.text.replace("\r\n", "\n").split("\n")
    value = converted.value
    front = value.front_matter
    begin = front.end_line if front else 0
    head = [*_fields(value.fields), *_comments(lines[:begin])]
    body = _body(value, lines, begin)
    return "".join(f"{one.rstrip()}\n" for one in (*head, *([""] if head else []), *body))


# --- front matter --------------------------------------------------------------------------------


def _fields(fields: Mapping[str, Any]) -> Iterator[str]:
    for name, value in fields.items():
        yield from _field(str(name), value, "")


def _field(name: str, value: Any, indent: str) -> Iterator[str]:
    """A key with its value on one line, or with entries below it."""
    entries = value if isinstance(value, list) and any(_nested(one) for one in value) else ()
    if entries:
        yield f"{indent}{name}:"
        for entry in entries:
            yield from _entry(entry, f"{indent}  ")
    elif isinstance(value, Mapping) and value:
        yield f"{indent}{name}:"
        for key, one in value.items():
            yield from _field(str(key), one, f"{indent}  ")
    else:
        yield f"{indent}{name}: {say(value)}"


def _entry(entry: Any, indent: str) -> Iterator[str]:
    if not isinstance(entry, Mapping):
        yield f"{indent}- {say(entry)}"
        return
    for number, (key, value) in enumerate(entry.items()):
        lines = _field(str(key), value, f"{indent}  ")
        for place, one in enumerate(lines):
            yield f"{indent}- {one.lstrip()}" if number == place == 0 else one


def _nested(value: Any) -> bool:
    return isinstance(value, (Mapping, list))


def _comments(lines: Sequence[str]) -> list[str]:
    """What is said in front matter beside its data."""
    found = [line[line.index("#") :] for line in lines if line.lstrip().startswith("#")]
    found += [line[line.index(" #") + 1 :] for line in lines if _TRAILING in line]
    return found


_TRAILING = " # specctl:"


# --- body ----------------------------------------------------------------------------------------


def _body(value: Section | Eval, lines: Sequence[str], begin: int) -> Iterator[str]:
    """What was parsed, in the order of the file, with the lines between as they are."""
    at = begin + 1
    for place, said in sorted(_parsed(value, lines), key=lambda item: item[0][:3]):
        between = lines[at - 1 : place.line - 1]
        yield from _squeezed(between) if at > begin + 1 else (one for one in between if one.strip())
        yield from said
        at = max(at, place.end_line + 1)
    yield from (one for one in lines[at - 1 :] if one.strip())


def _squeezed(lines: Sequence[str]) -> Iterator[str]:
    """Lines in which several blank ones are one."""
    for number, line in enumerate(lines):
        if line.strip() or number == 0 or lines[number - 1].strip():
            yield line


def _parsed(value: Section | Eval, lines: Sequence[str]) -> Iterator[tuple[Place, list[str]]]:
    for passage in value.passages:
        yield passage.place, _passage(passage)
    if isinstance(value, Eval) and value.header:
        yield value.header.place, [" ".join(value.header.text.split())]
    titled: Sequence[Example | Prompt]
    titled = value.examples if isinstance(value, Section) else value.prompts
    for one in titled:
        yield one.place, _titled(one, lines)


def _passage(passage: Passage) -> list[str]:
    lead = _LEAD[passage.role]
    if passage.text.lstrip().startswith(_VERBATIM):
        return [f"{lead}{line}" for line in passage.text.split("\n")]
    return [f"{lead}{' '.join(passage.text.split())}"]


def _titled(one: Example | Prompt, lines: Sequence[str]) -> list[str]:
    talk = one.conversation
    if talk is None or talk.malformed:
        return list(lines[one.place.line - 1 : one.place.end_line])
    return [f"**Example**: {' '.join(one.title.split())}", "", *conversation(talk)]


def conversation(talk: Conversation) -> Iterator[str]:
    """Who says what; none of one that cannot be read."""
    for part in talk.parts:
        if isinstance(part, Comparison):
            yield "comparison:"
            for reply in part.replies:
                yield from _said(reply)
        elif isinstance(part, StrayText):
            yield from ("stray text:", *_indented(part.text))
        else:
            yield from _said(part)


def _said(message: Message) -> Iterator[str]:
    """``assistant (BAD[#be_accurate]: why):`` and the text below it."""
    facts = [f"{key}={value}" for key, value in message.attributes]
    if judged := _judged(message):
        facts.append(judged)
    yield f"{message.role} ({'; '.join(facts)}):" if facts else f"{message.role}:"
    yield from _indented(message.text)


def _judged(message: Message) -> str:
    if message.malformed_verdict:
        return " ".join(message.malformed_verdict.split())
    if message.verdict is None:
        return ""
    blame = f"[{', '.join(f'#{one}' for one in message.blame)}]" if message.blame else ""
    reason = f": {' '.join(message.reason.split())}" if message.reason else ""
    return f"{message.verdict}{blame}{reason}"


def _indented(text: str) -> Iterator[str]:
    yield from (f"    {line}" if line.strip() else "" for line in text.split("\n"))
