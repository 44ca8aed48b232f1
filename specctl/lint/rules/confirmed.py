"""Rules of what was confirmed: evals and examples whose clause is another one by now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specctl.fingerprints import Fit, fit
from specctl.lint.card import ConfirmedRow, placed
from specctl.lint.rules import where
from specctl.lint.whole import Whole
from specctl.model.finding import Finding


def stale_eval(whole: Whole) -> Iterator[Finding]:
    """A clause that says something else than when somebody last looked at its eval."""
    for one in whole.evals:
        for row in _stale(one.confirmed, whole):
            message = (
                f"[^{row.clause}] has changed since somebody last looked at this eval; read it in "
                f"{_stands(row, whole)}, see whether the prompts still test it, then run "
                f"`specctl confirm {one.id}`"
            )
            yield Finding("stale-eval", placed(one.path, row.at), message, subject=row.clause)


def stale_example(whole: Whole) -> Iterator[Finding]:
    """A clause that says something else than when somebody last looked at its example."""
    for one in whole.sections:
        for row in _stale(one.confirmed, whole):
            name = f"{one.id}#{row.example}"
            message = (
                f"[^{row.clause}] has changed since somebody last looked at the example "
                f"'{row.example}'; read it in {_stands(row, whole)}, see whether the example still "
                f"shows it, then run `specctl confirm {name}`"
            )
            place = placed(one.path, row.at)
            yield Finding("stale-example", place, message, section=one.id, subject=row.example)


def _stale(rows: Sequence[ConfirmedRow], whole: Whole) -> Iterator[ConfirmedRow]:
    return (r for r in rows if r.tested and fit(r.print, whole.prints(r.clause)) is Fit.STALE)


def _stands(row: ConfirmedRow, whole: Whole) -> str:
    """Where the clause stands."""
    anchor, section = next(one for one in whole.anchors[row.clause] if one.anchor.clause >= 0)
    return where.told(placed(section.path, anchor.at))
