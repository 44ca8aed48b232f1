"""The classes of examples, replies, prompts and rubrics."""

from __future__ import annotations

from collections.abc import Iterator

from specctl.classify.bears import Bears, Sides, names, where
from specctl.classify.looks import differs
from specctl.classify.texts import FOLLOWS, follow
from specctl.model.change import Delta
from specctl.model.spec import Message
from specctl.words import fold


def example(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """An example as a whole; its messages have rows of their own."""
    if delta.op != "changed":
        yield Bears(f"example-{delta.op}")
        return
    if "text" in delta.paths:
        yield Bears("reply-changed", "its conversation cannot be read as XML")
    elif "stray" in delta.paths:
        words = differs(delta, lambda element: element.value.get("stray", ""))
        yield Bears("commentary-changed" if words else "typography", "text between messages")
    if "title" in delta.paths:
        yield title(delta, sides)
    if delta.moved:
        yield Bears("example-moved", where(delta, sides))


def title(delta: Delta, sides: Sides) -> Bears:
    """The title of an example or prompt, which may only follow a level's new name."""
    assert delta.before
    assert delta.after
    titles = fold(delta.before.source.title), fold(delta.after.source.title)
    return follow(*titles, sides) or Bears("title-changed")


_REPLY = {
    "verdict": "verdict-changed",
    "reason": "verdict-reason-changed",
    "blame": "blame-changed",
    "text": "reply-changed",
    "role": "reply-changed",
    "attributes": "reply-changed",
    "order": "reply-changed",
}


def reply(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """A candidate reply and its verdict."""
    if delta.op != "changed":
        yield Bears(f"reply-{delta.op}")
    else:
        for path in delta.paths:
            mechanical = path == "blame" and _renamed_blame(delta, sides)
            yield Bears("link-retargeted", FOLLOWS) if mechanical else Bears(_REPLY[path])


def _renamed_blame(delta: Delta, sides: Sides) -> bool:
    """Whether a verdict blames the same sections, under their new names."""
    if not delta.before or not delta.after:
        return False
    old, new = delta.before.source, delta.after.source
    if not isinstance(old, Message) or not isinstance(new, Message):
        return False
    return tuple(sides.became.get(b, b) for b in old.blame) == new.blame


def message(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """What stands before the replies."""
    yield Bears("prompt-changed")


def entry(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """The front-matter entry of an example or prompt."""
    if delta.kind == "example-entry":
        yield from _example_entry(delta)
        return
    judged = any(p.startswith(("expect", "rubric")) for p in delta.paths) or delta.op != "changed"
    yield Bears("prompt-changed" if judged else "field-changed")


def _example_entry(delta: Delta) -> Iterator[Bears]:
    """What was confirmed is told apart from what an example is about."""
    said = [path for path in delta.paths if path.partition(".")[0] == "confirmed"]
    if delta.op != "changed" or len(said) < len(delta.paths):
        yield Bears("field-changed")
    if said:
        old, new = delta.held("confirmed")
        looked = [str(clause) for clause, print_ in new.items() if old.get(clause) != print_]
        yield Bears("example-confirmed", names(looked))


def rubric(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """A rubric."""
    if delta.op == "changed":
        for path in delta.paths:
            graded = path.startswith(("scale", "threshold"))
            yield Bears("rubric-changed" if graded else "criterion-changed")
    else:
        yield Bears("rubric-changed" if delta.op == "removed" else "criterion-changed")


def prompt(delta: Delta, sides: Sides) -> Iterator[Bears]:
    """A prompt of an eval."""
    if delta.op != "changed" or "conversation" in delta.paths:
        yield Bears("prompt-changed")
    if "title" in delta.paths:
        yield title(delta, sides)
    if delta.moved and delta.op == "changed":
        yield Bears("whitespace" if delta.before and _same_file(delta) else "prompt-changed")


def _same_file(delta: Delta) -> bool:
    return bool(delta.before and delta.after and delta.before.owner == delta.after.owner)
