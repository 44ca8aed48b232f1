"""Rules of evals: what is tested and what is not, and prompts that say too little."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from specctl.lint.card import EvalCard, SectionCard, placed
from specctl.lint.file import File
from specctl.lint.options import OPTIONS
from specctl.lint.rules import where
from specctl.lint.whole import Whole
from specctl.model.finding import Finding, Severity
from specctl.model.place import Place
from specctl.model.spec import Eval


def eval_without_prompt(file: File) -> Iterator[Finding]:
    """An eval that asks nothing."""
    one = file.value
    if isinstance(one, Eval) and not one.prompts:
        message = (
            "the eval has no prompt, so it tests nothing; write one, as `**Example**: its title` "
            "with a `~~~xml` fence below"
        )
        yield file.finding("eval-without-prompt", one.place, message, one.id)


def stale_header(whole: Whole) -> Iterator[Finding]:
    """A first line that is not the one that the eval's clauses and their section give."""
    for one in whole.evals:
        wanted = header(one, whole)
        if one.header and wanted is not None and one.header != wanted:
            message = f"the header is out of date; write: {wanted}"
            place = placed(one.path, one.header_at)
            yield Finding("stale-eval-header", place, message, subject=one.id, fixable=True)


def header(one: EvalCard, whole: Whole) -> str | None:
    """The first line that an eval may have; None where no section carries its first clause."""
    carriers = whole.anchors.get(one.clauses[0][0]) if one.clauses else None
    if not carriers:
        return None
    marks = ", ".join(f"[^{clause}]" for clause, _ in one.clauses)
    return f"Examples for {marks} in {carriers[0].section.title}:"


def duplicate_prompt(whole: Whole) -> Iterator[Finding]:
    """A prompt that asks what another one asks, but for typography."""
    prompts = whole.prompts
    for one in whole.evals:
        for prompt in one.prompts:
            owner, *more = prompts[prompt.digest] if prompt.digest else [one]
            if not more:
                continue
            other = next(first for first in owner.prompts if first.digest == prompt.digest)
            if (owner.path, other.at) != (one.path, prompt.at):
                message = (
                    f"the prompt is the same as '{other.title}' in "
                    f"{where.told(placed(owner.path, other.at))}; change one of the two, "
                    "or remove it"
                )
                place = placed(one.path, prompt.at)
                yield Finding("duplicate-prompt", place, message, subject=prompt.id)


# --- what is tested ------------------------------------------------------------------------------

OTHER = "other"
"""In the option of `section-without-eval`: every level that it does not name."""

CURRENT = "current"
"""The status of sections that have to be tested: what holds now."""


def section_without_eval(whole: Whole) -> Iterator[Finding]:
    """A section that instructs the model, and that no eval tests at all.

    Where it has anchors, they are `dangling-anchor`'s. What is lighter than an error is told only
    where most sections of the spec have an eval: there the others stand out.
    """
    severities = {
        **OPTIONS["section-without-eval"]["levels"].default,
        **whole.settings.option("section-without-eval", "levels"),
    }
    common = whole.totals.habits.tested
    for section in whole.sections:
        if not section.clauses or section.anchors:
            continue
        level = whole.authority(section)
        if level is None or whole.status(section) != CURRENT:
            continue
        severity = _severity(level, severities)
        if severity is Severity.ERROR or (severity and common):
            many = f"{section.clauses} clauses" if section.clauses > 1 else "one clause"
            message = (
                f"no eval tests this section, with {many} at {level} authority; put an anchor "
                f"on a sentence that can be tested, and its eval into {whole.folder}/evals"
            )
            yield _about(section, "section-without-eval", message, severity)


def _is_tested(section: SectionCard, whole: Whole) -> bool:
    tests = whole.tests
    return any(anchor.id in tests for anchor in section.anchors)


def _severity(level: str, severities: Mapping[str, str]) -> Severity | None:
    """How grave it is that nothing tests a section of that level; None where it is fine."""
    said = severities.get(level, severities[OTHER])
    return Severity(said) if said in list(Severity) else None


def clause_without_eval(whole: Whole) -> Iterator[Finding]:
    """A section of which hardly any clause is tested.

    Of one that nothing tests at all, `section-without-eval` says so.
    """
    least = whole.settings.option("clause-without-eval", "least")
    for section in whole.sections:
        marked = section.clauses - section.bare
        if not marked or 100 * marked >= least * section.clauses or not _is_tested(section, whole):
            continue
        if whole.status(section) == CURRENT and whole.authority(section) is not None:
            message = (
                f"{section.bare} of {section.clauses} clauses have no eval, the first of them "
                "here; `specctl lint --coverage` shows all sections"
            )
            place = placed(section.path, section.bare_at)
            yield _about(section, "clause-without-eval", message, Severity.INFO, place)


def _about(
    section: SectionCard,
    rule: str,
    message: str,
    severity: Severity,
    place: Place | None = None,
) -> Finding:
    at = place or placed(section.path, section.at.get("authority") or section.at.get("title", ""))
    return Finding(rule, at, message, severity, section.id, section.id)


# --- what a prompt says --------------------------------------------------------------------------


def prompt_without_id(whole: Whole) -> Iterator[Finding]:
    """An eval whose prompts have no ids of their own, where most evals of the spec give them."""
    if whole.totals.habits.loose:
        return
    for one in whole.evals:
        if not one.prompts or any(prompt.named for prompt in one.prompts):
            continue
        names = ", ".join(prompt.id for prompt in one.prompts[:3])
        more = ", ..." if len(one.prompts) > 3 else ""
        message = (
            "the prompts have no ids of their own, so their results are lost when a title "
            f"changes; add `prompts`, each with an id and a title, such as {names}{more}"
        )
        place = placed(one.path, one.prompts[0].at)
        plain = all(prompt.title for prompt in one.prompts)  # an entry needs one
        yield Finding("prompt-without-id", place, message, subject=one.id, fixable=plain)


def eval_without_expectation(whole: Whole) -> Iterator[Finding]:
    """A prompt without an expectation or rubric, where most prompts of the spec have one."""
    if whole.totals.habits.unjudged:
        return
    for one in whole.evals:
        loose = [prompt for prompt in one.prompts if not prompt.judged]
        if loose:
            which = f"the prompt '{loose[0].title}' does"
            if len(loose) > 1:
                which = f"{len(loose)} of {len(one.prompts)} prompts, '{loose[0].title}' first, do"
            message = (
                f"{which} not say what a good reply is like; add `expect` to the entry under "
                "`prompts`, or a `rubric`"
            )
            place = placed(one.path, loose[0].at)
            severity = Severity.INFO
            yield Finding("eval-without-expectation", place, message, severity, None, loose[0].id)
