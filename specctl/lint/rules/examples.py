"""Rules of examples: their entries in front matter, and the conversations they show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from specctl.lint.file import File
from specctl.lint.rules import where
from specctl.model.finding import Finding, Severity
from specctl.model.place import Place
from specctl.model.spec import (
    Comparison,
    Declared,
    Eval,
    Example,
    Message,
    Prompt,
    Section,
    Verdict,
)
from specctl.words import closest

ROLES = ("system", "developer", "user", "assistant", "tool")
"""Who speaks in a conversation."""

PARTS = ("settings", "untrusted")
"""Elements of the dialect that stand inside a message."""

_FORMS = "`<!-- GOOD -->`, `<!-- OK: why -->` or `<!-- BAD[#section_id]: why -->`"
ELISIONS = ("[...]", "[\u2026]")
_LOOSE_VERDICT = (  # compiled when a verdict needs it
    r"(?s)(?P<verdict>[A-Za-z]+)\s*(?:\[(?P<blame>[^\]]*)\])?[\s,;:.\u2013\u2014-]*(?P<reason>.*)\Z"
)


def untagged_example(file: File) -> Iterator[Finding]:
    """An example without an entry in front matter, an entry without an example, another title."""
    one = file.value
    if isinstance(one, Section):
        yield from _unpaired(file, one.declared_examples, "example")
    elif one.declared_prompts:  # an eval may go without any
        yield from _unpaired(file, one.declared_prompts, "prompt")


def _unpaired(file: File, declared: Sequence[Declared], noun: str) -> Iterator[Finding]:
    paired = {id(item.declared) for item in file.titled}
    alone = [item for item in file.titled if item.declared is None]
    left = [entry for entry in declared if id(entry) not in paired]
    plain = not (alone and left)  # else nobody but the author knows which belongs to which
    titles = where.entries(file.value, f"{noun}s", "title") if declared else {}

    def finding(place: Place, message: str, subject: str, fixable: bool) -> Finding:
        return file.finding("untagged-example", place, message, subject, fixable=fixable)

    for item in alone:
        message = (
            f"the {noun} '{item.title}' has no entry under `{noun}s`; "
            f"add one with its title and an id, such as {item.id}"
        )
        if not item.title:
            message = f"the {noun} has no title; write one after `**Example**:` and in its entry"
        yield finding(item.title_place, message, item.id, plain and bool(item.title))
    for entry in left:
        hint = closest(entry.title, [item.title for item in alone[:100]])
        message = (
            f"no {noun} in the body has the title '{entry.title}'"
            f"{hint or f'; write the {noun}, or remove this entry'}"
        )
        place = titles.get(entry.place, entry.place)
        yield finding(place, message, entry.id, plain)
    for item in file.titled:
        if item.declared is not None and item.declared.title != item.title:
            place = titles.get(item.declared.place, item.declared.place)
            message = f"title: '{item.declared.title}' is '{item.title}' in the body; write that"
            yield finding(place, message, item.id, True)


def duplicate_title(file: File) -> Iterator[Finding]:
    """Two examples of a section under one title; in an eval often variants, so that is allowed."""
    severity, advice = Severity.ERROR, "give this one its own"
    if isinstance(file.value, Eval):
        severity, advice = Severity.INFO, "variants of a prompt may share one"
    first: dict[str, Example | Prompt] = {}
    for item in file.titled:
        other = first.setdefault(item.title, item)
        if other is not item:
            line = other.title_place.line
            message = f"the title '{item.title}' stands in line {line} already; {advice}"
            place, rule = item.title_place, "duplicate-example-title"
            yield file.finding(rule, place, message, item.id, severity=severity)


# --- conversations -------------------------------------------------------------------------------


def unknown_role(file: File) -> Iterator[Finding]:
    """A message by somebody who does not take part in conversations."""
    for item in file.titled:
        for message, compared in _messages(item):
            if message.role not in ROLES:
                place = where.opening(file.lines, message.place)
                yield file.finding("unknown-role", place, _no_role(message.role, compared), item.id)


def _messages(item: Example | Prompt) -> Iterator[tuple[Message, bool]]:
    """Every message, with whether it stands in a comparison."""
    for part in item.conversation.parts if item.conversation else ():
        if isinstance(part, Message):
            yield part, False
        elif isinstance(part, Comparison):
            yield from ((reply, True) for reply in part.replies)


def _no_role(role: str, compared: bool) -> str:
    if role in PARTS:
        return f"<{role}> belongs inside a message; move it into the one that it is part of"
    if role == "comparison":
        return "a comparison holds replies and no comparison; close the outer one first"
    known = ROLES if compared else (*ROLES, "comparison")
    hint = closest(role.lower(), known)
    return f"<{role}> is not one of {', '.join(known)}{hint}"


def missing_verdict(file: File) -> Iterator[Finding]:
    """A reply in a comparison that nobody judged."""
    for item, comparison in file.comparisons:
        for reply in comparison.replies:
            judged = reply.verdict is not None or reply.malformed_verdict is not None
            if reply.role == "assistant" and not judged:
                message = f"the reply has no verdict; write {_FORMS} right after its opening tag"
                place = where.opening(file.lines, reply.place)
                yield file.finding("missing-verdict", place, message, item.id)


def malformed_verdict(file: File) -> Iterator[Finding]:
    """A verdict that is off form; lighter where it is still plain which one it is."""
    for item, comparison in file.comparisons:
        for reply in comparison.replies:
            comment = reply.malformed_verdict
            if reply.role == "assistant" and comment is not None:
                message = f"the verdict is off form; write {_better(comment)}"
                place = reply.verdict_place or reply.place
                severity = Severity.WARNING if reply.verdict else Severity.ERROR
                yield file.finding("malformed-verdict", place, message, item.id, severity=severity)


def _better(comment: str) -> str:
    match = re.match(_LOOSE_VERDICT, comment)
    if match is None or match["verdict"].upper() not in Verdict.__members__:
        return _FORMS
    ids = re.findall(r"[\w-]+", match["blame"] or "")
    blame = f"[{', '.join(f'#{one}' for one in ids)}]" if ids else ""
    reason = f": {_short(match['reason'])}" if match["reason"].strip() else ""
    return f"`<!-- {match['verdict'].upper()}{blame}{reason} -->`"


def no_good_reply(file: File) -> Iterator[Finding]:
    """A comparison that shows how not to reply, and not how to."""
    for item, comparison in file.comparisons:
        verdicts = [reply.verdict for reply in comparison.replies]
        if Verdict.GOOD in verdicts or None in verdicts:  # nobody knows what an unjudged reply is
            continue
        message = (
            "no reply of this comparison is GOOD; add one that shows what the assistant should do"
        )
        place = where.opening(file.lines, comparison.place)
        yield file.finding("no-good-reply", place, message, item.id)


def stray_text(file: File) -> Iterator[Finding]:
    """Text between messages. A bare ``[...]`` is allowed: it marks what is left out."""
    for item in file.titled:
        for stray in item.conversation.stray if item.conversation else ():
            message = (
                f"'{_short(stray.text)}' stands between messages and belongs to none; "
                "move it into one, or remove it"
            )
            severity = Severity.ERROR
            if stray.text in ELISIONS:
                message = f"{stray.text} stands between messages and is read as messages left out"
                severity = Severity.INFO
            yield file.finding("stray-text", stray.place, message, item.id, severity=severity)


def _short(text: str) -> str:
    """Text for a message: in one line, and not too much of it."""
    line = " ".join(text.split())
    return line if len(line) <= 120 else f"{line[:119]}\u2026"
