"""Every change to one thing, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from specctl.model import Change
from specctl.model.history import Step
from specctl.model.log import Carried, Entry, Log, Thing
from specctl.render import data, marks, rows_text, wording
from specctl.render.groups import grouped
from specctl.render.layout import BLANK, Line, Part, Run, compose, wrap
from specctl.render.style import Style

_COSMETIC = 5
_OWN_TEXT = ("clause", "rationale", "commentary", "definition", "note")
_TEXTUAL = (*_OWN_TEXT, "example", "message", "prompt", "rubric")
"""Kinds of subject whose class and text say it all."""
_WHOLE, _PARAGRAPHS = 2_000, 12
"""How many characters of a text to show, and how many paragraphs of a section."""


def text(log: Log, style: Style) -> str:
    """What the thing is, then a paragraph for each step."""
    lines = [*_title(log, style.width)]
    for entry in log.entries:
        lines += [BLANK, *_entry(entry, log.thing, style)]
    if notes := list(_notes(log)):
        lines += [
            BLANK,
            *(row for said in notes for row in wrap([Run("faint", said)], style.width)),
        ]
    return compose(lines, style)


def as_json(log: Log, style: Style) -> str:
    """``schemas/log.json``."""
    return data.dump(
        {
            "schema": "specctl/log/1",
            "rev": {"rev": log.rev.rev, "commit": log.rev.commit},
            "subject": _thing(log.thing),
            "gone": log.gone,
            "successors": list(log.retired.successors) if log.retired else [],
            "steps": [
                {
                    **step(entry.step),
                    "version": entry.version,
                    "proposals": proposals(entry.carried),
                    "subject": _thing(entry.thing),
                    "gone": entry.gone,
                    "changes": [data.change(row) for row in entry.rows],
                }
                for entry in log.entries
            ],
            "more": log.more,
            "cut": log.cut or None,
        }
    )


def step(one: Step) -> data.Data:
    """Who did it, and when."""
    return {
        "commit": one.commit,
        "parent": one.parent or None,
        "date": one.date,
        "author": {"name": one.author, "email": one.email},
        "message": one.subject,
    }


def proposals(carried: Iterable[Carried]) -> list[data.Data]:
    """What a step carries."""
    return [{"id": one.id, "slug": one.slug} for one in carried]


def _thing(one: Thing) -> data.Data:
    return {"kind": one.kind, "id": one.id, "section": one.section, "path": one.path}


# --- for people ----------------------------------------------------------------------------------


def _title(log: Log, width: int) -> list[Line]:
    thing, steps = log.thing, wording.count(len(log.entries), "step")
    said: list[Part] = [f"{thing.kind} ", Run("strong", _name(thing))]
    said += [f" of {thing.section}"] if thing.kind == "clause" else []
    said += [Run("bad", ", gone")] if log.gone else []
    said += [f": {steps}{', and there are more' if log.more else ''}, the newest first"]
    lines = wrap(said, width)
    if log.retired is not None:
        since = f" since {log.retired.version}" if log.retired.version else ""
        took = wording.listed([f"`{one}`" for one in log.retired.successors]) or "nothing"
        lines += wrap([f"Its tombstone says that {took} took its place{since}."], width)
    return lines


def _name(thing: Thing) -> str:
    return f"[^{thing.id}]" if thing.kind == "clause" else thing.id


def _entry(entry: Entry, thing: Thing, style: Style) -> list[Line]:
    lines = heading(entry.step, entry.version, style.width)
    lines += beneath(entry.step, entry.carried, style.width)
    if entry.thing.path != thing.path:
        lines += wrap([Run("faint", _then(entry, thing))], style.width, "    ", "      ")
    for alike in grouped(row for row in entry.rows if row.rank < _COSMETIC):
        lines += _rows(alike, entry, style)
    if cosmetic := Counter(row.cls for row in entry.rows if row.rank >= _COSMETIC):
        said = ", ".join(f"{cls} {many}" for cls, many in cosmetic.items())
        lines += wrap([Run("faint", f"{_COSMETIC} {said}")], style.width, "  ", "    ")
    return lines


def heading(one: Step, version: str | None, width: int) -> list[Line]:
    """When, which commit, who, and in which version it appeared."""
    appeared = f"version {version}" if version else "in no release yet"
    said: list[Part] = [Run("strong", one.date), " · ", Run("link", one.commit[:9])]
    return wrap([*said, f" · {one.author} · ", Run("" if version else "faint", appeared)], width)


def beneath(one: Step, carried: Iterable[Carried], width: int) -> list[Line]:
    """What the commit says, and what it carries."""
    said = [one.subject, *(f"proposal {each.id} {each.slug}" for each in carried)]
    return [row for each in said for row in wrap([each], width, "    ", "      ")]


def _then(entry: Entry, thing: Thing) -> str:
    """What a thing was called where it stood."""
    if entry.thing.kind == "clause":
        return f"then in {entry.thing.section} ({entry.thing.path})"
    named = f"then called {entry.thing.id}, " if entry.thing.id != thing.id else "then "
    return f"{named}in {entry.thing.path}"


def _rows(rows: Sequence[Change], entry: Entry, style: Style) -> list[Line]:
    """Rows under one heading: rank and classes, what of the thing, and what it said and says."""
    first, thing = rows[0], entry.thing
    classes = f"{first.rank} {' + '.join(first.classes)}"
    within = wording.name(first).removeprefix(thing.section or thing.id).strip(" #")
    said: list[Part] = [Run(rows_text.RANK_ROLES[first.rank], classes)]
    said += [Run("faint", f" ({wording.NOT_JUDGED})")] if wording.undecided(first) else []
    said += [": ", Run("strong", within)] if within else []
    lines = wrap(said, style.width, "  ", "      ")
    if why := wording.decided(first):
        lines += wrap([Run("note", why)], style.width, "    ", "      ")
    for message in dict.fromkeys(row.message for row in rows if _speaks(row)):
        lines += wrap([message], style.width, "    ")
    for row in rows:
        lines += _texts(row, entry, style, many=len(rows) > 1)
    if first.bulk > 1:
        lines += wrap([f"one change in {wording.number(first.bulk)} places"], style.width, "    ")
    return lines


def _speaks(row: Change) -> bool:
    """Whether a row's sentence says what its class and texts do not."""
    if _is_whole(row):
        return row.cls != "section-added"
    return row.subject.kind not in _TEXTUAL or not marks.words(row) or wording.says_it(row)


def _is_whole(row: Change) -> bool:
    """Whether a row is about a section as a whole."""
    return row.subject.kind == "section" and any(cls.startswith("section-") for cls in row.classes)


def _texts(row: Change, entry: Entry, style: Style, *, many: bool) -> list[Line]:
    if _is_whole(row):
        return _whole(row, entry, style)
    if not marks.words(row) or wording.says_it(row):
        return []
    most = _WHOLE if row.subject.kind in _OWN_TEXT else 0
    return rows_text.texts(row, style, most, many=many)


def _whole(row: Change, entry: Entry, style: Style) -> list[Line]:
    """What a section said when it came or went, one paragraph after the other."""
    op = {"section-added": "+", "section-removed": "-"}.get(row.cls)
    said = str((row.after if op == "+" else row.before) or "").split("\n\n") if op else []
    lines: list[Line] = []
    for number, paragraph in enumerate(said):
        if number == _PARAGRAPHS:
            commit = entry.step.parent if op == "-" else entry.step.commit
            command = f"specctl show {entry.thing.section}@{commit[:9]}"
            return [*lines, *wrap([f"… `{command}` shows all of it"], style.width, "    ")]
        role, sign = rows_text.WHOLE[op or "+"]
        lines += wrap([Run(role, paragraph)], style.width, f"    {sign} ")
    return lines


def _notes(log: Log) -> Iterable[str]:
    if log.cut:
        yield cut_off(log.cut)
    for other in log.others:
        yield f"`specctl log {other}` tells of the {other.partition(':')[0]} of that id."
    if log.thing.kind == "clause":
        where = f"`specctl log section:{log.thing.section}`"
        yield f"What holds of all of its section, as the authority: {where}."


def cut_off(commit: str) -> str:
    """That a clone is shallow."""
    return (
        f"The clone is shallow and ends at {commit[:9]}: `git fetch --unshallow` brings what was "
        "before."
    )
