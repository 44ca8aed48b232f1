"""The clauses that were confirmed, sought in the history of their sections.

A fingerprint does not tell what it was made from. So the first-parent line is followed back, for
each clause from the file that carries it now, until a clause of that anchor has the fingerprint.
What counts towards it is what the manifest of that time says.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from specctl.fingerprints import Carried, carried, counted
from specctl.index import index
from specctl.model.snapshot import Snapshot
from specctl.parse import Memo, parse, read_manifest
from specctl.pipeline.reading import MANIFEST

if TYPE_CHECKING:
    from specctl.model.history import Step
    from specctl.sources import Source

_AT_ONCE = 64
"""So many steps are read ahead."""

Files = Mapping[str, str]
"""Git's ids of contents, by path in the spec folder."""


class Sought(NamedTuple):
    """A clause that is sought: its anchor, its fingerprint, and the file that carries it now."""

    anchor: str
    print: str
    path: str


class Earlier(NamedTuple):
    """A clause as it was, what counted then, and the commit since which it is another.

    ``since`` is None where that is not committed yet.
    """

    clause: Carried
    parts: tuple[str, ...]
    since: Step | None


def earlier(head: Source, now: Files, wanted: Iterable[Sought]) -> Mapping[Sought, Earlier]:
    """What clauses were when they had a fingerprint that they have no longer.

    Args:
        head: the revision from which on to look back.
        now: the files of the spec in which the clauses are what they are.
        wanted: what to look for.

    Returns:
        What was found, by what was sought.

    Raises:
        SpecctlError: git fails.
    """
    from specctl import sources
    from specctl.sources.steps import walk

    assert head.commit
    files = dict(sources.listing(head).files)
    search = _Search(head, [_Trace(one, one.path) for one in dict.fromkeys(wanted)])
    differ = {name for name in files.keys() | now.keys() if files.get(name) != now.get(name)}
    search.look(files, differ, None)
    with closing(walk(head, head.commit)) as steps:
        while search.left and (some := tuple(islice(steps, _AT_ONCE))):
            search.prefetch(files, some)
            for step in some:
                if step.cut or not search.left:
                    return search.found
                files.update((one.path, one.before) for one in step.edits)
                search.look(files, {one.path for one in step.edits}, step)
    return search.found


@dataclass(slots=True)
class _Trace:
    """One clause on its way back.

    Attributes:
        sought: what is sought.
        path: the file that carries it, as far as is known.
        seen: the files, and what counted, when it was looked at last.
    """

    sought: Sought
    path: str
    seen: object = None


@dataclass(slots=True)
class _Search:
    """The clauses that are ``left`` to find, and what was read."""

    head: Source
    left: list[_Trace]
    found: dict[Sought, Earlier] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    parsed: Memo = field(default_factory=dict)
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def look(self, files: Files, touched: Collection[str], since: Step | None) -> None:
        """Look at the spec as it was before a commit, or as it was committed last.

        Args:
            files: all of it.
            touched: those that were another in what was looked at before.
            since: the commit.
        """
        for trace in tuple(self.left):
            if _around(trace.path).isdisjoint(touched) or not self._is_new(trace, files):
                continue
            hits = self._carried(trace, files) or self._elsewhere(trace, files, touched)
            hit = next((one for one in hits if one.print == trace.sought.print), None)
            if hit is not None:
                self.found[trace.sought] = Earlier(hit, self._counted(files), since)
                self.left.remove(trace)

    def prefetch(self, files: Files, some: Sequence[Step]) -> None:
        """Read at once what will be looked at, unless a clause stood elsewhere; forget the rest."""
        names = {name for trace in self.left for name in _around(trace.path)}
        before = (one.before for step in some for one in step.edits if one.path in names)
        here = (files.get(name, "") for name in names)
        self.contents.clear()
        self.parsed.clear()
        self._fetch(blob for blob in (*here, *before) if blob)

    def _is_new(self, trace: _Trace, files: Files) -> bool:
        """Whether anything that counts is another than when it was looked at last."""
        parts = self._counted(files)
        names = _around(trace.path) if len(parts) > 1 else {trace.path}
        seen = parts, [files.get(name) for name in sorted(names - {MANIFEST})]
        last, trace.seen = trace.seen, seen
        return last != seen

    def _carried(self, trace: _Trace, files: Files) -> tuple[Carried, ...]:
        spec = parse(self._snapshot(files, _around(trace.path)), self.parsed)
        return carried(spec, index(spec), trace.sought.anchor)

    def _elsewhere(
        self, trace: _Trace, files: Files, touched: Collection[str]
    ) -> tuple[Carried, ...]:
        """The clause in another file, which lost it to that in which it was found."""
        names = [name for name in sorted(touched) if files.get(name) and _is_section(name)]
        self._fetch(files[name] for name in names)
        anchor = f"[^{trace.sought.anchor}]".encode()
        for name in names:
            if anchor in self.contents.get(files[name], b""):
                other = _Trace(trace.sought, name)
                if hits := self._carried(other, files):
                    trace.path = name
                    return hits
        return ()

    def _counted(self, files: Files) -> tuple[str, ...]:
        """What counts by the manifest of the time."""
        blob = files.get(MANIFEST, "")
        if blob not in self.parts:
            manifest, _, _ = read_manifest(self._snapshot(files, {MANIFEST}))
            self.parts[blob] = counted(manifest)
        return self.parts[blob]

    def _snapshot(self, files: Files, names: Collection[str]) -> Snapshot:
        there = sorted(name for name in names if files.get(name))
        self._fetch(files[name] for name in there)
        held = {name: self.contents.get(files[name], b"") for name in there}
        return Snapshot("", None, self.head.place.name, held)

    def _fetch(self, blobs: Iterable[str]) -> None:
        from specctl.sources.objects import read_blobs

        missing = dict.fromkeys(blob for blob in blobs if blob not in self.contents)
        if missing and self.head.repository:
            read = read_blobs(self.head.repository.cwd, [(blob, blob) for blob in missing])[0]
            self.contents.update(read)


@lru_cache(maxsize=4096)  # asked of every clause at every step
def _around(path: str) -> frozenset[str]:
    """A section's file with those above it, and the manifest."""
    folders = path.removesuffix(".md").split("/")
    above = (f"{'/'.join(folders[:depth])}.md" for depth in range(1, len(folders) + 1))
    return frozenset((*above, MANIFEST))


def _is_section(name: str) -> bool:
    return name.endswith(".md") and not name.startswith("evals/")
