"""Every change to one thing, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from specctl.model import Change
from specctl.model.history import Step
from specctl.model.log import Approver, Carried, Entry, Log, Thing
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
    return [
        {
            "id": one.id,
            "slug": one.slug,
            "title": one.title or None,
            "source": {"kind": one.source.kind, "ref": one.source.ref or None}
            if one.source
            else None,
            "approvers": [
                {"member": who.member, "verified": who.verified, "why": who.why or None}
                for who in one.approvers
            ],
        }
        for one in carried
    ]


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
    for row in log.entries[0].rows if log.gone and log.entries else ():
        lines += wrap([row.message], width) if _is_whole(row) else []
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
    lines = wrap([one.subject], width, "    ")
    for each in carried:
        said = f"proposal {each.id} {each.title or each.slug}"
        source = ": ".join(filter(None, each.source)) if each.source else ""
        lines += wrap([said, f" ({source})" if source else ""], width, "    ", "      ")
        if each.approvers:
            named = wording.listed([_approver(who) for who in each.approvers])
            lines += wrap([f"approved by {named}"], width, "      ", "        ")
    return lines


def _approver(who: Approver) -> str:
    if who.why:
        return f"{who.member} (does not count: {who.why})"
    return f"{who.member} ({'verified' if who.verified else 'not verified'})"


def _then(entry: Entry, thing: Thing) -> str:
    """What a thing was called where it stood."""
    if entry.thing.kind == "clause":
        return f"then in {entry.thing.section} ({entry.thing.path})"
    named = f"then called {entry.thing.id}, " if entry.thing.id != thing.id else "then "
    return f"{named}in {entry.thing.path}"


def _rows(rows: Sequence[Change], entry: Entry, style: Style) -> list[Line]:
    """Rows under one heading: rank and classes, what of the thing, and what it said and says."""
    first = rows[0]
    classes = f"{first.rank} {' + '.join(first.classes)}"
    within = _within(first, entry)
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


def _within(row: Change, entry: Entry) -> str:
    """What of the thing a row is about; "" for all of it, or where it is plain."""
    own = row.section if entry.gone else entry.thing.section
    about = wording.about(row.subject, row.section)
    if row.section and row.section == own:
        about = about.removeprefix(f"{own}#")
    elif row.subject.kind == "manifest" or (row.section and entry.thing.kind != "eval"):
        about = wording.name(row)
    plain = {"clause": _name(entry.thing), "eval": f"eval {entry.thing.id}"}
    return "" if about == plain.get(entry.thing.kind) else about


def _speaks(row: Change) -> bool:
    """Whether a row's sentence says what its class and texts do not."""
    if _is_whole(row):
        return not row.cls.endswith("-added")
    return row.subject.kind not in _TEXTUAL or not marks.words(row) or wording.says_it(row)


def _is_whole(row: Change) -> bool:
    """Whether a row is about a section or eval as a whole."""
    kind = row.subject.kind
    return kind in ("section", "eval") and any(cls.startswith(f"{kind}-") for cls in row.classes)


def _texts(row: Change, entry: Entry, style: Style, *, many: bool) -> list[Line]:
    if _is_whole(row):
        return _whole(row, entry, style)
    if not marks.words(row) or wording.says_it(row) or row.cls.startswith("authority-"):
        return []
    most = _WHOLE if row.subject.kind in _OWN_TEXT else 0
    return rows_text.texts(row, style, most, many=many)


def _whole(row: Change, entry: Entry, style: Style) -> list[Line]:
    """What a section or eval said when it came or went, one paragraph after the other."""
    came, went = row.cls.endswith("-added"), row.cls.endswith("-removed")
    said = str((row.after if came else row.before) or "") if came or went else ""
    role, sign = rows_text.WHOLE["+" if came else "-"]
    paragraphs = [one for one in said.split("\n\n") if one]
    if entry.thing.kind == "clause":
        paragraphs = [one for one in paragraphs if _name(entry.thing) in one]
    shown = paragraphs[:_PARAGRAPHS]
    lines = [row for one in shown for row in wrap([Run(role, one)], style.width, f"    {sign} ")]
    if len(paragraphs) > len(shown):
        commit = entry.step.commit if came else entry.step.parent
        command = f"specctl show {row.subject.kind}:{row.subject.id}@{commit[:9]}"
        lines += wrap([f"… `{command}` shows all of it"], style.width, "    ")
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
