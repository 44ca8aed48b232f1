"""Which rows a text does not mention."""

import pytest
from comparing import ROOT, compared, folder_files
from render_samples import REVIEW, row

from specctl.model import Change, Member, Subject
from specctl.render import PLAIN, render
from specctl.render.hooks import Passed
from specctl.review.mentions import unmentioned

TITLES = {
    "be_clear": ("Be clear and direct",),
    "style": ("Style",),
    "tone_1": ("Tone — and ‘voice’",),
    "c_plus": ("What about C++?",),
    "long": ("A title that goes\non and on",),
}


def clause(*ids: str, section: str = "be_clear") -> Change:
    subject = Subject("clause", ids[0] if ids else None, ids)
    return row("r0w", "clause-removed", 1, section, subject=subject, before="x", message="gone")


def of(kind: str, id: str | None, section: str | None = None) -> Change:
    return row("r0w", "x", 1, section, subject=Subject(kind, id), message="changed")


def bulk(*sections: str, id: str | None = None, old: str = "a b", new: str = "a b") -> Change:
    members = tuple(Member(one, Subject("section", one), None, None) for one in sections)
    subject = Subject("manifest" if id else "section", id)
    return row(
        "r0w", "authority-lowered", 1, None, subject=subject, before=old, after=new,
        members=members, bulk=len(members),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "text", "mentioned"),
    [
        (clause(), "be_clear: a clause goes", True),
        (clause(), "Tidy up.\n\nIn BE_CLEAR a clause goes", True),
        (clause(), "see spec/be_clear.md", True),
        (clause(), "`be_clear`, at last", True),
        (clause(), "be clear", False),
        (clause(), "be_clear_2", False),
        (clause(), "to-be_clear", False),
        (clause(), "be_clear-ish", False),
        (clause(), "", False),
        (clause(), "be clear and direct: less so", True),
        (clause(), "Be clear\nand  direct", True),
        (clause(), "Be clear and directly", False),
        (clause("ab12", "cd34"), "[^cd34] goes", True),
        (clause("ab12", "cd34"), "cd345 goes", False),
        (clause(), "the row r0w", True),
        (clause(section="style"), "restyle", False),
        (clause(section="tone_1"), "Tone – and 'voice' differ", True),
        (clause(section="tone_1"), "tone and voice", False),
        (clause(section="style"), "style", True),
        (clause(section="c_plus"), "what about c++?", True),
        (clause(section="c_plus"), "what about c", False),
        (clause(section="long"), "A title that goes on and on", True),
        (clause(section="unknown"), "unknown", True),
        (of("eval", "8ep1"), "drop 8ep1", True),
        (of("eval", "8ep1"), "drop 8ep12", False),
        (of("example", "late-invoice", "be_clear"), "be_clear#late-invoice", True),
        (of("example", "late-invoice", "other"), "late-invoice-2", False),
        (of("definition", "Assistant", "terms"), "what the assistant does", False),
        (of("definition", "Assistant", "terms"), "the definition of Assistant", True),
        (of("definition", "Assistant", "terms"), 'who is an "assistant"', True),
        (of("definition", "Tool call", "terms"), "what a tool call is", True),
        (of("definition", "Assistant", "terms"), "terms", True),
        (clause(section="be_clear"), "**Be *clear*** and direct", True),
        (clause(section="be_clear"), "the `be_clear` section", True),
        (of("manifest", "authority"), "spec.yaml: levels", True),
        (of("manifest", "authority"), "other authority levels", True),
        (of("manifest", None), "spec.yaml", True),
        (of("manifest", None), "the manifest", False),
        (of("field", "tags", "be_clear"), "other tags", False),
        (of("field", "tags", "be_clear"), "be_clear: other tags", True),
        (bulk("be_clear", "style", old="level: platform", new="level: root"), "platform is root", True),
        (bulk("be_clear", "style", old="of it", new="on it"), "on and on", False),
        (bulk("be_clear", "style"), "be_clear and style", True),
        (bulk("be_clear", "style"), "Be clear and direct; style", True),
        (bulk("be_clear", "style"), "be_clear", False),
        (bulk("be_clear", "style", id="authority"), "authority: new names", True),
        (bulk("be_clear", "style"), "r0w", True),
    ],
)  # fmt: skip
def test_what_mentions_a_row(one: Change, text: str, mentioned: bool) -> None:
    assert (not unmentioned([one], text, TITLES)) is mentioned


def test_a_section_that_moved_is_mentioned_by_either_name() -> None:
    rows = compared(
        {"spec.yaml": "sections: [old_name]\n", "old_name.md": _file("old_name", "system")},
        {"spec.yaml": "sections: [new_name]\n", "new_name.md": _file("new_name", "guideline")},
    ).rows
    renamed = [one for one in rows if "section-renamed" in one.classes]
    assert renamed
    for text in ("old_name", "new_name", "A title"):
        assert not unmentioned(renamed, text, {"new_name": ["A title"]})
    assert unmentioned(renamed, "another", {})


def test_a_row_about_an_example_is_mentioned_by_its_title() -> None:
    old = folder_files(ROOT / "spec")
    path = "help_well/ask_first.md"
    title = b"two readings of a request"
    new = old[path].replace(b"should ask which", b"must ask which")
    example = b"\n**Example**: " + title + b"\n\n~~~xml\n<user>\nHi\n</user>\n~~~\n"
    rows = compared(old, {**old, path: new + example}).rows
    left = unmentioned(rows, f"shows {title.decode()}", {})
    assert [row.cls for one in left for row in one.rows] == ["modality-strengthened"]


def _file(name: str, authority: str) -> str:
    text = "The assistant should be the same to everybody, whoever they are."
    return f"---\nid: {name}\ntitle: A title\nauthority: {authority}\n---\n{text}\n"


def test_rows_of_one_section_are_one_group_in_the_order_of_the_rows() -> None:
    rows = [
        clause(section="b"),
        of("eval", "8ep1"),
        clause("ab12", section="b"),
        clause(section="a"),
    ]
    found = unmentioned(rows, "nothing", {})
    assert [(one.name, list(one.rows)) for one in found] == [
        ("b", [rows[0], rows[2]]),
        ("8ep1", [rows[1]]),
        ("a", [rows[3]]),
    ]


def _sample_rows() -> tuple[Change, ...]:
    """What it takes to empty the sample spec, and to fill it."""
    files = folder_files(ROOT / "spec")
    few = {name: files[name] for name in ("spec.yaml", "style.md")}
    return (*compared(files, few).rows, *compared(few, files).rows)


@pytest.mark.parametrize("rows", [REVIEW.changes, _sample_rows()], ids=["made by hand", "sample"])
def test_the_lines_that_are_shown_mention_every_row_when_pasted(rows: tuple[Change, ...]) -> None:
    passed = unmentioned(rows, "", {})
    assert sum(len(one.rows) for one in passed) == len(rows)
    shown = render("passed", "text", Passed(passed, "MESSAGE"), PLAIN)
    pasted = "\n".join(line for line in shown.splitlines() if line.startswith("- "))
    assert not unmentioned(rows, pasted, {})
