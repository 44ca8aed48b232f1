"""The pages of the change classes: what they say holds of both pairs on each of them."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from accuracy import PAGE, Tally
from accuracy import page as written
from case_files import BASE, fronted, parted
from comparing import compared
from linting import TODAY, spec_of

from specctl import schema
from specctl.classify import CLASSES, ChangeClass, catalogue
from specctl.classify.accuracy import figures
from specctl.classify.catalogue import page
from specctl.lint import lint
from specctl.model import Manifest, Place, Severity
from specctl.model.classes import Accuracy, ClassPage, Excerpt, Pair
from specctl.render import Style, render

FOLDER = Path(catalogue.__file__).parent / "pages"
PAGES = {c.name: page(c.name) for c in CLASSES}
each_page = pytest.mark.parametrize("one", PAGES.values(), ids=PAGES)
each_pair = pytest.mark.parametrize("kind", ["is_one", "is_not"])


def laid_over(files: Sequence[Excerpt], side: str) -> dict[str, str]:
    """One side of a pair: its files over those of the base."""
    found = dict(BASE)
    for one in files:
        path = one.path.removeprefix("spec/")
        text = getattr(one, side)
        if text is None:
            found.pop(path, None)
        elif one.part:
            front, body = parted(found[path])
            front, body = (text, body) if one.part == "front matter" else (front, text)
            found[path] = fronted(front, body)
        else:
            found[path] = text
    return found


def told(pair: Pair) -> list[str]:
    """The rows that a page tells, as :func:`comparing.said` says them."""
    return sorted(f"{'+'.join(row.classes)} @{row.rank}" for row in pair.rows)


def test_every_class_has_a_page_and_every_page_a_class() -> None:
    assert sorted(p.name for p in FOLDER.iterdir()) == sorted(f"{c.name}.md" for c in CLASSES)


@pytest.mark.parametrize("row", CLASSES, ids=[c.name for c in CLASSES])
def test_a_page_begins_with_the_name_and_the_summary_of_its_class(row: ChangeClass) -> None:
    text = (FOLDER / f"{row.name}.md").read_text("utf-8")
    summary = f"{row.summary[0].upper()}{row.summary[1:]}."
    assert text.startswith(f"# {row.name}\n\n{summary}\n\n")
    assert (PAGES[row.name].name, PAGES[row.name].summary) == (row.name, summary)


def test_no_two_pages_say_the_same() -> None:
    said = [part for one in PAGES.values() for part in one.about.split("\n\n")]
    assert len(said) == len(set(said)) >= 2 * len(PAGES)
    assert all(said)


@each_page
def test_a_review_of_a_pair_gives_the_rows_that_its_page_tells(one: ClassPage) -> None:
    for pair in (one.is_one, one.is_not):
        found = compared(laid_over(pair.files, "old"), laid_over(pair.files, "new"))
        assert found.said == told(pair), "\n".join(row.message for row in found.rows)
        assert found.accounting.unaccounted == ()


@each_page
def test_the_first_pair_bears_the_class_and_the_second_another_one(one: ClassPage) -> None:
    assert any(one.name in row.classes for row in one.is_one.rows)
    assert one.is_not.rows
    assert not any(one.name in row.classes for row in one.is_not.rows)


@each_page
@each_pair
def test_the_old_text_of_a_pair_has_no_error(one: ClassPage, kind: str) -> None:
    files = laid_over(getattr(one, kind).files, "old")
    found = lint(spec_of({path: text.encode() for path, text in files.items()}), today=TODAY)
    assert [f.message for f in found if f.severity is Severity.ERROR] == []


LIMITS = [
    ("polarity-flipped", "It should keep a guest's coat.", "It should throw out a guest's coat."),
    ("polarity-flipped", "It should help a guest.", "It should help a burglar."),
    (
        "override-changed",
        "It should lock it if a guest is up.",
        "It should lock it if a guest sits up.",
    ),
    ("override-changed", "It should let nobody in.", "It should let nobody in, save for guests."),
    ("modality-strengthened", "It should lock the door.", "It should lock the door at all costs."),
    ("modality-strengthened", "It should lock the door.", "It SHOULD lock the door."),
    ("modality-weakened", "It should lock the door.", "It should lock the door within reason."),
    ("modality-weakened", "It should lock the door.", "It should lock the door as a courtesy."),
    ("modality-weakened", "It may lend a bike.", "It may generally lend a bike."),
    ("modality-weakened", "It has no wings.", "It usually has no wings."),
]
"""Edits that the page of a class says are not seen: once one is, the page must say so."""


@pytest.mark.parametrize(("name", "old", "new"), LIMITS)
def test_what_a_page_calls_a_limit_is_one(name: str, old: str, new: str) -> None:
    front, _ = parted(BASE["service/keys.md"])
    files = [{**BASE, "service/keys.md": fronted(front, f"{text}\n")} for text in (old, new)]
    (row,) = compared(*files).rows
    assert "clause-reworded" in row.classes
    assert name not in row.classes


# --- what it weighs ------------------------------------------------------------------------------


def manifest(**fields: object) -> Manifest:
    grave = fields.pop("grave", ("root", "platform", "system"))
    assert isinstance(grave, tuple)
    return Manifest("x", Place("spec/spec.yaml"), grave=grave, fields=fields)


@pytest.mark.parametrize(
    ("name", "spec", "shown"),
    [
        ("clause-removed", manifest(), "rank 1 policy, warns"),
        ("clause-removed", manifest(gates={"1": "block"}), "here: rank 1 policy, blocks (spec/spec.yaml)"),
        ("clause-removed", manifest(gates={"clause-removed": "block"}), "here: rank 1 policy, blocks (spec/spec.yaml)"),
        ("clause-removed", manifest(ranks={"clause-removed": 0}), "here: rank 0 broken, blocks (spec/spec.yaml)"),
        ("clause-added", manifest(), "at a grave level (root, system): rank 1 policy, warns"),
        ("clause-added", manifest(grave=("root", "system")), "at a grave level (root, system): rank 1 policy, warns"),
        ("clause-added", manifest(grave=("user",)), "here: rank 2 behaviour, warns; at a grave level (user): rank 1 policy, warns (spec/spec.yaml)"),
        ("clause-added", manifest(grave=()), "here: rank 2 behaviour, warns (spec/spec.yaml)"),
        ("clause-added", manifest(gates={"1": "block"}), "here: rank 2 behaviour, warns; at a grave level (root, system): rank 1 policy, blocks (spec/spec.yaml)"),
        ("title-changed", manifest(ranks={"clause-removed": 0}), "rank 3 clarity, informs"),
        ("section-moved", manifest(), "where authority, tags or status change with the place: rank 1 policy, warns"),
        ("dangling-link", manifest(ranks={"dangling-link": 2}), "here: rank 2 behaviour, warns (spec/spec.yaml)"),
        ("manifest-changed", manifest(ranks={"manifest-changed": 2}), "here: rank 2 behaviour, warns (spec/spec.yaml)"),
    ],
)  # fmt: skip
def test_a_page_says_what_the_class_weighs_and_what_the_spec_at_hand_makes_of_it(
    name: str, spec: Manifest, shown: str
) -> None:
    said = render("class", "text", page(name, spec), Style(200)).partition("\n\n")[0]
    assert said.split("\n")[-1].endswith(shown)
    assert ("here:" in said) == shown.startswith("here:")


def test_the_list_of_classes_says_which_of_them_weigh_otherwise_here() -> None:
    moved = manifest(ranks={"title-changed": 1}, grave=("root",))
    text = render("classes", "text", [page(c.name, moved) for c in CLASSES], Style(200))
    (line,) = [line for line in text.splitlines() if "here:" in line]
    assert line.endswith("A title changed. (here: rank 1 policy, warns)")


# --- how right it is -----------------------------------------------------------------------------


def test_the_figures_are_those_that_were_measured() -> None:
    tally = Tally()
    for expected, found in (
        (["clause-removed @1", "clause-added @2"], ["clause-moved @4"]),
        (["modality-weakened+clause-reworded @2"], ["clause-reworded @3"]),
        (["clause-reworded @3"], ["clause-reworded @3"]),
    ):
        tally.enter(expected, found)
    read = figures(written(tally))
    assert read["clause-reworded"] == Accuracy(2, 2, 2, 1.0, 1.0, (), (("modality-weakened", 1),))
    assert read["modality-weakened"] == Accuracy(1, 0, 0, 1.0, 0.0, (("clause-reworded", 1),), ())
    assert read["clause-moved"] == Accuracy(0, 1, 0, 0.0, 1.0, (), (("nothing", 1),))
    assert read["clause-added"].taken_for == (("nothing", 1),)
    assert read["typography"] == Accuracy(0, 0, 0, 1.0, 1.0)


def test_every_class_has_figures() -> None:
    assert list(figures(PAGE.read_text("utf-8"))) == [c.name for c in CLASSES]


def test_what_a_class_is_taken_for_stands_on_its_page() -> None:
    found = Accuracy(3, 3, 2, 2 / 3, 2 / 3, (("clause-added", 1),), (("nothing", 1),))
    text = render("class", "text", PAGES["clause-moved"]._replace(accuracy=found))
    assert text.endswith(
        "  Precision 0.667 (2 right of 3 said), recall 0.667 (2 found of 3 there), on the\n"
        "  labelled set.\n"
        "  Where it is this, specctl said: clause-added (1).\n"
        "  Where specctl said this, it was: nothing (1).\n"
    )


# --- what is shown -------------------------------------------------------------------------------


@each_page
def test_a_page_is_80_columns_wide_and_shows_every_line_of_its_texts(one: ClassPage) -> None:
    text = render("class", "text", one)
    assert max(map(len, text.splitlines())) <= 80
    shown = " ".join(text.split())
    for file in (*one.is_one.files, *one.is_not.files):
        assert f"  {file.path}" in text
        assert all(" ".join(line.text.split()) in shown for line in file.lines)


def test_a_level_of_a_strangers_spec_cannot_act_on_the_terminal() -> None:
    odd = Manifest("x", Place("spec/spec.yaml"), levels=("\x1b[2J",), grave=("\x1b[2J",))
    text = render("class", "text", page("clause-added", odd))
    assert "here: rank 2 behaviour, warns; at a grave level (<U+001B>[2J)" in text


def test_the_data_of_all_pages_is_of_its_schema() -> None:
    moved = manifest(ranks={"title-changed": 1}, gates={"2": "block"})
    pages = [page(c.name, moved) for c in CLASSES]
    data = json.loads(render("classes", "json", pages))
    assert schema.check(data, "classes") == []
    assert [one["name"] for one in data["classes"]] == [c.name for c in CLASSES]
    assert json.loads(render("class", "json", pages[0]))["classes"] == data["classes"][:1]
