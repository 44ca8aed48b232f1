"""Which versions of a spec there were, and where in its history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from specctl.history import releases as known
from specctl.pipeline.reading import MANIFEST, Kept
from specctl.pipeline.walking import generation

if TYPE_CHECKING:
    from specctl.model.history import Release, Tag
    from specctl.pipeline.past import Past
    from specctl.sources.revisions import Repository


class Versions:
    """The versions that the manifest names, by its content."""

    def __init__(self, past: Past) -> None:
        self.past = past
        self._kept = Kept(past.store, generation(past.store, past.source, "told"), str, str)

    def at(self, number: int) -> str:
        """The version after a step, "" where the manifest names none.

        Raises:
            SpecctlError: if git cannot read the manifest.
        """
        listing = self.past.listing(number)
        blob = listing.files.get(MANIFEST, "")
        key = f"version {blob}"
        said = self._kept.get(key)
        if said is None:
            said = self.past.reader.manifest(listing).version
            self._kept.add({key: said}, {key})
        return said

    def releases(self) -> tuple[Release, ...]:
        """The tags that name a version, the newest first.

        Raises:
            SpecctlError: if git fails.
        """
        return known.named(list(self._tagged()), self.at)

    def last(self, version: str) -> int | None:
        """The newest step after which the manifest names a version; None where none did.

        Raises:
            SpecctlError: if git cannot read a manifest.
        """
        steps = self.past.steps
        edited = ({edit.path for edit in step.edits} for step in steps)
        before = (number + 1 for number, paths in enumerate(edited) if MANIFEST in paths)
        last = (number for number in (0, *before) if number < len(steps))
        return next((number for number in last if self.at(number) == version), None)

    def number(self, commit: str) -> int | None:
        """The newest step that a commit of the line holds; None of another commit."""
        return next((n for one, n in self._held() if one == commit), None)

    def keep(self) -> None:
        """Keep for later runs what was read."""
        self._kept.keep()

    def _tagged(self) -> Iterator[known.Tagged]:
        """The tags that name a commit of the line, each with the newest step that it holds."""
        from specctl import sources

        waiting: dict[str, list[Tag]] = {}
        for tag in sources.tags(self._repository):
            waiting.setdefault(tag.commit, []).append(tag)
        steps = {step.commit: number for number, step in enumerate(self.past.steps)}
        held = steps.items() if waiting.keys() <= steps.keys() else self._held()
        for commit, number in held:
            yield from (known.Tagged(tag, number) for tag in waiting.get(commit, ()))

    def _held(self) -> Iterator[tuple[str, int]]:
        """Every commit of the line that holds the spec, with the newest step that it holds."""
        from specctl import sources

        numbers = {step.commit: number for number, step in enumerate(self.past.steps)}
        held = self.past.committed  # itself, or else the next one
        for commit in sources.line(self._repository, self.past.source.commit or ""):
            held = numbers.get(commit, held)
            if held < len(numbers):
                yield commit, held
            held += commit in numbers

    @property
    def _repository(self) -> Repository:
        assert self.past.source.repository
        return self.past.source.repository
