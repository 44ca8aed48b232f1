"""What a rule about one file sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from specctl.lint.settings import Settings
from specctl.model.finding import Finding, Severity
from specctl.model.place import Place
from specctl.model.spec import Comparison, Eval, Example, Manifest, Prompt, Section


class File(NamedTuple):
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
    def titled(self) -> tuple[Example | Prompt, ...]:
        """Every example or prompt."""
        return self.value.examples if isinstance(self.value, Section) else self.value.prompts

    @property
    def comparisons(self) -> Iterator[tuple[Example | Prompt, Comparison]]:
        """Every comparison, with the example or prompt that holds it."""
        for item in self.titled:
            for comparison in item.conversation.comparisons if item.conversation else ():
                yield item, comparison

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
