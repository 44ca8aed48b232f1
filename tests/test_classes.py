"""The pages of the change classes: what they say holds of both pairs on each of them."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from accuracy import PAGE, Tally
from accuracy import page as written
from case_files import BASE, fronted, parted
from comparing import compared
from linting import TODAY, spec_of

from specctl.classify import CLASSES, ChangeClass, catalogue
from specctl.classify.accuracy import figures
from specctl.classify.catalogue import page
from specctl.lint import lint
from specctl.model import Severity
from specctl.model.classes import Accuracy, ClassPage, Excerpt, Pair

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
    ("override-changed", "It should lock the door.", "It should lock the door if nobody is up."),
    ("override-changed", "It should lock the door.", "It should lock the door when all are in."),
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
