"""What a rule about one file sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from specctl.lint.settings import Settings
from specctl.model.finding import Finding, Severity
from specctl.model.place import Place
from specctl.model.spec import Comparison, Eval, Example, Manifest, Prompt, Section


class Talk(NamedTuple):
    """An example or a prompt with the section it stands in; None for a prompt."""

    item: Example | Prompt
    section: str | None


@dataclass(frozen=True, slots=True)
class File:
    """One section or eval, with what a rule may know beside it.

    Attributes:
        value: what the file holds.
        lines: its lines, without line ends.
        manifest: the spec's; a rule about one file may read its authority levels, its groups and
            the fields of the team's own, and nothing else.
        settings: the lint settings that count.
    """

    value: Section | Eval
    lines: tuple[str, ...]
    manifest: Manifest
    settings: Settings

    @property
    def path(self) -> str:
        """As in :class:`Place`."""
        return self.value.path

    @property
    def section(self) -> str | None:
        """The section's id, or None in an eval."""
        return self.value.id if isinstance(self.value, Section) else None

    @property
    def talks(self) -> Iterator[Talk]:
        """Every example or prompt."""
        items: tuple[Example | Prompt, ...]
        items = self.value.examples if isinstance(self.value, Section) else self.value.prompts
        return (Talk(item, self.section) for item in items)

    @property
    def comparisons(self) -> Iterator[tuple[Talk, Comparison]]:
        """Every comparison, with the example or prompt that holds it."""
        for talk in self.talks:
            for comparison in talk.item.conversation.comparisons if talk.item.conversation else ():
                yield talk, comparison

    def option(self, rule: str, name: str) -> Any:
        """The value of a rule's option."""
        return self.settings.option(rule, name)

    def finding(
        self,
        rule: str,
        place: Place,
        message: str,
        subject: str | None = None,
        *,
        severity: Severity = Severity.ERROR,
        fixable: bool = False,
    ) -> Finding:
        """A finding in this file."""
        return Finding(rule, place, message, severity, self.section, subject, fixable)
