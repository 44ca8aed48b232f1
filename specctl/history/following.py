"""One thing followed back through the steps, whatever it was called and wherever it stood."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from specctl.model.history import Account, Mark, Step, Told, Trace

MANIFEST = "spec.yaml"
Tell = Callable[[int, str | None, str | None], Account]
"""What the step of some number did to the file that was (or is to be found) and is at a path."""


class Found(NamedTuple):
    """A step that did something to the thing that is followed.

    Attributes:
        step: its number, 0 for the newest.
        path: where the thing was after it, else before it.
        gone: whether the thing was not there any more after it.
        told: the rows about it.
    """

    step: int
    path: str
    gone: bool
    told: tuple[Told, ...]


def stem(path: str) -> str:
    """The id that a file's name gives."""
    return path.rpartition("/")[2].removesuffix(".md")


def is_eval(path: str) -> bool:
    """Whether a file of the spec folder is an eval."""
    return path.startswith("evals/")


def list_of(path: str) -> str:
    """The file that lists a section: its parent's, or the manifest."""
    folder = path.rpartition("/")[0]
    return f"{folder}.md" if folder else MANIFEST


# --- a section or eval ---------------------------------------------------------------------------


def of_file(
    steps: Sequence[Step], last: str, tell: Tell, homes: Collection[str] = (), *, gone: bool = False
) -> Iterator[Found]:
    """The steps that did something to a section or eval, newest first.

    Where a thing came into being, one of the same id that was there before is taken for it.

    Args:
        steps: newest first.
        last: its file after the newest step, else the last one that it had.
        tell: what a step did to a file.
        homes: of an eval, the files of the sections that carry its clauses.
        gone: whether it is not there any more.

    Returns:
        The steps; the last one may be where the history is cut off, of which nothing is told.
    """
    path, name = None if gone else last, _name(last)
    for number, step in enumerate(steps):
        edits = {one.path: one for one in step.edits}
        if path is None:
            lost = next((p for p, e in edits.items() if not e.after and _named(p, name)), None)
            if lost is None:
                continue
            account = tell(number, lost, None)
            yield Found(number, lost, True, account.told)
            path = lost
        else:
            if edits.keys().isdisjoint((path, list_of(path), *homes)):
                continue
            account = Account() if step.cut else tell(number, None, path)
            if account.told or step.cut:
                yield Found(number, path, False, account.told)
            if path in edits:
                path = account.origin or (path if edits[path].before else None)
        homes = homes if account.homes is None else account.homes
        name = _name(path) if path else name


def _name(path: str) -> str:
    return f"evals/{stem(path)}" if is_eval(path) else stem(path)


def _named(path: str, name: str) -> bool:
    return path.endswith(".md") and _name(path) == name


# --- a clause ------------------------------------------------------------------------------------


class At(NamedTuple):
    """Where a sentence stands, and by what it is known there.

    ``anchor`` is the id by which it is followed, "" where it is followed by what it says.
    """

    path: str
    anchor: str = ""
    ids: tuple[str, ...] = ()
    text: str = ""

    def fits(self, trace: Trace | None) -> bool:
        """Whether this is a trace of the sentence."""
        if trace is None or not trace.text:
            return False
        if self.anchor:
            return self.anchor in trace.ids
        return (trace.ids, trace.text) == (self.ids, self.text)


def of_clause(
    steps: Sequence[Step], at: At, tell: Tell, gone: int | None = None
) -> Iterator[Found]:
    """The steps that did something to a clause, newest first.

    Args:
        steps: newest first.
        at: where it is after the newest step, else where it was last.
        tell: what a step did to a file.
        gone: the number of the step that took it away, if one did.

    Returns:
        As :func:`of_file`.
    """
    for number, step in enumerate(steps):
        edit = next((one for one in step.edits if one.path == at.path), None)
        if edit is None or number < (gone or 0):
            continue
        if step.cut:
            yield Found(number, at.path, False, ())
            return
        lost = number == gone
        account = tell(number, at.path, None) if lost else tell(number, None, at.path)
        told = tuple(one for one in account.told if any(_about(m, at) for m in one.marks))
        if told:
            yield Found(number, at.path, lost, told)
        earlier = _earlier(account, at, there=bool(edit.before))
        if earlier is None:
            return
        at = earlier


def _about(mark: Mark, at: At) -> bool:
    return at.fits(mark.before) or at.fits(mark.after)


def _earlier(account: Account, at: At, *, there: bool) -> At | None:
    """Where the clause was before a step: by its anchor, else by what the anchor was put on.

    None where it came into being. ``there`` says whether its file was.
    """
    marks = [mark for one in account.told for mark in one.marks]
    before = [m.before for m in marks if at.fits(m.after) and m.before]
    carried = [m.before for m in marks if at.anchor and m.before and at.fits(m.before)]
    if carried:
        return At(carried[0].path, at.anchor)
    if before:
        return At(before[0].path, "", before[0].ids, before[0].text)
    if any(at.fits(m.after) for m in marks):
        return None
    origin = account.origin or (at.path if there else None)
    return at._replace(path=origin) if origin else None


# --- who wrote what ------------------------------------------------------------------------------


class Written(NamedTuple):
    """The step that last changed what a sentence says, and its row; None where it is not known."""

    step: int | None
    told: Told | None


def written(steps: Sequence[Step], sentences: Sequence[At], tell: Tell) -> list[Written]:
    """For each sentence the step that last changed what it says.

    Args:
        steps: newest first.
        sentences: as they are after the newest step, known by what they say.
        tell: what a step did to a file.
    """
    found: dict[int, Written] = {}
    waiting = dict(enumerate(sentences))
    for number, step in enumerate(steps):
        if step.cut or not waiting:
            break
        edits = {one.path: one for one in step.edits}
        paths = {at.path for at in waiting.values() if at.path in edits}
        accounts = {path: tell(number, None, path) for path in sorted(paths)}
        for which, at in [(w, at) for w, at in waiting.items() if at.path in accounts]:
            last = _last(accounts[at.path], at, there=bool(edits[at.path].before))
            if isinstance(last, At):
                waiting[which] = last
            else:
                found[which] = Written(number, last)
                del waiting[which]
    return [found.get(which, Written(None, None)) for which in range(len(sentences))]


def _last(account: Account, at: At, *, there: bool) -> At | Told | None:
    """The row that changed what a sentence says; else where the sentence was before."""
    for told in account.told:
        for mark in told.marks:
            if at.fits(mark.after):
                if mark.says or mark.before is None:
                    return told
                return At(mark.before.path, "", mark.before.ids, mark.before.text)
    origin = account.origin or (at.path if there else None)
    return at._replace(path=origin) if origin else None
