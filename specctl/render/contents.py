"""The list of all that is in a spec, for people and for programs."""

from __future__ import annotations

from specctl.model.shown import Contents, Entry, Test
from specctl.render import data, wording
from specctl.render.layout import BLANK, Line, Part, Run, compose, table, wrap
from specctl.render.style import Style

_HEADS = ("clauses", "examples", "evals")
_NONE = "-"


def sections(found: Contents, style: Style) -> str:
    """The tree of sections, with what each holds. Ids stay whole: they are to be copied."""
    names = (*_HEADS, "authority", "status", "section")
    heads: list[Part] = [Run("strong", name) for name in names]
    rows = [_row(one) for one in found.sections]
    return compose([*_title(found, style.width), BLANK, *table([heads, *rows], "")], style)


def _row(one: Entry) -> list[Part]:
    numbers = (one.clauses, one.examples, one.evals)
    cells = [wording.number(n) if n else "" for n in numbers]
    standing = one.standing
    indent = "  " * (one.section.depth - 1)
    return [
        *(cell.rjust(len(head)) for cell, head in zip(cells, _HEADS, strict=True)),
        standing.authority or _NONE,
        Run("" if standing.status == "current" else "warn", standing.status),
        f"{indent}{one.section.id}",
    ]


def evals(found: Contents, style: Style) -> str:
    """The evals, each with its clauses and the sections that carry them."""
    heads: list[Part] = [Run("strong", name) for name in ("eval", "prompts", "clauses", "section")]
    rows = [_test(one) for one in found.evals]
    return compose([*_title(found, style.width), BLANK, *table([heads, *rows], "")], style)


def _test(one: Test) -> list[Part]:
    clauses = ", ".join(f"[^{clause}]" for clause in one.eval.clauses) or _NONE
    prompts = wording.number(len(one.eval.prompts)).rjust(len("prompts"))
    where: Part = ", ".join(one.sections) or Run("warn", "no section carries it")
    return [one.eval.id, prompts, clauses, where]


def _title(found: Contents, width: int) -> list[Line]:
    version = f" {found.version}" if found.version else ""
    clauses = sum(one.clauses for one in found.sections)
    prompts = sum(len(one.eval.prompts) for one in found.evals)
    counts = wording.listed(
        [
            wording.count(len(found.sections), "section"),
            wording.count(clauses, "clause"),
            wording.count(sum(one.examples for one in found.sections), "example"),
            f"{wording.count(len(found.evals), 'eval')} with {wording.count(prompts, 'prompt')}",
        ]
    )
    said: list[Part] = [Run("strong", f"{found.name}{version}"), f" ({wording.side(found.rev)})"]
    return wrap([*said, f": {counts}"], width)


def as_json(found: Contents, style: Style) -> str:
    """``schemas/list.json``."""
    return data.dump(
        {
            "schema": "specctl/list/1",
            "rev": {"rev": found.rev.rev, "commit": found.rev.commit},
            "name": found.name,
            "version": found.version or None,
            "sections": [
                {
                    "id": one.section.id,
                    "title": one.section.title,
                    "path": one.section.path,
                    "parent": one.section.parent,
                    "depth": one.section.depth,
                    "kind": one.section.kind,
                    "authority": one.standing.authority,
                    "status": one.standing.status,
                    "clauses": one.clauses,
                    "examples": one.examples,
                    "evals": one.evals,
                }
                for one in found.sections
            ],
            "evals": [
                {
                    "id": one.eval.id,
                    "path": one.eval.path,
                    "clauses": one.eval.clauses,
                    "sections": one.sections,
                    "prompts": len(one.eval.prompts),
                }
                for one in found.evals
            ],
        }
    )
