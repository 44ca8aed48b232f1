"""Change classes: each file of ``cases/changes`` is an old spec, a new one, and the rows between.

How a case is written stands in ``case_files``, and how a row is in ``accuracy``. A case stands in the folder of the class that it is about, or narrowly is not.
"""

from collections import Counter
from pathlib import Path

import case_files
import pytest
from accuracy import PAGE, Tally, measured, page, paired, rows
from case_files import BASE
from comparing import Compared, compared, said

from specctl.classify import CLASSES, policy
from specctl.model import Gate, Manifest, Place, Spec

each_case = case_files.each("changes")


@each_case
def test_a_case_gives_exactly_its_rows(path: Path) -> None:
    case = case_files.read(path)
    found = compared(case.old, case.new)
    assert found.said == rows(case.found), "\n".join(f"{said(r)}: {r.message}" for r in found.rows)
    assert found.accounting.unaccounted == ()
    assert_sound(found)


BACKWARDS = {
    "authority-lowered": "authority-raised",
    "authority-raised": "authority-lowered",
    "modality-strengthened": "modality-weakened",
    "modality-weakened": "modality-strengthened",
    **{
        f"{one}-changed": f"{one}-changed"
        for one in ("authority-vocabulary", "override", "definition")
    },
    **{one: one for one in ("polarity-flipped", "clause-reworded", "clause-moved")},
}
"""What a change is to whoever takes it back."""


@each_case
def test_a_change_taken_back_is_its_opposite(path: Path) -> None:
    case = case_files.read(path)
    there, back = (
        Counter(cls for row in compared(*sides).rows for cls in row.classes)
        for sides in ((case.old, case.new), (case.new, case.old))
    )
    assert {one: there[one] for one in BACKWARDS} == {
        one: back[opposite] for one, opposite in BACKWARDS.items()
    }


@each_case
def test_a_case_the_other_way_round_is_accounted_for(path: Path) -> None:
    case = case_files.read(path)
    found = compared(case.new, case.old)
    assert bool(found.rows) == bool(case.found)
    assert found.accounting.unaccounted == ()
    assert_sound(found)


def assert_sound(found: Compared) -> None:
    """What holds of the rows of any comparison."""
    assert len({row.id for row in found.rows}) == len(found.rows)
    ranks = [row.rank for row in found.rows]
    assert ranks == sorted(ranks)
    for row in found.rows:
        assert row.cls == row.classes[0]
        assert row.message
        for one in (row, *row.members):
            assert_within(one.base, found.base)
            assert_within(one.head, found.head)


def assert_within(place: Place | None, spec: Spec) -> None:
    """A place lies within its file."""
    if place is not None:
        assert 1 <= place.line <= place.end_line <= max(len(spec.lines.get(place.path, ())), 1)
        assert place.column >= 1
        assert place.end_column >= 1


def test_every_class_has_a_case_in_a_folder_of_its_name() -> None:
    shown = {
        name
        for path in case_files.paths("changes")
        for row in case_files.read(path).expected
        for name in row.partition(" ")[0].split("+")
        if name == path.parent.name
    }
    assert shown == {c.name for c in CLASSES}


def test_the_base_of_the_cases_is_in_order() -> None:
    found = compared(BASE, BASE)
    assert found.base.findings == ()
    assert found.rows == ()


# --- ranks and gates -----------------------------------------------------------------------------

TABLE = {
    0: """dangling-anchor dangling-link dangling-blame orphaned-eval duplicate-id
        id-removed-without-tombstone defined-term-removed-but-used""",
    1: """authority-lowered authority-raised authority-vocabulary-changed polarity-flipped
        override-changed clause-removed section-removed verdict-changed reply-removed eval-unlinked
        eval-removed rubric-changed scope-changed governance-changed""",
    2: """clause-added section-added modality-strengthened modality-weakened definition-changed
        example-added example-removed reply-added reply-changed prompt-changed eval-added eval-linked
        criterion-changed blame-changed""",
    3: """clause-reworded rationale-changed verdict-reason-changed title-changed link-retargeted
        commentary-changed owner-changed field-changed""",
    4: """section-renamed section-split section-merged section-moved section-reordered example-moved
        eval-moved clause-moved eval-confirmed example-confirmed manifest-changed""",
    5: "typography whitespace front-matter-style eval-header",
}
"""The table of the design, and what it says of evals for examples, too."""

GATES = {0: "block", 1: "warn", 2: "warn", 3: "info", 4: "info", 5: "info"}


def manifest(**fields: object) -> Manifest:
    return Manifest(name="x", place=Place("spec/spec.yaml"), fields=fields)


def test_the_classes_and_their_default_ranks_are_those_of_the_design() -> None:
    table = {name: rank for rank, names in TABLE.items() for name in names.split()}
    assert {c.name: c.rank for c in CLASSES} == table
    assert len(CLASSES) == len(table) == 58
    assert dict(policy(manifest()).ranks) == table


def test_within_rank_1_authority_polarity_and_override_come_first() -> None:
    first = [c.name for c in CLASSES if c.rank == 1]
    assert first[:5] == [
        *("authority-lowered", "authority-raised", "authority-vocabulary-changed"),
        *("polarity-flipped", "override-changed"),
    ]


@pytest.mark.parametrize(("rank", "gate"), GATES.items())
def test_the_default_gate_of_a_rank_is_that_of_the_design(rank: int, gate: str) -> None:
    assert policy(manifest()).gates[rank] == Gate(gate)


def test_a_manifest_moves_ranks_and_gates() -> None:
    moved = policy(
        manifest(ranks={"clause-added": 4}, gates={"1": "block", "title-changed": "warn"})
    )
    assert moved.ranks["clause-added"] == 4
    assert moved.gates[1] == Gate.BLOCK
    assert moved.gates[2] == Gate.WARN
    assert moved.class_gates == {"title-changed": Gate.WARN}


@pytest.mark.parametrize(
    "fields",
    [
        {"ranks": {"no-such-class": 1}, "gates": {"no-such-class": "block"}},
        {"ranks": {"clause-added": "high"}, "gates": {"1": "stop", 2: ["x"]}},
        {"ranks": {"clause-added": 9}, "gates": {"9": "block"}},
        {"ranks": {"clause-added": True}},
        {"ranks": ["clause-added"], "gates": None},
    ],
)
def test_a_manifest_that_makes_no_sense_moves_nothing(fields: dict[str, object]) -> None:
    assert policy(manifest(**fields)) == policy(manifest())


@pytest.mark.parametrize(
    ("fields", "gate"),
    [
        ("gates: {'1': block}", Gate.BLOCK),
        ("gates: {'1': info}", Gate.INFO),
        ("gates: {clause-removed: block}", Gate.BLOCK),
        ("gates: {'1': block, clause-removed: warn}", Gate.WARN),
        ("ranks: {clause-removed: 0}", Gate.BLOCK),
        ("ranks: {clause-removed: 3}", Gate.INFO),
        ("name: night-desk", Gate.WARN),
    ],
)
def test_a_row_has_the_gate_of_its_class_else_of_its_rank(fields: str, gate: Gate) -> None:
    files = {**BASE, "spec.yaml": BASE["spec.yaml"].replace("name: night-desk", fields)}
    old = BASE["service/keys.md"] + "\nIt should also look at a passport.\n"
    (row,) = compared({**files, "service/keys.md": old}, files).rows
    assert row.cls == "clause-removed"
    assert row.gate == gate


# --- accuracy ------------------------------------------------------------------------------------


def test_the_page_says_how_right_the_classes_are_today() -> None:
    assert PAGE.read_text("utf-8") == page(measured()), "run `make accuracy`"


def test_the_labelled_set_is_large_and_nothing_grave_is_missed() -> None:
    tally = measured()
    assert tally.cases >= 150
    assert (tally.noticed(0), tally.noticed(1)) == (1.0, 1.0)
    assert tally.recall([c.name for c in CLASSES if c.rank < 2]) >= 0.99
    assert tally.precision([c.name for c in CLASSES]) >= 0.95
    assert tally.false_moves == 0


@pytest.mark.parametrize(
    ("expected", "found", "pairs"),
    [
        (["clause-added @2"], ["clause-added @2"], {("clause-added @2", "clause-added @2")}),
        (["clause-added @2"], [], {("clause-added @2", "nothing")}),
        ([], ["clause-moved @4"], {("nothing", "clause-moved @4")}),
        (
            ["polarity-flipped+clause-reworded @1", "clause-reworded @3"],
            ["clause-reworded @3", "clause-reworded @3"],
            {
                ("clause-reworded @3", "clause-reworded @3"),
                ("polarity-flipped+clause-reworded @1", "clause-reworded @3"),
            },
        ),
        (
            ["clause-removed @1"],
            ["section-removed @1"],
            {("clause-removed @1", "nothing"), ("nothing", "section-removed @1")},
        ),
    ],
)
def test_rows_are_held_against_those_that_they_were_meant_to_be(
    expected: list[str], found: list[str], pairs: set[tuple[str, str]]
) -> None:
    assert set(paired(expected, found)) == pairs


def test_a_wrong_class_costs_precision_and_a_missing_one_recall() -> None:
    tally = Tally()
    tally.enter(["clause-removed @1"], ["clause-moved @4"])
    tally.enter(["modality-weakened+clause-reworded @2"], ["clause-reworded @3"])
    assert (tally.cases, tally.exact, tally.false_moves) == (2, 0, 1)
    assert tally.precision(["clause-moved", "clause-reworded"]) == 0.5
    assert tally.recall(["clause-removed"]) == 0.0
    assert tally.recall(["modality-weakened", "clause-reworded"]) == 0.5
    assert tally.taken == {
        ("clause-removed", "nothing"): 1,
        ("nothing", "clause-moved"): 1,
        ("modality-weakened", "clause-reworded"): 1,
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Lend at most 20 keys.", "Lend at most 200 keys.", "20 -> 200"),
        ("Tell all guests of it.", "Tell some guests of it.", "all -> some"),
        ("Ask for a name and a number.", "Ask for a name or a number.", "and -> or"),
        ("Ask for a name.", "Ask for a name and a number.", ""),
        ("Close the door.", "Close the door before ten.", "+before, +ten"),
        ('Say "all is well".', 'Say "some is well".', ""),
        ("Lock the door.", "Shut the door.", ""),
    ],
)
def test_a_rewording_points_out_numbers_and_how_much_it_covers(
    old: str, new: str, said: str
) -> None:
    files = [
        {
            **BASE,
            "service/keys.md": BASE["service/keys.md"].partition("---\nThe")[0] + f"---\n{t}\n",
        }
        for t in (old, new)
    ]
    (row,) = compared(*files).rows
    assert row.classes == ("clause-reworded",)
    assert [one.words for one in row.decided] == ([said] if said else [])
