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
from typing import TYPE_CHECKING

from specctl.cache import Store, digest
from specctl.lint.card import Card, unread_card
from specctl.lint.examined import Examined
from specctl.lint.retired import retired_terms
from specctl.model.finding import Finding, Severity
from specctl.model.place import Place, among
from specctl.model.snapshot import Problem
from specctl.model.spec import Manifest
from specctl.pipeline.context import plugged
from specctl.pipeline.reading import Reader, keys_of

if TYPE_CHECKING:
    from specctl.lint.book import Cards
    from specctl.lint.engine import Outcome
    from specctl.pipeline.workers import Progress
    from specctl.sources import Listing


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


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
    reader: Reader,
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
        reader: knows what was read already, in this run and in earlier ones, and keeps the rest.
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
    if plugged(reader.store):
        return _whole(listing, reader, today=today, strict=strict, governing=governing)
    from specctl.lint.engine import conclude
    from specctl.lint.settings import settings_of

    manifest, found, lines = reader.read_manifest(listing)
    governing = governing or manifest
    each = list(examined(listing, manifest, governing, reader, progress or _silent))
    reader.keep()
    outcome = conclude(
        each,
        found,
        listing.folder,
        manifest,
        settings_of(governing, strict),
        today=today,
        manifest_lines=lines,
        only_grave=only_grave,
    )
    cards = tuple(one.card for one in each)
    gists = tuple((one.card.path, one.gist) for one in each)
    return Checked(
        outcome.findings, listing, outcome.allowed, cards=cards, gists=gists, manifest=manifest
    )


def concluded(
    listing: Listing,
    reader: Reader,
    governing: Manifest,
    today: date,
    tree: str,
    each: Sequence[Examined],
    book: Cards,
) -> tuple[tuple[Finding, ...], bool, str]:
    """The findings of :func:`check`, which are kept for when the same tree is asked about again.

    Args:
        listing, reader, governing, today: as for :func:`check`.
        tree: an id of all that is listed; "" where there is none.
        each: what :func:`examined` gives.
        book: the cards of these.

    Returns:
        The findings; whether they are crowded, as in :class:`specctl.lint.engine.Outcome`; and the
        key of the verdict that they are kept as, "" where they are not.
    """
    key = ""
    if reader.store.folder and not plugged(reader.store):
        about = generation(reader.store, listing, reader.manifest(listing), governing)
        key = f"findings {tree or _named(listing)} {today.isoformat()} {about}"
    from specctl.lint.kept import pack_findings, unpack_findings

    kept = unpack_findings(reader.store.verdict(key)) if key else None
    if kept is not None:
        return *kept, key
    outcome = _concluded(listing, reader, governing, today, each, book)
    if key:
        reader.store.keep_verdict(key, pack_findings(outcome.findings, outcome.crowded))
    return outcome.findings, outcome.crowded, key


def _named(listing: Listing) -> str:
    """What a listing is known by that has no tree in git."""
    return digest(repr((listing.files, listing.problems)).encode())


def _concluded(
    listing: Listing,
    reader: Reader,
    governing: Manifest,
    today: date,
    each: Sequence[Examined],
    book: Cards,
) -> Outcome:
    from specctl.lint.engine import Outcome, conclude
    from specctl.lint.settings import settings_of

    if plugged(reader.store):
        return Outcome(check(listing, reader, today=today, governing=governing).findings)
    manifest, found, lines = reader.read_manifest(listing)
    settings, folder = settings_of(governing), listing.folder
    return conclude(
        each, found, folder, manifest, settings, today=today, manifest_lines=lines, book=book
    )


def _whole(
    listing: Listing, reader: Reader, *, today: date, strict: bool, governing: Manifest | None
) -> Checked:
    """The same where there are plugins, whose rules may see all of the spec.

    Nobody knows what else their findings depend on, so nothing is kept.
    """
    from specctl.lint.engine import survey
    from specctl.lint.plugins import installed
    from specctl.lint.settings import settings_of
    from specctl.parse import parse

    spec = parse(reader.snapshot(listing, listing.files), reader.parsed)
    settings = settings_of(governing or spec.manifest, strict)
    outcome, cards = survey(spec, settings, today=today, plugins=installed())
    return Checked(outcome.findings, listing, outcome.allowed, cards=cards, manifest=spec.manifest)


def _refused(folder: str, problem: Problem) -> Examined:
    place = Place(f"{folder}/{problem.path}")
    finding = Finding("unreadable-file", place, problem.message)
    return Examined((finding,), unread_card(place.path, ()))


def examined(
    listing: Listing,
    manifest: Manifest,
    governing: Manifest,
    reader: Reader,
    progress: Progress = _silent,
) -> Iterator[Examined]:
    """What each file gives: as kept where it is, the others read now.

    Args:
        listing: of any source.
        manifest: the spec's.
        governing: the one whose lint settings count.
        reader: as for :func:`check`.
        progress: told how far reading has come.
    """
    kept, keys = (
        reader.cards(generation(reader.store, listing, manifest, governing)),
        keys_of(listing),
    )
    known = kept.some(keys.values())
    for problem in listing.problems:
        yield _refused(listing.folder, problem)
    missing = [name for name, key in keys.items() if key not in known]
    yield from (known[key] for key in keys.values() if key in known)
    if missing:
        new = {}
        for name, one in read(listing, missing, manifest, governing, reader, progress):
            new[keys[name]] = one
            yield one
        kept.add(new, keys.values())


def generation(store: Store, listing: Listing, manifest: Manifest, governing: Manifest) -> str:
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


def read(
    listing: Listing,
    names: Sequence[str],
    manifest: Manifest,
    governing: Manifest,
    reader: Reader,
    progress: Progress = _silent,
) -> Iterator[tuple[str, Examined]]:
    """What some files give, read now: as :func:`examined`, with their names."""
    from specctl.pipeline.workers import Task, examine_all

    files, problems = reader.contents(listing, names)
    for problem in problems:
        yield problem.path, _refused(listing.folder, problem)
    task = Task(listing.folder, manifest, governing)
    yield from zip(files, examine_all(task, files, progress, reader.parsed), strict=True)
