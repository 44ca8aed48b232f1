"""The table of ``lint --coverage``: what the evals test, by section and by authority."""

from __future__ import annotations

from specctl.model.coverage import Coverage, Covered
from specctl.render import data, wording
from specctl.render.layout import BLANK, Line, Part, Run, compose, table, wrap
from specctl.render.style import Style

_HEADS = ("clauses", "tested", "share", "evals", "prompts")
_NONE = "(none)"


def text(found: Coverage, style: Style) -> str:
    """A row for each section, a row for each authority level, and all of them in a sentence.

    Ids stay whole, wider than the line though they may be: they are to be copied.
    """
    if not found.sections:
        return compose([(Run("", "No section of the spec has a clause."),)], style)
    sections = [
        (*_cells(row.covered), row.authority or _NONE, Run(_role(row.covered), row.id))
        for row in found.sections
    ]
    levels = [
        (*_cells(row.covered), row.authority or _NONE, wording.count(row.sections, "section"))
        for row in found.levels
    ]
    heads: list[Part] = [Run("strong", name) for name in (*_HEADS, "authority", "section")]
    lines = table([heads, *sections, [""] * len(heads), *levels])
    return compose([*lines, BLANK, *_summary(found, style.width)], style)


def _cells(covered: Covered) -> list[Part]:
    shown = (
        wording.number(covered.clauses),
        wording.number(covered.tested),
        _percent(covered.share),
        wording.number(covered.evals),
        wording.number(covered.prompts),
    )
    return [one.rjust(len(head)) for one, head in zip(shown, _HEADS, strict=True)]


def _percent(share: float | None) -> str:
    """A part in percent; what is not quite nothing or everything does not read as if it were."""
    if share is None:
        return "-"
    whole = round(100 * share)
    if whole in (0, 100) and share not in (0, 1):
        whole = 1 if whole == 0 else 99
    return f"{whole}%"


def _role(covered: Covered) -> str:
    return "" if covered.tested else "warn"


def _summary(found: Coverage, width: int) -> list[Line]:
    total = found.total.covered
    tested = sum(bool(row.covered.tested) for row in found.sections)
    said = (
        f"{wording.number(total.tested)} of {wording.count(total.clauses, 'clause')} "
        f"({_percent(total.share)}) are tested, in {wording.number(tested)} of "
        f"{wording.count(found.total.sections, 'section')}, "
        f"by {wording.count(total.evals, 'eval')} with {wording.count(total.prompts, 'prompt')}."
    )
    return wrap([said], width)


def as_json(found: Coverage, style: Style) -> str:
    """``schemas/coverage.json``."""
    sections = [
        {
            "section": row.id,
            "title": row.title,
            "path": row.path,
            "authority": row.authority,
            "status": row.status,
            **_numbers(row.covered),
        }
        for row in found.sections
    ]
    levels = [
        {"authority": row.authority, "sections": row.sections, **_numbers(row.covered)}
        for row in found.levels
    ]
    total = {"sections": found.total.sections, **_numbers(found.total.covered)}
    return data.dump(
        {
            "schema": "specctl/coverage/1",
            "sections": sections,
            "levels": levels,
            "total": total,
        }
    )


def _numbers(covered: Covered) -> data.Data:
    share = None if covered.share is None else round(covered.share, 4)
    return {
        "clauses": covered.clauses,
        "tested": covered.tested,
        "share": share,
        "evals": covered.evals,
        "prompts": covered.prompts,
    }
