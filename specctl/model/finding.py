"""What a lint rule reports."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from specctl.model.place import Place


class Severity(StrEnum):
    """How a finding weighs; ``error`` fails a run."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Finding(NamedTuple):
    """One thing that a rule found wrong.

    Attributes:
        rule: the name of the rule, as in ``specctl rule NAME``.
        severity: as configured. A rule may report something lighter than its default; what it
            reports as ``info`` is allowed, and no configuration raises it.
        place: where.
        section: the id of the section it stands in, or None.
        subject: the id the finding is about (an anchor, eval, example, section), or None.
        message: what is wrong and what to do about it.
        fixable: whether ``lint --fix`` can mend it.
    """

    rule: str
    place: Place
    message: str
    severity: Severity = Severity.ERROR
    section: str | None = None
    subject: str | None = None
    fixable: bool = False

    @property
    def home(self) -> str:
        """The section that it stands in, else its path in the spec folder."""
        return self.section or self.place.path.partition("/")[2]


class Sample(NamedTuple):
    """A file of a rule's example.

    ``path`` begins with ``spec/``; the file holds ``text`` in ``encoding``.
    """

    path: str
    text: str
    encoding: str = "utf-8"

    @property
    def content(self) -> bytes:
        """The file's bytes."""
        return self.text.encode(self.encoding)


class Case(NamedTuple):
    """An example of what a rule reports, or of how it is put right.

    ``note`` says in a sentence what to see in it, or is ""; ``files`` are those that matter, the
    rest of the spec is in order.
    """

    note: str
    files: tuple[Sample, ...]


class Rule(NamedTuple):
    """The page of a lint rule, shown by ``specctl rule NAME``.

    Attributes:
        name: never changes its meaning.
        severity: the default.
        summary: one line, what it reports.
        reason: why it matters, in paragraphs of one line each.
        fails: an example that the rule reports.
        passes: the same example, put right.
        fixable: whether ``lint --fix`` can mend it, at least where it is plain how.
    """

    name: str
    severity: Severity
    summary: str
    reason: str
    fails: Case
    passes: Case
    fixable: bool = False
