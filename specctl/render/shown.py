"""One thing of a spec, for people, in Markdown and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specctl.model import Conversation, Eval, Example, Message, Prompt, Section
from specctl.model.shown import Sentence, Shown
from specctl.render import data, wording
from specctl.render.escape import code, markdown, prose
from specctl.render.layout import BLANK, Line, Part, Run, compose, wrap
from specctl.render.style import Style


def text(shown: Shown, style: Style) -> str:
    """What it is and what holds of it, then what it says."""
    width = style.width
    lines = wrap([Run("strong", _title(shown))], width)
    for fact in _facts(shown):
        lines += wrap([fact], width, "", "  ")
    parts: dict[str, Iterable[Line]] = {
        "section": _as_written(shown.body, width),
        "clause": wrap([one.clause.text for one in shown.sentences], width),
        "eval": _tested(shown, width),
    }
    for part in (parts[shown.kind], _tests(shown, width)):
        told = list(part)
        lines += [BLANK, *told] if told else []
    return compose(lines, style)


def as_markdown(shown: Shown, style: Style) -> str:
    """The same as a document."""
    facts = "".join(f"- {prose(one)}\n" for one in _facts(shown))
    bodies = {
        "section": "\n".join(shown.body),
        "clause": "\n\n".join(one.clause.text for one in shown.sentences),
        "eval": "\n".join(_eval_markdown(shown)),
    }
    evals = "".join(f"- {code(one.id)}: {_counted(one)}\n" for one in shown.evals)
    tail = f"\n## Evals\n\n{evals}" if evals and shown.kind != "eval" else ""
    return f"# {markdown(_title(shown))}\n\n{facts}\n{bodies[shown.kind].rstrip()}\n{tail}"


# --- what holds of it ----------------------------------------------------------------------------


def _title(shown: Shown) -> str:
    if shown.kind == "section" and shown.section:
        return shown.section.title
    return f"[^{shown.id}]" if shown.kind == "clause" else f"Eval {shown.id}"


def _facts(shown: Shown) -> Iterator[str]:
    version = f", version {shown.version}" if shown.version else ""
    at = f"{wording.side(shown.rev)}{version}"
    section = shown.section
    if shown.kind == "eval":
        one = shown.evals[0]
        clauses = wording.listed([f"[^{clause}]" for clause in one.clauses])
        home = f" of {section.id}" if section else ""
        yield f"eval {shown.id}, tests {clauses}{home}; {at}"
        yield one.path
    elif section:
        what = f"section {shown.id}" if shown.kind == "section" else f"clause of {section.id}"
        yield f"{what}, {_standing(shown, section)}; {at}"
        place = shown.sentences[0].clause.place if shown.kind == "clause" else None
        yield wording.at(place) if place else section.path
        if shown.kind == "section" and section.children:
            yield f"sections: {', '.join(section.children)}"
    if shown.asked.rpartition(":")[2] != shown.id and shown.kind != "clause":
        yield f"now called {shown.asked.rpartition(':')[2]}"
    if shown.standing and shown.standing.owners:
        yield f"owners: {', '.join(shown.standing.owners)}"
    if shown.standing and shown.standing.tags:
        yield f"tags: {', '.join(shown.standing.tags)}"


def _standing(shown: Shown, section: Section) -> str:
    standing = shown.standing
    level = f"{standing.authority} level" if standing and standing.authority else "no authority"
    status = standing.status if standing else section.status
    return f"{level}, {status}, {section.kind}"


# --- what it says --------------------------------------------------------------------------------


def _as_written(body: Iterable[str], width: int) -> Iterator[Line]:
    """Lines as they stand in the file; one that is too long goes on below, as far in."""
    for one in body:
        lead = one[: len(one) - len(one.lstrip(" >-*"))] if one.strip(" >-*") else ""
        rest = " " * len(lead)
        yield from wrap([one.removeprefix(lead)], width, lead, rest) if one.strip() else [BLANK]


def _tests(shown: Shown, width: int) -> list[Line]:
    """The evals of a section or clause."""
    said = ", ".join(f"{one.id} ({_counted(one)})" for one in shown.evals)
    if shown.kind == "eval" or not (said or shown.sentences):
        return []
    found: list[Part] = [Run("strong", "Evals"), f": {said}"] if said else ["No eval tests it."]
    return wrap(found, width, "", "  ")


def _counted(one: Eval) -> str:
    return wording.count(len(one.prompts), "prompt")


def _tested(shown: Shown, width: int) -> Iterator[Line]:
    """The clauses that an eval tests, then its prompts."""
    for sentence in shown.sentences:
        yield from wrap([sentence.clause.text], width)
    for prompt in shown.evals[0].prompts:
        yield BLANK
        title: list[Part] = [Run("strong", prompt.title), f" ({prompt.id})"]
        yield from wrap(title, width)
        for message in _messages(prompt.conversation):
            yield from wrap([Run("link", message.role), f": {message.text}"], width, "  ", "    ")
        if prompt.expect:
            yield from wrap([Run("note", "expected"), f": {prompt.expect}"], width, "  ", "    ")


def _eval_markdown(shown: Shown) -> Iterator[str]:
    for sentence in shown.sentences:
        yield f"> {sentence.clause.text}\n"
    for prompt in shown.evals[0].prompts:
        yield f"## {markdown(prompt.title)}\n"
        for message in _messages(prompt.conversation):
            yield f"**{markdown(message.role)}**: {prose(message.text)}\n"
        if prompt.expect:
            yield f"Expected: {prose(prompt.expect)}\n"


def _messages(talk: Conversation | None) -> tuple[Message, ...]:
    return talk.messages if talk else ()


# --- for programs --------------------------------------------------------------------------------


def as_json(shown: Shown, style: Style) -> str:
    """``schemas/show.json``."""
    section = shown.section
    return data.dump(
        {
            "schema": "specctl/show/1",
            "rev": {"rev": shown.rev.rev, "commit": shown.rev.commit},
            "version": shown.version or None,
            "kind": shown.kind,
            "id": shown.id,
            "asked": shown.asked,
            "section": _section(section, shown) if section else None,
            "text": "\n".join(shown.body) if shown.kind == "section" else None,
            "clauses": [_sentence(one) for one in shown.sentences],
            "examples": [_example(e) for e in section.examples]
            if section and shown.kind == "section"
            else [],
            "evals": [_eval(one) for one in shown.evals],
        }
    )


def _section(section: Section, shown: Shown) -> data.Data:
    standing = shown.standing
    return {
        "id": section.id,
        "title": section.title,
        "path": section.path,
        "parent": section.parent,
        "kind": section.kind,
        "authority": standing.authority if standing else None,
        "status": standing.status if standing else section.status,
        "target": section.target,
        "owners": standing.owners if standing else [],
        "tags": standing.tags if standing else [],
        "exception_to": section.exception_to,
        "formerly": section.formerly,
        "sections": section.children,
    }


def _sentence(one: Sentence) -> data.Data:
    clause = one.clause
    return {
        "anchors": [anchor.id for anchor in clause.anchors],
        "text": clause.text,
        "fingerprint": one.fingerprint,
        "section": one.section.id,
        "path": clause.place.path,
        "line": clause.place.line,
    }


def _example(one: Example) -> data.Data:
    return {
        "id": one.id,
        "title": one.title,
        "clauses": one.clauses,
        "messages": [_message(message) for message in _messages(one.conversation)],
    }


def _eval(one: Eval) -> data.Data:
    return {
        "id": one.id,
        "path": one.path,
        "clauses": one.clauses,
        "confirmed": one.confirmed,
        "prompts": [_prompt(prompt) for prompt in one.prompts],
    }


def _prompt(one: Prompt) -> data.Data:
    return {
        "id": one.id,
        "title": one.title,
        "expect": one.expect or None,
        "rubric": one.rubric,
        "messages": [_message(message) for message in _messages(one.conversation)],
    }


def _message(one: Message) -> data.Data:
    return {
        "role": one.role,
        "text": one.text,
        "verdict": one.verdict.value if one.verdict else None,
        "reason": one.reason or None,
        "blame": one.blame,
    }
