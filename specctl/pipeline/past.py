"""The past of a spec: its steps, read once, and what each of them did, worked out where asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from specctl.history import kept
from specctl.history.telling import Telling, telling
from specctl.model.history import Account, Edit, Step
from specctl.model.spec import Eval, Section, Spec
from specctl.pipeline.reading import MANIFEST, Kept, Reader
from specctl.pipeline.walking import generation, steps

if TYPE_CHECKING:
    from specctl.cache import Store
    from specctl.diff import Counted
    from specctl.model.spec import Manifest
    from specctl.sources import Listing, Source

_AHEAD = 100
"""So many steps of a file are read at once."""
_OFTEN = 200
"""After so many steps were worked out, they are kept: a run may be killed."""
Files = dict[str, str]
"""Git's ids of the spec's files, by path in the spec folder."""
Sides = tuple["Listing", "Listing"]


class Past:
    """The steps that led to a revision, newest first, and what they did.

    Attributes:
        steps: all of them.
        source: the revision.
        store: where what is worked out is kept.
        reader: reads the files of any step.
    """

    def __init__(self, source: Source, store: Store, tree: Listing | None = None) -> None:
        """``tree`` is the work tree, in which what goes beyond the revision is a step, too."""
        self.source, self.store = source, store
        self.steps = steps(source, store)
        self.reader = _reader()
        self._accounts = Kept(store, generation(store, source, "told"), kept.pack, kept.unpack)
        self._told: tuple[int, Telling] | None = None  # of the last step that was asked for
        self._newest = _newest(self.steps)
        self._files, self._at = dict(self._newest), 0
        self._read: set[str] = set()
        self._new = 0
        if tree is not None:
            self._put_on(tree)

    def tell(self, number: int, before: str | None, after: str | None) -> Account:
        """What a step did to one file.

        Args:
            number: the step's.
            before, after: where the file was and is; None where that is to be found, or where it
                is not any more.

        Raises:
            SpecctlError: if git cannot read a file.
        """
        key = "\n".join((self.steps[number].commit, before or "", after or ""))
        account = self._accounts.get(key)
        if account is None:
            account = self._account(number, before, after)
            if self.steps[number].commit:
                self._know(key, account)
        return account

    def _know(self, key: str, account: Account) -> None:
        self._accounts.add({key: account}, {key})
        self._new += 1
        if self._new % _OFTEN == 0:
            self.keep()
            self.reader, self._read = _reader(), set()  # all versions at once may be a great deal

    @property
    def committed(self) -> int:
        """The number of the newest step that is committed."""
        return 0 if self.steps and self.steps[0].commit else 1

    def keep(self) -> None:
        """Keep for later runs what was worked out."""
        self._accounts.keep()

    def texts(self, blobs: Iterable[str]) -> dict[str, bytes]:
        """The contents of which these are git's ids, "" aside.

        Raises:
            SpecctlError: if git cannot read one.
        """
        from specctl.sources import contents, relisted

        wanted = {blob: blob for blob in blobs if blob}
        return dict(contents(relisted(self.source, wanted, ""), wanted).files)

    def listing(self, number: int) -> Listing:
        """The files after a step."""
        return self._listing(self.steps[number].commit, self._after(number))

    def manifest(self, number: int) -> Manifest:
        """The manifest after a step."""
        return self.reader.manifest(self.listing(number))

    def before(self, number: int) -> Manifest:
        """The manifest before a step."""
        return self.reader.manifest(self._sides(number)[0])

    def _account(self, number: int, before: str | None, after: str | None) -> Account:
        if self._told is None or self._told[0] != number:
            self._read_ahead(number, after or before or "")
            sides = self._sides(number)
            names = self._needed(number, sides)
            if names is not None and (after or before) not in _paths(self.steps[number]):
                return Account((), before or after)  # plain edits elsewhere do nothing to it
            self._told = number, self._telling(number, sides, names)
        return self._told[1].about(before, after)

    def _put_on(self, tree: Listing) -> None:
        """Put what is not committed on top."""
        from specctl.sources import BASELINE

        now = {**tree.files, **({BASELINE: tree.baseline} if tree.baseline else {})}
        names = sorted({*now, *self._newest})
        edits = (Edit(name, self._newest.get(name, ""), now.get(name, "")) for name in names)
        changed = tuple(one for one in edits if one.before != one.after)
        if changed:
            self.steps = (_unborn(self.source.commit or "", changed), *self.steps)
            self._newest, self._files = now, dict(now)
            wanted = [one.path for one in changed if one.after]
            self.reader.fetch((tree, wanted))
            self._read |= {one.after for one in changed}

    # --- the files of a step ---------------------------------------------------------------------

    def _after(self, number: int) -> Files:
        """The files after a step; asked for from the newest to the oldest."""
        if number < self._at:
            self._files, self._at = dict(self._newest), 0
        for step in self.steps[self._at : number]:
            _undo(self._files, step)
        self._at = number
        return self._files

    def _sides(self, number: int) -> Sides:
        step, after = self.steps[number], self._after(number)
        before = dict(after)
        _undo(before, step)
        return self._listing(step.parent, before), self._listing(step.commit, after)

    def _listing(self, commit: str, files: Mapping[str, str]) -> Listing:
        from specctl.sources import BASELINE, relisted

        own = {name: files[name] for name in sorted(files) if name != BASELINE}
        side = self.source._replace(name=commit, commit=commit)
        return relisted(side, own, files.get(BASELINE, ""))._replace(exists=bool(own))

    def _read_ahead(self, number: int, path: str) -> None:
        """Read at once what this step and the next ones that a file is in will ask for."""
        from specctl.sources import relisted

        if _blobs(self.steps[number : number + 1]) <= self._read:
            return
        coming = (one for one in self.steps[number + 1 :] if any(e.path == path for e in one.edits))
        wanted = _blobs([self.steps[number], *islice(coming, _AHEAD)]) - self._read
        self.reader.fetch((relisted(self.source, {blob: blob for blob in wanted}, ""), wanted))
        self._read |= wanted

    # --- what of them is read --------------------------------------------------------------------

    def _needed(self, number: int, sides: Sides) -> list[str] | None:
        """The files beside which no other is needed to tell what a step did; None for all."""
        edited = [one.path for one in self.steps[number].edits if one.path.endswith(".md")]
        old, new = (self._values(side, edited) for side in sides)
        if not all(_plain(old.get(name), new.get(name)) for name in edited):
            return None
        base, head = sides
        before, after = self.reader.manifest(base), self.reader.manifest(head)
        if before.sections != after.sections or _doubled(base.files):
            return None
        return [name for name in base.files if name in {*edited, *_above(edited)}]

    def _values(self, side: Listing, names: Iterable[str]) -> dict[str, Section | Eval]:
        return self.reader.values(side, [name for name in names if name in side.files])

    def _telling(self, number: int, sides: Sides, names: Sequence[str] | None) -> Telling:
        from specctl.classify import policy, told
        from specctl.diff import compare

        edited = _paths(self.steps[number])
        base, head = (self._spec(side, edited, names) for side in sides)
        settings = base.manifest if base.manifest.exists else head.manifest
        difference = compare(base, head, partial(self._words, sides))
        return telling(base, head, difference, told(base, head, difference, policy(settings)))

    def _spec(self, side: Listing, edited: set[str], names: Sequence[str] | None) -> Spec:
        from specctl.parse import lines_of, put_together
        from specctl.sources import BASELINE

        snapshot = self.reader.snapshot(side, edited, baseline=BASELINE in edited)
        wanted = [n for n in side.files if n != MANIFEST] if names is None else names
        lines = {f"{side.folder}/{n}": lines_of(text) for n, text in snapshot.files.items()}
        manifest = self.reader.manifest(side)
        return put_together(snapshot, manifest, self._values(side, wanted).values(), lines)

    def _words(self, sides: Sides) -> Counted:
        from specctl.diff import total

        return total(
            words
            for side in sides
            for words in self.reader.words(side, filter(_is_section, side.files)).values()
        )


def _plain(old: Section | Eval | None, new: Section | Eval | None) -> bool:
    """Whether nothing but a section's own text and fields differs."""
    if not isinstance(old, Section) or not isinstance(new, Section):
        return False
    anchors = ({anchor.id for anchor in one.anchors} for one in (old, new))
    return old.children == new.children and next(anchors) == next(anchors)


def _is_section(name: str) -> bool:
    return name.endswith(".md") and not name.startswith("evals/")


def _doubled(files: Mapping[str, str]) -> bool:
    """Whether two sections have one id: which of them counts hangs on the order of all."""
    stems = [name.rpartition("/")[2] for name in files if _is_section(name)]
    return len(stems) > len(set(stems))


def _above(names: Iterable[str]) -> Iterator[str]:
    """The files of the sections above some sections."""
    for name in names:
        folder = name.rpartition("/")[0]
        while folder:
            yield f"{folder}.md"
            folder = folder.rpartition("/")[0]


def _unborn(parent: str, edits: tuple[Edit, ...]) -> Step:
    """What is not committed, as a step."""
    return Step("", parent, "", "", "", "", edits)


def _reader() -> Reader:
    """Reads without keeping: old contents are no use to anybody else."""
    from specctl.cache import Store

    return Reader(Store(None), {})


def _paths(step: Step) -> set[str]:
    return {edit.path for edit in step.edits}


def _blobs(steps: Iterable[Step]) -> set[str]:
    """Git's ids of all that differs in some steps."""
    return {
        blob for step in steps for edit in step.edits for blob in (edit.before, edit.after) if blob
    }


def _newest(steps: Sequence[Step]) -> Files:
    """The files after the newest step, put together from all steps."""
    files: Files = {}
    for step in reversed(steps):
        for edit in step.edits:
            if edit.after:
                files[edit.path] = edit.after
            else:
                files.pop(edit.path, None)
    return files


def _undo(files: Files, step: Step) -> None:
    for edit in step.edits:
        if edit.before:
            files[edit.path] = edit.before
        else:
            files.pop(edit.path, None)
