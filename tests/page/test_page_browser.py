"""The page in a real browser: what it shows, hides, finds and opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from pages import Open
from playwright.sync_api import Page

from specctl.model import Change, Review

SHOWN = "[...document.querySelectorAll('.row:not([hidden])')].map(row => row.id)"


def shown(page: Page) -> set[str]:
    found: list[str] = page.evaluate(SHOWN)
    return set(found)


def every(review: Review) -> str:
    return f"{len(review.changes)} rows"


def says(page: Page, selector: str, text: str) -> None:
    """Wait until an element says this."""
    wanted = "([selector, text]) => document.querySelector(selector).textContent === text"
    page.wait_for_function(wanted, arg=[selector, text])


def ids(review: Review, wanted: Callable[[Change], bool]) -> set[str]:
    return {f"row-{row.id}" for row in review.changes if wanted(row)}


def below(review: Review, section: str) -> set[str]:
    found = {section}
    for one in review.outline.sections:
        if one.parent in found:
            found.add(one.id)
    return found


def in_sections(review: Review, names: set[str]) -> set[str]:
    return ids(
        review,
        lambda row: bool(
            ({row.section} if row.section else {m.section for m in row.members}) & names
        ),
    )


def in_view(page: Page, selector: str) -> bool:
    return bool(
        page.eval_on_selector(
            selector,
            "e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.top < innerHeight }",
        )
    )


# --- filters ---------------------------------------------------------------------------------------


def test_all_rows_are_shown_and_none_but_the_light_ones_is_folded(
    opened: Open, step: Path, step_review: Review
) -> None:
    with opened(step) as page:
        assert shown(page) == ids(step_review, lambda row: True)
        open_ = page.evaluate("[...document.querySelectorAll('.row:has(> [open])')].map(r => r.id)")
        assert set(open_) == ids(step_review, lambda row: row.rank < 4)
        assert page.inner_text("output") == every(step_review)


@pytest.mark.parametrize(
    ("fragment", "wanted"),
    [
        ("#rank=1", lambda r: r.rank == 1),
        ("#rank=0,2", lambda r: r.rank in (0, 2)),
        ("#class=clause-reworded", lambda r: "clause-reworded" in r.classes),
        ("#authority=user", lambda r: r.authority == "user"),
        ("#rank=2&class=eval-added", lambda r: r.rank == 2 and r.cls == "eval-added"),
        ("#q=Twenty+five", lambda r: r.cls == "eval-added"),
        ("#q=nobody+says+this", lambda r: False),
    ],
)
def test_an_address_with_filters_shows_exactly_their_rows(
    opened: Open,
    sample: Path,
    sample_review: Review,
    fragment: str,
    wanted: Callable[[Change], bool],
) -> None:
    with opened(sample, fragment) as page:
        assert shown(page) == ids(sample_review, wanted)
        assert page.inner_text("output") == f"{len(shown(page))} of {every(sample_review)}"


def test_rows_can_be_those_of_one_owner(opened: Open, sample: Path, sample_review: Review) -> None:
    owned = {one.id for one in sample_review.outline.sections if "billing" in one.owners}
    with opened(sample, "#owner=billing") as page:
        assert shown(page) == in_sections(sample_review, owned)
        assert 0 < len(shown(page)) < len(sample_review.changes)


def test_filters_stand_in_the_address_and_outlast_a_reload(
    opened: Open, step: Path, step_review: Review
) -> None:
    with opened(step) as page:
        page.check("[name=rank][value='3']", force=True)
        page.select_option("[name=class]", "link-retargeted")
        page.fill("[name=q]", "privileged")
        before = shown(page)
        assert page.url.endswith("#rank=3&q=privileged&class=link-retargeted")
        assert 0 < len(before) < len(ids(step_review, lambda r: r.cls == "link-retargeted"))
        page.reload()
        assert shown(page) == before
        assert page.input_value("[name=q]") == "privileged"
        page.click("text=Show all")
        says(page, "output", every(step_review))
        assert "#" not in page.url
        assert page.is_hidden("text=Show all")


def test_what_was_searched_is_highlighted(opened: Open, sample: Path) -> None:
    found = "[...(CSS.highlights.get('found') ?? [])].map(range => range.toString().toLowerCase())"
    with opened(sample, "#q=refund+ask") as page:
        assert set(page.evaluate(found)) == {"refund", "ask"}
        page.fill("[name=q]", "")
        assert page.evaluate(found) == []


def test_a_section_stands_for_those_below_it_and_bulk_rows_for_all_their_places(
    opened: Open, step: Path, step_review: Review
) -> None:
    with opened(step) as page:
        page.click(".map a >> text='Stay in bounds'")
        assert shown(page) == in_sections(step_review, below(step_review, "stay_in_bounds"))
        assert page.get_attribute(".map [data-id=stay_in_bounds]", "aria-current") == "true"
        assert page.url.endswith("#section=stay_in_bounds")
        bulk = next(row for row in step_review.changes if row.bulk > 4)
        assert f"row-{bulk.id}" in shown(page)
        page.click(".map a >> text='Stay in bounds'")
        assert len(shown(page)) == len(step_review.changes)


def test_what_is_touched_follows_the_rows(opened: Open, sample: Path) -> None:
    with opened(sample, "#class=clause-reworded&q=choices") as page:
        assert len(shown(page)) == 0
    with opened(sample, "#class=authority-lowered") as page:
        items = "[...document.querySelectorAll('.group:not([hidden]) .item')].map(one => one.id)"
        assert "eval-c8nf" in page.evaluate(items)
        assert "eval-a2sk" not in page.evaluate(items)
        assert page.is_hidden("#rank-0")
        assert page.is_visible("#rank-1")


def test_the_map_counts_the_rows_of_each_section(
    opened: Open, step: Path, step_review: Review
) -> None:
    with opened(step) as page:
        table: dict[str, list[str]] = dict(
            page.eval_on_selector_all(
                ".map tbody tr",
                "rows => rows.map(r => [r.dataset.id, [...r.cells].slice(1).map(c => c.textContent)])",
            )
        )
        head = [one.id for one in step_review.outline.sections]
        assert [name for name in table if name != "no section"] == head
        for name in head:
            rows = in_sections(step_review, {name})
            ranks = [row.rank for row in step_review.changes if f"row-{row.id}" in rows]
            assert table[name] == [str(ranks.count(n) or "") for n in range(1, 6)]
        assert page.inner_text(".map [data-id=approachable] small") == "gone"


# --- links -----------------------------------------------------------------------------------------


def test_a_link_to_a_row_opens_and_shows_it(opened: Open, step: Path, step_review: Review) -> None:
    last = next(row for row in reversed(step_review.changes) if row.rank == 5)
    with opened(step, f"#row-{last.id}") as page:
        assert page.get_attribute(f"#row-{last.id} > details", "open") is not None
        assert in_view(page, f"#row-{last.id}")
        assert "aimed" in (page.get_attribute(f"#row-{last.id}", "class") or "")
        assert len(shown(page)) == len(step_review.changes)


def test_a_link_within_the_page_shows_what_is_filtered_out(
    opened: Open, sample: Path, sample_review: Review
) -> None:
    row = next(row for row in sample_review.changes if row.cls == "authority-lowered")
    with opened(sample, "#class=authority-lowered") as page:
        page.click(".more summary >> text=Touches")
        page.click("a[href='#eval-c8nf'] >> visible=true")
        assert page.get_attribute("#eval-c8nf", "open") is not None
        assert in_view(page, "#eval-c8nf")
        page.select_option("[name=class]", "eval-added")
        assert f"row-{row.id}" not in shown(page)
        page.evaluate("id => { location.hash = id }", f"row-{row.id}")
        page.wait_for_function("id => !document.getElementById(id).hidden", arg=f"row-{row.id}")
        assert in_view(page, f"#row-{row.id}")


def test_the_link_to_a_row_can_be_copied(opened: Open, sample: Path, sample_review: Review) -> None:
    first = f"#row-{sample_review.changes[0].id}"
    for press in (
        lambda page: page.click(f"{first} .permalink"),
        lambda page: page.keyboard.press("c"),
    ):
        with opened(sample, first) as page:
            page.context.grant_permissions(["clipboard-read", "clipboard-write"])
            press(page)
            says(page, "#toast", "Link copied")
            copied = page.evaluate("navigator.clipboard.readText()")
            assert copied == f"{sample.as_uri()}{first}" == page.url


# --- keys and switches -----------------------------------------------------------------------------


def test_the_keys_of_the_help_work(opened: Open, sample: Path, sample_review: Review) -> None:
    rows = [f"row-{row.id}" for row in sample_review.changes]
    focused = "document.activeElement.closest('.row')?.id"
    with opened(sample) as page:
        press = page.keyboard.press
        press("j")
        assert page.evaluate(focused) == rows[0]
        press("j")
        assert page.evaluate(focused) == rows[1]
        press("k")
        assert page.evaluate(focused) == rows[0]
        press("o")
        assert page.get_attribute(f"#{rows[0]} > details", "open") is None
        press("Enter")
        assert page.get_attribute(f"#{rows[0]} > details", "open") is not None
        press("e")
        assert page.locator(".row > details:not([open])").count() == 0
        press("e")
        assert page.locator(".row > details[open]").count() == 0
        press("/")
        page.keyboard.type("jjv")
        assert page.input_value("[name=q]") == "jjv"
        assert page.evaluate("document.documentElement.dataset.view") == "inline"
        press("Escape")
        press("r")
        says(page, "output", every(sample_review))
        press("m")
        assert page.evaluate("document.activeElement.textContent") == "Map of the spec"
        press("?")
        assert page.is_visible("#help")
        keys = page.eval_on_selector_all("#help kbd", "all => all.map(one => one.textContent)")
        assert keys == ["j", "k", "o or Enter", "c", "/", "r", "e", "v", "t", "m", "?"]
        press("Escape")
        assert page.is_hidden("#help")


def test_keys_step_over_rows_that_are_filtered_out(opened: Open, sample: Path) -> None:
    with opened(sample, "#rank=2") as page:
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.closest('.row').className") == "row r2 aimed"


def test_old_and_new_stand_side_by_side_where_there_is_room(opened: Open, sample: Path) -> None:
    row = ".row[data-class*='modality-weakened']"
    with opened(sample) as page:
        assert page.locator(f"{row} .both del").inner_text() == "must"
        page.keyboard.press("v")
        page.locator(row).scroll_into_view_if_needed()
        old, new = page.locator(f"{row} .pair .gone"), page.locator(f"{row} .pair .new")
        assert "it has acted, the assistant must say" in old.inner_text()
        assert "it has acted, the assistant should say" in new.inner_text()
        left, right = old.bounding_box(), new.bounding_box()
        assert left
        assert right
        assert left["y"] == right["y"]
        assert left["x"] < right["x"]
        assert page.locator(f"{row} .both").is_hidden()
        page.reload()
        page.locator(row).scroll_into_view_if_needed()
        page.wait_for_selector(f"{row} .pair .new")
        page.set_viewport_size({"width": 375, "height": 800})
        assert page.locator(f"{row} .both").is_visible()
        assert page.locator(f"{row} .pair").is_hidden()


def test_the_theme_is_the_systems_until_it_is_switched(opened: Open, sample: Path) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    with opened(sample, color_scheme="dark") as page:
        dark = page.evaluate(colour)
        page.click("#theme")
        light = page.evaluate(colour)
        assert page.inner_text("#theme") == "Theme: light"
        page.reload()
        assert page.evaluate(colour) == light != dark
        page.keyboard.press("t")
        assert page.evaluate(colour) == dark


def test_without_script_everything_is_there_but_the_filters(
    opened: Open, step: Path, step_review: Review
) -> None:
    last = next(row for row in reversed(step_review.changes) if row.rank == 5)
    with opened(step, f"#row-{last.id}", java_script_enabled=False) as page:
        assert page.locator(".row").count() == len(step_review.changes)
        assert page.is_hidden("#filters")
        assert page.is_hidden("#theme")
        assert page.is_visible(".ranks a >> nth=0")
        assert page.is_visible(".map summary")


# --- paper, phones and everybody -------------------------------------------------------------------


def test_on_paper_nothing_that_matters_is_folded_and_nothing_can_be_pressed(
    opened: Open, step: Path
) -> None:
    with opened(step) as page:
        page.emulate_media(media="print")
        for control in ("#filters", ".map", "#view", ".permalink >> nth=0"):
            assert page.is_hidden(control)
        folded = page.eval_on_selector_all(
            ".row",
            "rows => rows.map(r => [r.className, r.querySelector('p.place').checkVisibility()])",
        )
        assert dict(folded) == {
            "row r1": True, "row r2": True, "row r3": True, "row r4": True, "row r5": False,
        }  # fmt: skip
        assert len({(name, seen) for name, seen in folded}) == 5
        assert page.evaluate("getComputedStyle(document.body).colorScheme") == "light"


@pytest.mark.parametrize("name", ["sample", "step"])
def test_on_a_phone_nothing_is_wider_than_the_screen(
    opened: Open, name: str, request: pytest.FixtureRequest
) -> None:
    with opened(request.getfixturevalue(name), width=375) as page:
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") == 375


def complaints(page: Page, rules: dict[str, object], within: str = "html") -> list[str]:
    found = Axe().run(page, context=within, options={"resultTypes": ["violations"], **rules})
    return [
        f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:200]}"
        for one in found.response["violations"]
    ]


STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"runOnly": {"type": "tag", "values": STANDARD}}
SHAPE = {**ALL, "rules": {"color-contrast": {"enabled": False}}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
FIRST_OF_EACH = """() => {
  const seen = new Set();
  for (const element of document.querySelectorAll('.row, .group')) {
    const kind = element.dataset.class ?? element.parentElement.id;
    if (seen.has(kind)) element.remove();
    seen.add(kind);
  }
}"""


@pytest.mark.parametrize(
    ("width", "scheme", "view"),
    [(1280, "light", "inline"), (1280, "dark", "side"), (375, "light", "inline")],
)
def test_everybody_can_use_the_page(
    opened: Open, sample: Path, width: int, scheme: str, view: str
) -> None:
    with opened(sample, width=width, color_scheme=scheme) as page:
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        if view == "side":
            page.keyboard.press("v")
        assert complaints(page, ALL) == []


def test_everybody_can_use_the_help(opened: Open, sample: Path) -> None:
    with opened(sample) as page:
        page.keyboard.press("?")
        assert complaints(page, ALL, "#help") == []


def test_everybody_can_use_the_page_of_a_large_step(opened: Open, step: Path) -> None:
    """Every row for its shape, the first of each class for its colours, which take long to weigh."""
    with opened(step, color_scheme="light") as page:
        assert complaints(page, SHAPE) == []
        page.evaluate(FIRST_OF_EACH)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert complaints(page, COLOURS) == []
