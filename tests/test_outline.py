"""The tree of sections of both sides."""

import pytest
from comparing import compared

from specctl.review.outline import outline

MANIFEST = "name: tree\nauthority:\n  levels: [root, user]\nsections: [{}]\n"


def section(id: str, children: str = "", more: str = "") -> str:
    return f"---\nid: {id}\ntitle: {id.title()}\nsections: [{children}]\n{more}---\nSome text of {id}.\n"


OLD = {
    "spec.yaml": MANIFEST.format("one, two, three"),
    "one.md": section("one", "a, b, c", "authority: root\nowners: [ana]\n"),
    "one/a.md": section("a"),
    "one/b.md": section("b", "", "authority: user\n"),
    "one/c.md": section("c"),
    "two.md": section("two"),
    "three.md": section("three"),
}


@pytest.mark.parametrize(
    ("gone", "changed", "expected"),
    [
        ((), {}, "one .a .b .c two three"),
        (("one/b.md",), {"one.md": section("one", "a, c")}, "one .a .-b .c two three"),
        (("one/a.md",), {"one.md": section("one", "b, c")}, "one .-a .b .c two three"),
        (("two.md",), {"spec.yaml": MANIFEST.format("one, three")}, "one .a .b .c -two three"),
        (
            ("one.md", "one/a.md", "one/b.md", "one/c.md"),
            {"spec.yaml": MANIFEST.format("two, three")},
            "-one .-a .-b .-c two three",
        ),
        (
            ("two.md",),
            {
                "spec.yaml": MANIFEST.format("one, zwei, three"),
                "zwei.md": section("zwei", "", "formerly: [two]\n").replace("zwei.\n", "two.\n"),
            },
            "one .a .b .c zwei three",
        ),
        (
            (),
            {"spec.yaml": MANIFEST.format("three, one, two, four"), "four.md": section("four")},
            "three one .a .b .c two four",
        ),
    ],
    ids=["same", "middle", "first", "top", "with those below", "renamed", "reordered and added"],
)
def test_what_is_gone_stands_where_it_stood(
    gone: tuple[str, ...], changed: dict[str, str], expected: str
) -> None:
    new = {path: text for path, text in OLD.items() if path not in gone} | changed
    found = compared(OLD, new)
    depths: dict[str | None, int] = {None: -1}
    said = []
    for one in outline(found.base, found.head, found.rows).sections:
        depths[one.id] = depths[one.parent] + 1
        said.append(f"{'.' * depths[one.id]}{'-' if one.gone else ''}{one.id}")
    assert " ".join(said) == expected


def test_it_says_who_answers_for_a_section_and_how_much_it_weighs() -> None:
    found = compared(OLD, OLD)
    made = outline(found.base, found.head, found.rows)
    assert (made.name, made.levels) == ("tree", ("root", "user"))
    assert [(one.id, one.title, one.authority, one.owners) for one in made.sections[:3]] == [
        ("one", "One", "root", ("ana",)),
        ("a", "A", "root", ()),
        ("b", "B", "user", ()),
    ]


def test_an_id_that_is_taken_twice_stands_there_once() -> None:
    new = OLD | {"two/one.md": section("one"), "two.md": section("two", "one")}
    found = compared(OLD, new)
    ids = [one.id for one in outline(found.base, found.head, found.rows).sections]
    assert ids == ["one", "a", "b", "c", "two", "three"]
