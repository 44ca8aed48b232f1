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


class Versions:
    """The versions that the manifest names, by its content."""

    def __init__(self, past: Past) -> None:
        self.past = past
        self._kept = Kept(past.store, generation(past.store, past.source, "versions"), str, str)

    def at(self, number: int) -> str:
        """The version after a step, "" where the manifest names none.

        Raises:
            SpecctlError: if git cannot read the manifest.
        """
        listing = self.past.listing(number)
        blob = listing.files.get(MANIFEST, "")
        said = self._kept.get(blob)
        if said is None:
            said = self.past.reader.manifest(listing).version
            self._kept.add({blob: said}, {blob})
        return said

    def releases(self) -> tuple[Release, ...]:
        """The tags that name a version, the newest first.

        Raises:
            SpecctlError: if git fails.
        """
        return known.named(list(self._tagged()), self.at)

    def keep(self) -> None:
        """Keep for later runs what was read."""
        self._kept.keep()

    def _tagged(self) -> Iterator[known.Tagged]:
        """The tags that name a commit of the line, each with the newest step that it holds."""
        from specctl import sources

        repository = self.past.source.repository
        assert repository
        waiting: dict[str, list[Tag]] = {}
        for tag in sources.tags(repository):
            waiting.setdefault(tag.commit, []).append(tag)
        numbers = {step.commit: number for number, step in enumerate(self.past.steps)}
        line = (
            sources.line(repository, self.past.source.commit or "")
            if waiting.keys() - numbers.keys()
            else [step.commit for step in self.past.steps]
        )
        held = 0  # the newest step that a commit holds: itself, else the next one
        for commit in line:
            held = numbers.get(commit, held)
            if held < len(self.past.steps):
                yield from (known.Tagged(tag, held) for tag in waiting.get(commit, ()))
            held += commit in numbers
