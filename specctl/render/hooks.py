"""What became of git hooks, and why one of them stops git."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from specctl.model import Change
from specctl.model.hook import Fate, Hook, Hooks
from specctl.render import wording
from specctl.render.layout import BLANK, Line, Run, compose, line, table, wrap
from specctl.render.style import Style

_FATES = {
    Fate.WRITTEN: "written to {path}",
    Fate.REFRESHED: "brought up to date in {path}",
    Fate.UNCHANGED: "in {path} already",
    Fate.REMOVED: "removed from {path}",
    Fate.RESTORED: "what was there before is back in {path}",
    Fate.ABSENT: "there is none in {path}",
    Fate.FOREIGN: "{path} is not specctl's and stays as it is",
}
_MOST = 3


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a hook stops: a commit or a push; and what lint would say besides.

    Attributes:
        act: ``committed`` or ``pushed``.
        command: what git was told, so that people can say it again.
        lint: the command that shows everything.
        besides: how many findings weigh less than those that stop it.
    """

    act: str
    command: str
    lint: str
    besides: int


@dataclass(frozen=True, slots=True)
class Passed:
    """Rows that a message passes over, under the names that would mention them, and its file."""

    groups: Sequence[tuple[str, Sequence[Change]]]
    file: str


def done(hooks: Hooks, style: Style) -> str:
    """What became of each hook, and what to know about its folder."""
    lines = [one for hook in hooks.hooks for one in _hook(hook, style.width)]
    if not lines:
        lines = [line("No hook of specctl's is installed.")]
    for note in _notes(hooks):
        lines += [BLANK, *wrap([note], style.width)]
    return compose(lines, style)


def _hook(hook: Hook, width: int) -> list[Line]:
    said = f": {_FATES[hook.fate]}".format(path=hook.path)
    kept = f"; {hook.kept}, the hook that was there before, runs first" if hook.kept else ""
    return wrap([Run("strong", hook.name), said + kept], width)


def _notes(hooks: Hooks) -> list[str]:
    notes = []
    if hooks.committed:
        notes.append(
            f"{hooks.committed} is part of the work tree: what is written there is to be committed"
            " and reaches everybody. So it names no Python of this machine, but runs the specctl"
            " that is on the PATH."
        )
    if hooks.shared:
        notes.append(
            f"{hooks.shared} serves other repositories, too. Where there is no spec the hook does"
            " nothing."
        )
    if hooks.spec:
        notes.append(f"There is no spec at {hooks.spec} yet; until there is, it does nothing.")
    return notes


def stopped(value: Stopped, style: Style) -> str:
    """How to go on."""
    more = f", and {wording.count(value.besides, 'more finding')}" if value.besides else ""
    again = (value.lint, f"shows this again{more}")
    return compose([BLANK, *_way_on(f"Nothing was {value.act}.", again, value.command)], style)


def passed(value: Passed, style: Style) -> str:
    """The rows that a message does not mention, in lines to paste into it."""
    many = sum(len(rows) for _, rows in value.groups)
    changes = wording.count(many, "grave change")
    lines = wrap([Run("bad", f"The message does not mention {changes}.")], style.width)
    ask = "Name its section or id" if many == 1 else "Name the section or id of each"
    lines += [*wrap([f"{ask}; these lines would do:"], style.width), BLANK]
    lines += [line("- ", Run("strong", _flat(name)), _said(rows)) for name, rows in value.groups]
    again = (f"git commit --edit --file={value.file}", "opens the message again")
    return compose([*lines, BLANK, *_way_on("Nothing was committed.", again, "git commit")], style)


def _way_on(said: str, again: tuple[str, str], command: str) -> list[Line]:
    ways = (again, (f"{command} --no-verify", "goes on without the check"))
    return [line(said), *table([(Run("strong", what), does) for what, does in ways])]


def _said(rows: Sequence[Change]) -> str:
    """What the rows say, each once, and only the first of them."""
    messages = list(dict.fromkeys(_flat(row.message) for row in rows))
    more = len(messages) - _MOST
    if more > 1:
        messages = [*messages[:_MOST], f"{wording.number(more)} more"]
    return f": {'; '.join(messages)}"


def _flat(text: str) -> str:
    return " ".join(text.split())
