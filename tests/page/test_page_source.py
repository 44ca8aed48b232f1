"""What the page says, read without a browser."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pages import Source, between
from render_samples import REVIEW

from specctl.model import Accounting, Review
from specctl.model.review import Since
from specctl.render import render
from specctl.render.page.text import Known, compared, fragment, plain, shown

KNOWN = Known({"ask_first": "Ask first"}, {"a2sk": "a2sk"}, {}, {})


@pytest.fixture(params=["sample_review", "step_review"])
def review(request: pytest.FixtureRequest) -> Review:
    found: Review = request.getfixturevalue(request.param)
    return found


def page(review: Review) -> Source:
    return Source(render("review", "html", review))


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_every_row_eval_and_example_is_there_once(review: Review) -> None:
    ids = [e.attributes["id"] for e in page(review).elements if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    assert {one for one in ids if one.startswith("row-")} == {f"row-{r.id}" for r in review.changes}
    assert [one for one in ids if one.startswith("eval-")] != []
    assert sum(one.startswith("eval-") for one in ids) == len(review.evals)
    assert sum(one.startswith("example-") for one in ids) == len(review.examples)


def test_every_word_that_changed_is_in_its_row(review: Review) -> None:
    rows = {e.attributes["id"]: e.words for e in page(review).by_class("row")}
    for row in review.changes:
        said = words(rows[f"row-{row.id}"])
        for text in (row.before, row.after):
            if isinstance(text, str):
                assert words(re.sub(r"\(#\w+\)", "", text)) <= said, row


def test_every_reason_and_finding_is_there(review: Review) -> None:
    everything = " ".join(" ".join(e.words for e in page(review).elements[:1]).split())
    for one in (*review.evals, *review.examples):
        for reason in one.reasons:
            assert " ".join(reason.reason.replace("`", "").split()) in everything
    for finding in (*review.new_findings, *review.fixed_findings):
        assert " ".join(finding.message.replace("`", "").split()) in everything


def test_every_link_leads_to_something_on_the_page(review: Review) -> None:
    source = page(review)
    ids = {e.attributes.get("id") for e in source.elements}
    links = [e.attributes["href"] for e in source.elements if "href" in e.attributes]
    assert len(links) > 50
    assert [link for link in links if not (link[0] == "#" and link[1:] in ids)] == []


def test_a_row_and_what_it_touches_link_to_each_other(sample_review: Review) -> None:
    text = render("review", "html", sample_review)
    lowered = next(row for row in sample_review.changes if row.cls == "authority-lowered")
    article = text[text.index(f'id="row-{lowered.id}"') :].partition("</article>")[0]
    assert 'href="#eval-c8nf"' in article
    item = text[text.index('id="eval-c8nf"') :].partition("</article>")[0]
    assert f'href="#row-{lowered.id}"' in item


def test_a_row_says_what_it_touches_before_it_lists_it(review: Review) -> None:
    said = [e.words for e in page(review).elements if e.tag == "summary"]
    touching = [one for one in said if one.startswith("Touches")]
    assert len(touching) > 5
    assert [one for one in touching if not re.search(r" \d+ (prompt|eval|example)|\(\d", one)] == []


def test_only_its_own_style_and_script_may_work_and_it_has_no_others(review: Review) -> None:
    source = page(review)
    assert source.runs_only_its_own()
    names = {name for e in source.elements for name in e.attributes}
    assert {name for name in names if name.startswith("on")} == set()


def test_the_page_of_a_large_step_stays_small(step_review: Review) -> None:
    assert len(render("review", "html", step_review).encode()) < 1_000_000


def test_it_is_the_same_on_every_run(sample: Path, tmp_path: Path) -> None:
    made = (
        "import sys; from render_samples import REVIEW; from specctl.render import render; "
        "sys.stdout.buffer.write(render('review', 'html', REVIEW).encode())"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", made],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[1],
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1
    assert b"clause-removed" in texts.pop()


def test_a_review_without_outline_or_deltas_is_a_page_as_well() -> None:
    source = page(REVIEW)
    assert len(source.by_class("row")) == len(REVIEW.changes)


def test_when_nothing_changed_it_says_so(tmp_path: Path) -> None:
    spec = tmp_path / "spec"
    spec.mkdir()
    (spec / "spec.yaml").write_text("name: still\n")
    text = render("review", "html", between(tmp_path, tmp_path))
    assert "Nothing changed." in text
    assert 'class="row' not in text


def test_lines_in_no_row_are_listed(sample_review: Review) -> None:
    missing = Accounting(130, (("head", "spec/style.md", 7), ("base", "spec/spec.yaml", 2)))
    source = page(replace(sample_review, accounting=missing))
    said = [e.words for e in source.elements if e.tag == "li" and e.attributes.get("class")]
    assert {"spec/style.md:7 (head)", "spec/spec.yaml:2 (base)"} <= set(said)
    assert "2 unaccounted for" in [e.words for e in source.elements if e.tag == "a"]


def told(text: object) -> str:
    signs = {"": "{}", "del": "[-{}-]", "ins": "{{+{}+}}"}
    return "".join(signs[part.mark].format(part.text) for part in text)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("one\ntwo", "one\nthree", "one\n[-two-]{+three+}"),
        ("one\n\ntwo", "one\n\ntwo more", "one\n\ntwo{+ +}{+more+}"),
        ("def f():\n    return 1", "def f():\n    return 2", "def f():\n    return [-1-]{+2+}"),
        ("Yes.", "Yes.\n\nGladly.", "Yes.{+\n\n+}{+Gladly.+}"),
        ("It’s — well", "It's --- well", "It's - well"),
    ],
)  # fmt: skip
def test_marks_keep_the_lines_of_a_message(before: str, after: str, expected: str) -> None:
    assert told(compared(before, after, KNOWN)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", [("", "plain", "")]),
        ("it[^a2sk].", [("", "it", ""), ("anchor", "[^a2sk]", "eval-a2sk"), ("", ".", "")]),
        ("[^zzzz]", [("anchor", "[^zzzz]", "")]),
        ("[?](#ask_first)", [("link", "Ask first", "#ask_first")]),
        ("[?](#nowhere)", [("link", "", "#nowhere")]),
        ("[one](#ask_first)", [("link", "one", "#ask_first")]),
        ("[x](javascript:alert(1))", [("", "[x](javascript:alert(1))", "")]),
        ("`a` **b**", [("code", "`a`", ""), ("", " ", ""), ("strong", "**b**", "")]),
    ],
)  # fmt: skip
def test_references_are_told_apart(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [part[1:] for part in plain(text, KNOWN)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb", "a\nb"),
        ("a\tb", "a   b"),
        ("a\u202eb\x00\ud800", "a<U+202E>b<U+0000><U+D800>"),
        ("\x1b[31m", "<U+001B>[31m"),
    ],
)
def test_nothing_hides_in_a_text(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize("name", ["a b", "ä", '"><x', "a#b", "\ud800", "%00"])
def test_a_fragment_needs_no_escape_and_no_other_name_has_it(name: str) -> None:
    assert re.fullmatch(r"eval-[A-Za-z0-9._~-]+", fragment("eval", name))
    assert fragment("eval", name) != fragment("eval", f"{name}.")


def test_a_page_tells_rows_that_an_earlier_review_had_from_new_ones() -> None:
    known = frozenset(row.id for row in REVIEW.changes[:3])
    found = page(replace(REVIEW, since=Since(REVIEW.base, REVIEW.head, known, ())))
    rows = {e.attributes["id"].removeprefix("row-"): e for e in found.by_class("row")}
    said = {one: e.attributes["data-since"] for one, e in rows.items()}
    assert said == {row.id: "seen" if row.id in known else "new" for row in REVIEW.changes}
    everything = " ".join(e.words for e in found.elements[:1])
    assert f"{len(REVIEW.changes) - 3} rows are new, 3 were seen and 0 are gone" in " ".join(
        everything.split()
    )
    assert all("data-since" not in e.attributes for e in page(REVIEW).by_class("row"))
