"""Rules of what examples teach: comparisons, and the verdicts on their replies."""

from __future__ import annotations

from collections.abc import Iterator

from specctl.lint.file import File
from specctl.lint.rules import where
from specctl.lint.rules.examples import ELISIONS
from specctl.model.finding import Finding
from specctl.model.spec import Comparison, Message, Section, Verdict
from specctl.words import fold


def no_bad_reply(file: File) -> Iterator[Finding]:
    """A comparison that shows how to reply, and not how not to; nor does its section elsewhere."""
    found = list(file.comparisons)
    if any(reply.verdict is Verdict.BAD for _, one in found for reply in one.replies):
        return
    for item, comparison in found:
        if comparison.replies and all(reply.verdict for reply in comparison.replies):
            message = (
                "no reply here is BAD, nor is any other of this section; "
                "add one that shows what the assistant should avoid"
            )
            place = where.opening(file.lines, comparison.place)
            yield file.finding("no-bad-reply", place, message, item.id)


def identical_replies(file: File) -> Iterator[Finding]:
    """A reply that says what another one of its comparison says.

    Under different verdicts it may be the typography that is judged: there only what is the same
    to the letter counts.
    """
    for item, comparison in file.comparisons:
        first: dict[object, Message] = {}
        for reply in comparison.replies:
            if reply.text in ELISIONS:  # that nothing is left of it is what is wrong with it
                continue
            said = (reply.role, reply.attributes, reply.text)
            meant = (reply.role, reply.attributes, reply.verdict, fold(reply.text))
            twin = first.setdefault(said, reply)
            if twin is reply:
                twin = first.setdefault(meant, reply)
            if twin is not reply:
                contradicted = twin.verdict is not reply.verdict
                message = (
                    f"the reply is the same as the one in line {twin.place.line}"
                    f"{', which has another verdict' if contradicted else ''}; "
                    "change one of the two, or remove it"
                )
                place = where.opening(file.lines, reply.place)
                yield file.finding("identical-replies", place, message, item.id)


def verdict_without_reason(file: File) -> Iterator[Finding]:
    """OK or BAD without a word on why; of one GOOD and one BAD reply the contrast speaks."""
    for item, comparison in file.comparisons:
        verdicts = sorted(reply.verdict or "" for reply in comparison.replies)
        if verdicts == [Verdict.BAD, Verdict.GOOD] and not file.option(
            "verdict-without-reason", "pairs"
        ):
            continue
        for reply in comparison.replies:
            unexplained = not reply.reason and not reply.blame and not reply.malformed_verdict
            if reply.verdict in (Verdict.BAD, Verdict.OK) and unexplained:
                message = f"{reply.verdict} without a reason; write <!-- {reply.verdict}: why -->"
                place = reply.verdict_place or reply.place
                yield file.finding("verdict-without-reason", place, message, item.id)


def reply_elided_only(file: File) -> Iterator[Finding]:
    """A reply in a comparison of which nothing is left."""
    for item, comparison in file.comparisons:
        for reply in comparison.replies:
            if reply.text in (*ELISIONS, "...", "\u2026"):
                message = f"the reply is only {reply.text}; write what is to be compared"
                place = where.opening(file.lines, reply.place)
                yield file.finding("reply-elided-only", place, message, item.id)


def example_without_comparison(file: File) -> Iterator[Finding]:
    """An example of a rule that judges no reply."""
    one = file.value
    if not isinstance(one, Section) or one.kind != "rule":
        return
    for item in file.titled:
        parts = item.conversation.parts if item.conversation else ()
        if parts and not any(isinstance(part, Comparison) for part in parts):
            message = (
                "the example judges no reply; put the assistant's into a <comparison>, "
                "with a verdict"
            )
            yield file.finding("example-without-comparison", item.title_place, message, item.id)


def too_many_examples(file: File) -> Iterator[Finding]:
    """A section with more examples than anybody reads."""
    one, most = file.value, file.option("too-many-examples", "most")
    if isinstance(one, Section) and len(one.examples) > most:
        message = (
            f"the section has {len(one.examples)} examples, more than {most}; "
            "keep the most informative ones, and make prompts of the others"
        )
        place = one.examples[most].title_place
        yield file.finding("too-many-examples", place, message, one.id)
