"""One thing followed back through the steps, whatever it was called and wherever it stood."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import NamedTuple

from specctl.model.history import Account, Mark, Step, Told, Trace

MANIFEST = "spec.yaml"
UNREAD = "file"
"""The kind of a file that could not be read."""
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
    there = gone is None
    for number, step in enumerate(steps):
        edit = next((one for one in step.edits if one.path == at.path), None)
        if edit is None or number < (gone or 0):
            continue
        if step.cut:
            if there:
                yield Found(number, at.path, False, ())
            return
        account = tell(number, None, at.path) if there else tell(number, at.path, None)
        told = tuple(one for one in account.told if any(_about(m, at) for m in one.marks))
        if told:
            yield Found(number, at.path, not there, told)
        earlier = _earlier(account, at, there=bool(edit.before)) if there or told else None
        if earlier is None and not at.anchor:
            return
        there, at = earlier is not None, earlier or at


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


class _Waiting(NamedTuple):
    """A sentence whose step is sought; ``mended`` is there while its file could not be read."""

    at: At
    mended: Written | None = None


def written(steps: Sequence[Step], sentences: Sequence[At], tell: Tell) -> list[Written]:
    """For each sentence the step that last changed what it says.

    Args:
        steps: newest first.
        sentences: as they are after the newest step, known by what they say.
        tell: what a step did to a file.
    """
    found: dict[int, Written] = {}
    waiting = {which: _Waiting(at) for which, at in enumerate(sentences)}
    for number, step in enumerate(steps):
        if step.cut or not waiting:
            break
        edits = {one.path: one for one in step.edits}
        paths = {one.at.path for one in waiting.values() if one.at.path in edits}
        accounts = {path: tell(number, None, path) for path in sorted(paths)}
        for which, one in list(waiting.items()):
            path = one.at.path
            if path in accounts:
                last = _last(number, accounts[path], one, there=bool(edits[path].before))
                if isinstance(last, Written):
                    found[which] = last
                    del waiting[which]
                else:
                    waiting[which] = last
    return [found.get(which, Written(None, None)) for which in range(len(sentences))]


def _last(number: int, account: Account, one: _Waiting, *, there: bool) -> _Waiting | Written:
    """What last changed what a sentence says, if a step did; else where it was before."""
    at = one.at
    unread = any(_unread(m.before, at.path) for told in account.told for m in told.marks)
    if one.mended:
        same = any(at.fits(m.before) for told in account.told for m in told.marks)
        return one if unread else _Waiting(at) if same else one.mended
    for told in account.told:
        for before, after, says in told.marks:
            if at.fits(after) and before and not says:
                return _Waiting(At(before.path, "", before.ids, before.text))
            if at.fits(after):
                done = Written(number, told)
                return _Waiting(at, done) if before is None and unread else done
    origin = account.origin or (at.path if there else None)
    return _Waiting(at._replace(path=origin)) if origin else Written(number, None)


def _unread(trace: Trace | None, path: str) -> bool:
    """Whether it is a file that could not be read."""
    return trace is not None and (trace.kind, trace.path) == (UNREAD, path)
