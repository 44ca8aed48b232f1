"""The page of an audit: read without a browser, and used in a real one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pages import Open, Source, saved
from playwright.sync_api import Page
from proposing import proposal, stage
from test_page_browser import ALL, COLOURS, FIRST_OF_EACH, SHAPE, complaints, in_view, shown
from test_page_hostile import CALL, HEAD, SCRIPT, TAG

from specctl import pipeline
from specctl.model.audit import Audit, Record, Row
from specctl.render import render


@pytest.fixture(params=["house_audit", "corpus_audit"])
def audit(request: pytest.FixtureRequest) -> Audit:
    found: Audit = request.getfixturevalue(request.param)
    return found


def name(one: Record) -> str:
    return one.proposal.id if one.proposal else one.merge.commit[:9]


def ids(audit: Audit, wanted: Callable[[Record, Row], bool]) -> set[str]:
    return {
        f"row-{name(record)}-{row.change.id}"
        for record in audit.records
        for row in record.rows
        if wanted(record, row)
    }


def unfolded(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('.record:not([hidden]):has(> [open])')].map(one => one.id)"
    )
    return found


# --- what it says ----------------------------------------------------------------------------------


def test_every_change_and_row_is_there_once_and_every_link_leads_there(audit: Audit) -> None:
    source = Source(render("audit", "html", audit))
    found = [e.attributes["id"] for e in source.elements if "id" in e.attributes]
    assert len(found) == len(set(found))
    assert {one for one in found if one.startswith("row-")} == ids(audit, lambda record, row: True)
    assert [one for one in found if one.startswith("change-")] == [
        f"change-{name(record)}" for record in audit.records
    ]
    links = [e.attributes["href"] for e in source.elements if "href" in e.attributes]
    assert {link for link in links if not (link[0] == "#" and link[1:] in found)} == set()


def test_a_record_says_all_that_is_known_of_it(audit: Audit) -> None:
    source = Source(render("audit", "html", audit))
    told = {e.attributes["id"]: " ".join(e.words.split()) for e in source.by_class("record")}
    for one in audit.records:
        said = told[f"change-{name(one)}"]
        known = [one.merge.commit, one.merge.date, *one.writers, *one.since, *one.stale]
        known += [problem.why.replace("`", "") for problem in one.problems]
        known += [each.approval.member for each in one.judged]
        known += [each.key or each.approval.evidence for each in one.judged]
        known += [each.concern.text for each in one.concerns]
        known += [one.proposal.title, "Because.", *one.authors] if one.proposal else []
        assert [each for each in known if each not in said] == []


def test_it_runs_only_its_own_and_stays_small(audit: Audit) -> None:
    text = render("audit", "html", audit)
    assert Source(text).runs_only_its_own()
    assert len(text.encode()) < 1_000_000


def test_where_nothing_was_merged_or_slipped_by_it_says_so(house_audit: Audit) -> None:
    nothing = replace(house_audit, records=(), counts=dict.fromkeys(house_audit.counts, 0))
    text = render("audit", "html", nothing)
    assert "Nothing was merged." in text
    assert 'id="filters"' not in text
    sound = tuple(one for one in house_audit.records if not one.slipped)
    text = render("audit", "html", replace(house_audit, records=sound))
    assert "Nothing slipped by." in text
    assert 'id="slipped"' not in text


# --- in a browser ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fragment", "wanted"),
    [
        ("#approval=nobody,short", lambda record, row: row.state in ("nobody", "short")),
        ("#approval=verified&rank=1", lambda r, row: row.state == "verified" and row.change.rank == 1),
        ("#rank=1", lambda record, row: row.change.rank == 1),
        ("#class=eval-confirmed", lambda record, row: row.change.cls == "eval-confirmed"),
        ("#section=honesty", lambda record, row: row.change.section == "honesty"),
        ("#version=2.0.0", lambda record, row: record.version == "2.0.0"),
        ("#proposal=0001+Plain+truth", lambda r, row: r.proposal and r.proposal.id == "0001"),
        ("#proposal=no+proposal", lambda record, row: record.kind == "step"),
        ("#q=looser", lambda r, row: r.proposal and r.proposal.title == "Looser still"),
        ("#q=must+never", lambda record, row: "must never" in (row.change.after or "")),
        ("#q=nobody+says+this", lambda record, row: False),
    ],
)  # fmt: skip
def test_an_address_with_filters_shows_exactly_their_rows(
    opened: Open,
    house_page: Path,
    house_audit: Audit,
    fragment: str,
    wanted: Callable[[Record, Row], bool],
) -> None:
    with opened(house_page, fragment) as page:
        assert shown(page) == ids(house_audit, wanted)
        assert page.inner_text("output") == f"{len(shown(page))} of 7 rows"
        assert page.url.endswith(fragment)
        assert sorted(unfolded(page)) == sorted(
            {f"change-{name(r)}" for r in house_audit.records for row in r.rows if wanted(r, row)}
        )


def test_what_slipped_by_is_open_from_the_start_and_the_rest_unfolds(
    opened: Open, house_page: Path, house_audit: Audit
) -> None:
    with opened(house_page) as page:
        assert unfolded(page) == [f"change-{name(r)}" for r in house_audit.records if r.slipped]
        page.click("#change-0001 > details > summary")
        assert page.is_visible("#change-0001 >> text=everybody, by mail")
        assert page.is_visible("#change-0001 .row >> text=must")


def test_records_that_a_filter_opened_are_closed_with_it(opened: Open, corpus_page: Path) -> None:
    with opened(corpus_page) as page:
        assert unfolded(page) == []
        page.select_option("[name=section]", "do_not_lie")
        assert len(unfolded(page)) == 2
        page.click("text=Show all")
        page.wait_for_function("!location.hash")
        assert unfolded(page) == []
        page.check("[name=rank][value='1']", force=True)  # too many to be read at once
        assert unfolded(page) == []


def test_a_link_to_a_row_or_a_change_opens_it(
    opened: Open, corpus_page: Path, corpus_audit: Audit
) -> None:
    record = corpus_audit.records[-1]
    row = f"row-{name(record)}-{record.rows[-1].change.id}"
    with opened(corpus_page, f"#{row}") as page:
        assert in_view(page, f"#{row}")
        assert page.get_attribute(f"#{row} > details", "open") is not None
    with opened(corpus_page, f"#change-{name(record)}") as page:
        assert unfolded(page) == [f"change-{name(record)}"]
        assert in_view(page, f"#change-{name(record)}")


def test_the_keys_of_the_help_work(opened: Open, house_page: Path, house_audit: Audit) -> None:
    rows = [f"row-{name(r)}-{row.change.id}" for r in house_audit.records for row in r.rows]
    focused = "document.activeElement.closest('.row, .record')?.id"
    with opened(house_page) as page:
        for expected in rows:
            page.keyboard.press("j")
            assert page.evaluate(focused) == expected
            assert in_view(page, f"#{expected}")
        page.keyboard.press("k")
        assert page.evaluate(focused) == rows[-2]
        page.keyboard.press("m")  # there is no map
        page.keyboard.press("?")
        keys = page.eval_on_selector_all("#help kbd", "all => all.map(one => one.textContent)")
        assert keys == ["j", "k", "o or Enter", "c", "/", "r", "e", "v", "t", "?"]
    with opened(house_page, "#change-0003") as page:
        page.keyboard.press("j")
        assert str(page.evaluate(focused)).startswith("row-0003-")


def test_without_script_every_change_is_there_and_unfolds(
    opened: Open, house_page: Path, house_audit: Audit
) -> None:
    with opened(house_page, java_script_enabled=False) as page:
        assert page.locator(".record").count() == len(house_audit.records)
        assert page.is_hidden("#filters")
        page.click("#change-0001 > details > summary")
        assert page.is_visible("#change-0001 .row")


def test_on_paper_every_row_that_matters_is_there(opened: Open, house_page: Path) -> None:
    with opened(house_page) as page:
        page.emulate_media(media="print")
        assert page.is_hidden("#filters")
        folded = page.eval_on_selector_all(
            ".row:not(.r5)", "rows => rows.filter(row => !row.checkVisibility()).length"
        )
        assert folded == 0


@pytest.mark.parametrize("which", ["house_page", "corpus_page"])
def test_on_a_phone_nothing_is_wider_than_the_screen(
    opened: Open, which: str, request: pytest.FixtureRequest
) -> None:
    with opened(request.getfixturevalue(which), width=375) as page:
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") == 375


@pytest.mark.parametrize(
    ("width", "scheme", "view"),
    [(1280, "light", "inline"), (1280, "dark", "side"), (375, "light", "inline")],
)
def test_everybody_can_use_the_page(
    opened: Open, house_page: Path, width: int, scheme: str, view: str
) -> None:
    with opened(house_page, width=width, color_scheme=scheme) as page:
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        if view == "side":
            page.keyboard.press("v")
        assert complaints(page, ALL) == []


def test_everybody_can_use_the_page_of_a_large_step(opened: Open, corpus_page: Path) -> None:
    """Every row for its shape, the first of each class for its colours, which take long to weigh."""
    with opened(corpus_page, color_scheme="light") as page:
        page.evaluate(
            "for (const one of document.querySelectorAll('.record > details')) one.open = true"
        )
        assert complaints(page, SHAPE) == []
        page.evaluate(FIRST_OF_EACH)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert complaints(page, COLOURS) == []


# --- from a stranger -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that a stranger may write: the spec, a proposal, who they are, what they commit."""
    one = stage(tmp_path_factory.mktemp("trap"))
    repo = one.repo
    repo.git("config", "user.name", f'{TAG} " onclick="{CALL}')
    repo.commit(dict(HEAD), f"{TAG} {SCRIPT}")
    front = {
        "title": f"{TAG} {SCRIPT}",
        "authors": [TAG],
        "source": {"kind": "incident", "ref": f"javascript:{CALL}"},
        "disposition": TAG,
        "concerns": [{"id": TAG, "by": TAG, "date": "2026-01-02", "text": SCRIPT}],
    }
    repo.git("switch", "--quiet", "--create", "0001-a-change")
    style = (repo.root / "spec/style.md").read_text("utf-8")
    repo.commit({**proposal(**front), "spec/style.md": style.replace("short", "long")}, TAG)
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-ff", "--message", TAG, "0001-a-change")
    found = pipeline.audit(one.context, "HEAD~2")
    assert {r.kind for r in found.records} == {"proposal", "step"}
    return saved(tmp_path_factory.mktemp("page"), found, "audit")


def test_nothing_of_a_stranger_s_happens(opened: Open, trap: Path) -> None:
    text = trap.read_text("utf-8")
    source = Source(text)
    assert source.runs_only_its_own()
    assert not {e.tag for e in source.elements} & {"img", "iframe"}
    names = {name for element in source.elements for name in element.attributes}
    assert {n for n in names if n.startswith("on") or n in ("style", "src", "autofocus")} == set()
    links = [e.attributes["href"] for e in source.elements if "href" in e.attributes]
    assert [link for link in links if not link.startswith("#")] == []
    assert re.search(re.escape(TAG), source.elements[0].words)
    with opened(trap) as page:
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        page.fill("[name=q]", "script")
        assert page.evaluate("window.happened") is None
        assert page.locator(".row:not([hidden])").count() > 0
