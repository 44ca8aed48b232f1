"""A spec linted file by file: what is known already is not read again.

What a file gives on its own depends on its content, its path and the manifest's settings, so it
is kept by these; what the files give together is computed each time. With and without the cache
the findings are the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from specctl.cache import Store
from specctl.lint.card import Card, unread_card
from specctl.lint.engine import Examined, conclude
from specctl.lint.kept import pack, unpack
from specctl.lint.retired import retired_terms
from specctl.lint.settings import settings_of
from specctl.model.finding import Finding, Severity
from specctl.model.place import Place, among
from specctl.model.snapshot import Problem, Snapshot
from specctl.model.spec import Manifest

if TYPE_CHECKING:
    from specctl.pipeline.workers import Progress
    from specctl.sources import Listing

MANIFEST = "spec.yaml"
_NONE = b"none"


@dataclass(frozen=True, slots=True)
class Checked:
    """What lint says of one spec.

    Attributes:
        findings: by place, then rule.
        listing: the files that were checked.
        allowed: findings that comments in the spec allow, each with the reason.
        known: findings that are known already, from the baseline or an earlier state of the spec.
        gone: how many findings the baseline holds that are there no more.
        cards: what each file tells the others.
        gists: of each file that could be read, its path and the gist of its card.
        manifest: the spec's, or None where none was read.
    """

    findings: tuple[Finding, ...]
    listing: Listing
    allowed: tuple[tuple[Finding, str], ...] = ()
    known: tuple[Finding, ...] = ()
    gone: int = 0
    cards: tuple[Card, ...] = ()
    gists: tuple[tuple[str, str], ...] = ()
    manifest: Manifest | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop a commit."""
        return tuple(one for one in self.findings if one.severity is Severity.ERROR)

    def within(self, paths: Sequence[str]) -> Checked:
        """The same with only the findings in these files and folders."""

        def inside(one: Finding) -> bool:
            return among(one.place.path, paths)

        return replace(
            self,
            findings=tuple(one for one in self.findings if inside(one)),
            allowed=tuple(pair for pair in self.allowed if inside(pair[0])),
            known=tuple(one for one in self.known if inside(one)),
        )

    def lines(self, paths: Sequence[str] | None = None) -> dict[str, tuple[str, ...]]:
        """The lines of files, by their path as findings have it; none of what cannot be read.

        Args:
            paths: the files; those that findings stand in by default.

        Raises:
            SpecctlError: if a file cannot be read from git.
        """
        from specctl.parse.text import lines_of
        from specctl.sources import contents

        prefix = f"{self.listing.folder}/"
        asked = [one.place.path for one in self.findings] if paths is None else paths
        wanted = {path.removeprefix(prefix) for path in asked}
        names = [name for name in self.listing.files if name in wanted]
        read = contents(self.listing, names).files
        return {f"{prefix}{name}": lines_of(content) for name, content in read.items()}


def check(
    listing: Listing,
    store: Store,
    *,
    today: date,
    strict: bool = False,
    governing: Manifest | None = None,
    progress: Progress | None = None,
    only_grave: bool = False,
) -> Checked:
    """Lint the files of a listing.

    Args:
        listing: of any source.
        store: what is known already, and where to keep what is new.
        today: for rules about dates.
        strict: drafts weigh as much as everything else.
        governing: the manifest whose lint settings count; the spec's own by default.
        progress: told how far reading has come.
        only_grave: leave out, where that saves time, the rules that cannot report errors.

    Returns:
        What lint says, whatever a baseline holds.

    Raises:
        SpecctlError: if a file cannot be read from git.
    """
    if plugged(store):
        return _whole(listing, today=today, strict=strict, governing=governing)
    manifest, found, lines = manifest_of(listing)
    governing = governing or manifest
    examined = list(_examined(listing, manifest, governing, store, progress or _silent))
    examined += [_refused(listing.folder, problem) for problem in listing.problems]
    outcome = conclude(
        examined,
        found,
        listing.folder,
        manifest,
        settings_of(governing, strict),
        today=today,
        manifest_lines=lines,
        only_grave=only_grave,
    )
    cards = tuple(one.card for one in examined)
    gists = tuple((one.card.path, one.gist) for one in examined)
    return Checked(
        outcome.findings, listing, outcome.allowed, cards=cards, gists=gists, manifest=manifest
    )


def _whole(listing: Listing, *, today: date, strict: bool, governing: Manifest | None) -> Checked:
    """The same where there are plugins, whose rules may see all of the spec.

    Nobody knows what else their findings depend on, so nothing is kept.
    """
    from specctl.lint.engine import survey
    from specctl.lint.plugins import installed
    from specctl.parse import parse
    from specctl.sources import snapshot

    spec = parse(snapshot(listing))
    settings = settings_of(governing or spec.manifest, strict)
    outcome, cards = survey(spec, settings, today=today, plugins=installed())
    return Checked(outcome.findings, listing, outcome.allowed, cards=cards, manifest=spec.manifest)


def plugged(store: Store) -> bool:
    """Whether there are plugins. Looking for them takes longer than reading that there were none.

    The tool's stamp changes with whatever is installed.
    """
    about = f"plugins {store.stamp}"
    if store.verdict(about) == _NONE:
        return False
    from specctl.lint.plugins import installed

    if not installed().active:
        store.keep_verdict(about, _NONE)
    return installed().active


def _refused(folder: str, problem: Problem) -> Examined:
    place = Place(f"{folder}/{problem.path}")
    finding = Finding("unreadable-file", place, problem.message)
    return Examined((finding,), unread_card(place.path, ()))


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


def manifest_of(listing: Listing) -> tuple[Manifest, list[Finding], Sequence[str]]:
    """The manifest of a listing, what is wrong with it, and its lines.

    Raises:
        SpecctlError: if it cannot be read from git.
    """
    from specctl.parse import read_manifest
    from specctl.sources import contents

    names = [MANIFEST] if MANIFEST in listing.files else []
    files, problems = contents(listing, names)
    shell = Snapshot(listing.rev, listing.commit, listing.folder, files, problems, listing.exists)
    manifest, found, lines = read_manifest(shell)
    return manifest, found, next(iter(lines.values()), ())


def _examined(
    listing: Listing,
    manifest: Manifest,
    governing: Manifest,
    store: Store,
    progress: Progress,
) -> Iterator[Examined]:
    """What each file gives: as kept where it is, the others read now."""
    generation = _generation(store, listing, manifest, governing)
    known = store.load(generation)
    missing = []
    for name in listing.files:
        if name == MANIFEST:
            continue
        one = _known(known.get(_key(listing, name)))
        if one is None:
            missing.append(name)
        else:
            yield one
    if missing:
        new = {}
        for name, one in _read(listing, missing, manifest, governing, progress):
            new[_key(listing, name)] = pack(one)
            yield one
        store.add(generation, new, _keys(listing))


def _known(row: Any) -> Examined | None:
    """What was kept of a file; None where it is something else."""
    try:
        return unpack(row) if row is not None else None
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return None


def _key(listing: Listing, name: str) -> str:
    return f"{listing.files[name]} {name}"


def _keys(listing: Listing) -> set[str]:
    return {_key(listing, name) for name in listing.files}


def _generation(store: Store, listing: Listing, manifest: Manifest, governing: Manifest) -> str:
    """What all that is kept depends on beside a file's path and content."""
    parts = {key: manifest.fields.get(key) for key in ("authority", "fields", "groups")}
    about = (
        store.stamp,
        listing.folder,
        manifest.exists,
        manifest.levels,
        parts,
        retired_terms(manifest),
        governing.fields.get("lint"),
    )
    return json.dumps(about)  # in their order, on which what is guessed may hang


def _read(
    listing: Listing,
    names: Sequence[str],
    manifest: Manifest,
    governing: Manifest,
    progress: Progress,
) -> Iterator[tuple[str, Examined]]:
    from specctl.pipeline.workers import Task, examine_all
    from specctl.sources import contents

    files, problems = contents(listing, names)
    for problem in problems:
        yield problem.path, _refused(listing.folder, problem)
    task = Task(listing.folder, manifest, governing)
    yield from zip(files, examine_all(task, files, progress), strict=True)
