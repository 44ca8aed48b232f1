"""The one sentence that a row says to people."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from specctl.classify.bears import Bears
from specctl.model.change import Delta
from specctl.model.spec import Message, Section

UNDECIDED = "the tool does not decide whether the meaning changed"


def sentence(delta: Delta, bears: Sequence[Bears], shifted: Sequence[Bears]) -> str:
    """What happened, in one sentence; further classes follow after semicolons.

    Args:
        delta: what differs.
        bears: its classes, gravest first, one of each.
        shifted: what changed with its place.
    """
    placed = [f"{b.cls.replace('-', ' ')}{_placing(delta, b)}: {b.why}" for b in shifted]
    said = [_SAY.get(b.cls, _plainly)(delta, b) for b in bears]
    return "; ".join(dict.fromkeys((*placed, *said)))


def _placing(delta: Delta, bears: Bears) -> str:
    """Whether it is the place that gives something; not where a section has a level of its own."""
    now = delta.after.source if delta.after and delta.kind == "section" else None
    own = isinstance(now, Section) and now.authority and bears.cls.startswith("authority-")
    return "" if own else " with the place"


def _plainly(delta: Delta, bears: Bears) -> str:
    what = bears.cls.replace("-", " ")
    return f"{what} ({bears.why})" if bears.why else what


def _named(delta: Delta) -> str:
    subject = delta.one.subject
    return f"'{subject.id}'" if subject.id else f"a {subject.kind}"


def _field(delta: Delta, bears: Bears) -> str:
    if delta.kind == "file":
        return f"the file {delta.one.subject.id} changed; {bears.why}"
    name = delta.one.key.partition("/")[2] or delta.kind
    return f"the field {name.partition('@')[0]} changed"


def _words(text: str) -> Callable[[Delta, Bears], str]:
    """A fixed sentence, with the words that decided it."""

    def say(delta: Delta, bears: Bears) -> str:
        return f"{text}: {bears.why}" if bears.why else text

    return say


def _about(text: str) -> Callable[[Delta, Bears], str]:
    """A sentence with the subject's name for ``{}``."""

    def say(delta: Delta, bears: Bears) -> str:
        sentence = text.format(_named(delta))
        return f"{sentence}; {bears.why}" if bears.why else sentence

    return say


def _title(delta: Delta, bears: Bears) -> str:
    return f"the title of the {delta.one.subject.kind} changed"


def _placed(delta: Delta, bears: Bears) -> str:
    old, new = delta.before, delta.after
    if old is None or new is None:
        return bears.cls
    if bears.cls == "section-renamed":
        renamed = f"`{old.owner}` is now `{new.owner}`"
        return f"{renamed}; {delta.note}" if delta.note else renamed
    if bears.cls == "section-moved":
        was, now = old.source.parent, new.source.parent
        return f"moved from {_under(was)} to {_under(now)}"
    return "changed places with its siblings"


def _retargeted(delta: Delta, bears: Bears) -> str:
    thing = "link" if delta.kind != "reply" else "verdict"
    if bears.why:
        return f"a {thing} names {bears.why}"
    return f"a {thing} leads elsewhere, under the same words"


def _blamed(delta: Delta, bears: Bears) -> str:
    """Which sections a verdict blames no longer, and which it blames now."""
    before, after = (
        set(one.source.blame) if one and isinstance(one.source, Message) else set[str]()
        for one in (delta.before, delta.after)
    )
    lost = ", ".join(f"`{name}`" for name in sorted(before - after))
    won = ", ".join(f"`{name}`" for name in sorted(after - before))
    parts = (f"no longer blames {lost}" if lost else "", f"now blames {won}" if won else "")
    said = " and ".join(filter(None, parts)) or "blames the same sections in another order"
    return f"a verdict in {_named(delta)} {said}"


def _confirmed(delta: Delta, bears: Bears) -> str:
    if delta.after is None:
        return f"what was confirmed of {_named(delta)} is gone"
    return f"the eval was looked at again for {_named(delta)}"


def _example_confirmed(delta: Delta, bears: Bears) -> str:
    if not bears.why:
        return f"what was confirmed of the example {_named(delta)} is gone"
    return f"the example {_named(delta)} was looked at again for {bears.why}"


def _eval_moved(delta: Delta, bears: Bears) -> str:
    if delta.before and delta.after and delta.before.owner != delta.after.owner:
        return f"the eval `{delta.before.owner}` is now `{delta.after.owner}`"
    if delta.paths == ("file",):
        return f"the file of the eval {_named(delta)} has another name"
    return f"the clause of the eval {_named(delta)} moved {bears.why}"


def _under(parent: str | None) -> str:
    return f"`{parent}`" if parent else "the top level"


_SAY: Mapping[str, Callable[[Delta, Bears], str]] = {
    "authority-lowered": _words("authority lowered"),
    "authority-raised": _words("authority raised"),
    "authority-vocabulary-changed": _words("authority levels changed"),
    "polarity-flipped": _words("what it says is turned round"),
    "override-changed": _words("who may override it, or when it holds, changed"),
    "modality-strengthened": _words("obliges more than before"),
    "modality-weakened": _words("obliges less than before"),
    "definition-changed": lambda d, b: f"{b.why} changed",
    "clause-reworded": lambda d, b: f"reworded{f' ({b.why})' if b.why else ''}; {UNDECIDED}",
    "clause-added": _words("a new clause"),
    "clause-removed": _words("a clause is gone"),
    "clause-moved": _words("moved"),
    "section-added": _about("the section {} is new"),
    "section-removed": _about("the section {} is gone"),
    "section-merged": _about("the section {} was merged"),
    "section-split": _about("the section {} was split"),
    "section-renamed": _placed,
    "section-moved": _placed,
    "section-reordered": _placed,
    "example-added": _about("the example {} is new"),
    "example-removed": _about("the example {} is gone"),
    "example-moved": lambda d, b: f"the example {_named(d)} moved {b.why}",
    "reply-added": _about("a new reply in the example {}"),
    "reply-removed": _about("a reply is gone from the example {}"),
    "reply-changed": _about("a reply of the example {} changed"),
    "verdict-changed": _about("a reply of the example {} is judged otherwise"),
    "verdict-reason-changed": _about("the reason of a verdict in {} changed"),
    "blame-changed": _blamed,
    "prompt-changed": _about("what {} asks or expects changed"),
    "eval-added": _about("the eval {} is new"),
    "eval-removed": _about("the eval {} is gone"),
    "eval-moved": _eval_moved,
    "eval-linked": _words("an eval now tests this"),
    "eval-unlinked": _words("an eval no longer tests this"),
    "title-changed": _title,
    "scope-changed": _field,
    "owner-changed": _field,
    "field-changed": _field,
    "governance-changed": lambda d, b: b.why or f"the manifest's {d.one.subject.id} changed",
    "manifest-changed": lambda d, b: f"the manifest's {d.one.subject.id} changed",
    "rubric-changed": _about("the scale of the rubric {} changed, or it is gone"),
    "criterion-changed": _about("the rubric {} asks something else, or is new"),
    "link-retargeted": _retargeted,
    "eval-confirmed": _confirmed,
    "example-confirmed": _example_confirmed,
}
