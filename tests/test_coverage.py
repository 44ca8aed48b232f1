"""Coverage: what the evals test of each section, counted from cards."""

import json
from pathlib import Path

from jsonschema import Draft202012Validator
from linting import BASE, folder, spec_of

from specctl.lint.card import Card
from specctl.lint.coverage import coverage
from specctl.lint.facts import card_of
from specctl.model import Eval, Section, Spec
from specctl.model.coverage import Coverage, Covered
from specctl.render.coverage import as_json, text
from specctl.render.style import Style

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "schemas/coverage.json").read_text())

QUIET = b"""---
id: quiet
title: Be quiet
kind: rule
---
The assistant should whisper[^w1sp][^w2sp]. It should not sing[^s1ng].

It should say so in the reading room[^w2sp].

!!! meta "Commentary"
    Nobody has sung so far[^d8ue].
"""
SEVERAL = b"""---
clauses: [d8ue, w1sp, w2sp]
---
**Example**: a loan

~~~xml
<user>
May I?
</user>
~~~

**Example**: a song

~~~xml
<user>
Do you sing?
</user>
~~~
"""


def table(files: dict[str, bytes]) -> Coverage:
    spec = spec_of(files)
    return coverage(cards(spec), spec.folder, spec.manifest)


def cards(spec: Spec) -> list[Card]:
    values: tuple[Section | Eval, ...] = (*spec.sections, *spec.evals)
    return [card_of(one, spec.lines[one.path]) for one in values]


def test_clauses_evals_and_prompts_are_counted_once_each() -> None:
    files = {**BASE, "lending/quiet.md": QUIET, "evals/several.md": SEVERAL}
    found = table(files)
    assert [(row.id, row.authority, row.covered) for row in found.sections] == [
        ("greet", "user", Covered(1, 0, 0, 0)),
        ("lending", "developer", Covered(1, 1, 2, 3)),
        ("quiet", "developer", Covered(3, 2, 1, 2)),
    ]
    assert [(row.authority, row.sections, row.covered) for row in found.levels] == [
        ("developer", 2, Covered(4, 3, 2, 3)),
        ("user", 1, Covered(1, 0, 0, 0)),
    ]
    assert found.total.sections == 3
    assert found.total.covered == Covered(5, 3, 2, 3)
    assert found.total.covered.share == 3 / 5


def test_levels_that_nobody_declared_come_last_and_none_after_them() -> None:
    def at(level: str) -> bytes:
        return (
            f"---\nid: x\ntitle: X\n{level}\n---\nThe assistant should be kind[^d8ue].\n".encode()
        )

    files = {
        "a.md": at("authority: royal"),
        "b.md": at("kind: container"),
        "c.md": at("authority: user"),
    }
    found = table({"spec.yaml": b"name: x\nsections: [a, b, c]\n", **files})
    assert [row.authority for row in found.levels] == ["user", "royal", None]


def test_the_text_is_a_table_with_totals() -> None:
    shown = text(table({**BASE, "lending/quiet.md": QUIET, "evals/several.md": SEVERAL}), Style())
    assert (
        shown
        == """\
  clauses  tested  share  evals  prompts  authority  section
        1       0     0%      0        0  user       greet
        1       1   100%      2        3  developer  lending
        3       2    67%      1        2  developer  quiet

        4       3    75%      2        3  developer  2 sections
        1       0     0%      0        0  user       1 section

3 of 5 clauses (60%) are tested, in 2 of 3 sections, by 2 evals with 3 prompts.
"""
    )


def test_an_id_stays_whole() -> None:
    files = {"spec.yaml": b"name: x\n", f"{'long' * 20}.md": BASE["greet.md"]}
    assert text(table(files), Style(width=40)).splitlines()[1].endswith("long" * 20)


def test_almost_nothing_is_not_nothing_and_almost_everything_not_everything() -> None:
    body = "".join(f"It should do {number}.\n\n" for number in range(300))
    few = QUIET.replace(b"It should not sing", body.encode() + b"It should not sing")
    shown = text(
        table({"spec.yaml": b"name: x\n", "quiet.md": few, "evals/several.md": SEVERAL}), Style()
    )
    assert "1%" in shown.splitlines()[1]


def test_a_spec_without_clauses_says_so() -> None:
    empty = table({"spec.yaml": b"name: x\n"})
    assert text(empty, Style()) == "No section of the spec has a clause.\n"
    Draft202012Validator(SCHEMA).validate(json.loads(as_json(empty, Style())))


def test_json_follows_its_schema() -> None:
    data = json.loads(as_json(table(folder(ROOT / "spec")), Style()))
    Draft202012Validator(SCHEMA).validate(data)
    assert data["total"]["evals"] == 32
    assert {row["status"] for row in data["sections"]} == {"current", "aspirational"}
    assert sum(row["clauses"] for row in data["levels"]) == data["total"]["clauses"]
