"""The change of one file, in place of git's own diff of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from specctl.model import Change, Example, Prompt
from specctl.model.driver import FileDiff, Handed
from specctl.render import rows_text
from specctl.render.layout import BLANK, Line, Run, compose, line, wrap
from specctl.render.style import Style
from specctl.render.textconv import conversation
from specctl.render.touched import Touched, merged

_COSMETIC = 5
_MOST = 20_000
"""Characters of a text: who asks for a diff wants all of it."""


def render(diff: FileDiff, style: Style) -> str:
    """The rows of the file under its name, or git's own lines under git's own heading."""
    if not diff.rows:
        return f"{_heading(_as_git(diff.handed, diff.lines), style)}{diff.lines}"
    names = dict.fromkeys((diff.handed.before, diff.handed.path))
    heading = _heading([f"diff --specctl {' '.join(names)}", *_facts(diff.handed)], style)
    parts = (compose(_rows(diff.rows, style), style), diff.lines)
    return heading + "".join(f"{part}\n" for part in parts if part)


def unmerged(path: str, style: Style) -> str:
    """What git says of a file that is not merged; its lines follow as git shows them."""
    return compose([line(f"* Unmerged path {path}")], style)


def _heading(said: Sequence[str], style: Style) -> str:
    return compose([line(Run("strong", one)) for one in said], style)


def _rows(rows: Sequence[Change], style: Style) -> list[Line]:
    shows: dict[int, rows_text.Show] = dict.fromkeys(range(_COSMETIC), _full)
    shows[_COSMETIC] = rows_text.counts
    found: list[Line] = []
    for ranked in rows_text.ranks(rows, {}, style, shows):
        found += [BLANK, *ranked] if found else ranked
    return found


def _full(rows: Sequence[Change], links: Mapping[str, Touched], style: Style) -> list[Line]:
    """Rows with all of their texts; a conversation that came or went as such."""
    found: list[Line] = []
    for whole, group in groupby(rows, lambda row: bool(_came_or_went(row))):
        if whole:
            found += [line for row in group for line in _conversation(row, style)]
        else:
            found += rows_text.full([*group], links, style, _MOST)
    return found


def _came_or_went(row: Change) -> Example | Prompt | None:
    """The example or prompt that a row tells of, if it is on one side alone."""
    delta = row.deltas[0]
    source = delta.one.source
    alone = len(row.deltas) == 1 and None in (delta.before, delta.after)
    return source if alone and isinstance(source, (Example, Prompt)) else None


def _conversation(row: Change, style: Style) -> list[Line]:
    one = _came_or_went(row)
    role, sign = ("gone", "-") if row.after is None else ("added", "+")
    said = [one.title, *(conversation(one.conversation) if one.conversation else ())] if one else []
    found = rows_text.heading(row, style)
    for text in said:
        indent = " " * (len(text) - len(text.lstrip()))
        lead = f"    {sign} {indent}"
        found += wrap([Run(role, text.lstrip())], style.width, lead, " " * len(lead))
    return [*found, *rows_text.foot([row], merged([]), style)]


def _facts(files: Handed) -> list[str]:
    """What git tells of a file beside its lines."""
    if files.old_mode == ".":
        return [f"new file mode {files.new_mode}"]
    if files.new_mode == ".":
        return [f"deleted file mode {files.old_mode}"]
    modes = files.old_mode, files.new_mode
    changed = [f"old mode {modes[0]}", f"new mode {modes[1]}"] if modes[0] != modes[1] else []
    told = [one for one in files.note.splitlines() if not one.startswith("index ")]
    return [*changed, *told]


def _as_git(files: Handed, lines: str) -> list[str]:
    """Git's own heading; an id that is all zero stands for what was not hashed yet."""
    found = [f"diff --git a/{files.before} b/{files.path}", *_facts(files)]
    if lines:
        ids = [one[:9] if one != "." else "0" * 9 for one in (files.old_id, files.new_id)]
        found.append(f"index {ids[0]}..{ids[1]}")
    if lines and not lines.startswith("Binary"):
        old = f"a/{files.before}" if files.old_mode != "." else "/dev/null"
        new = f"b/{files.path}" if files.new_mode != "." else "/dev/null"
        found += [f"--- {old}", f"+++ {new}"]
    return found
