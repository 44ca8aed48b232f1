"""Where a section's things went, as its row says it."""

import pytest
from case_files import BASE
from comparing import Files, compared

EVAL = (
    "---\nclauses: [{id}]\n---\n**Example**: one\n\n~~~xml\n<user>\nA key of {id}!\n</user>\n~~~\n"
)


def spec(**sections: str) -> Files:
    """The base, with other top-level sections and the evals of their anchors."""
    texts = "".join(sections.values())
    evals = {f"evals/{a}.md": EVAL.format(id=a) for a in ("a1", "b2") if f"[^{a}]" in texts}
    names = ", ".join(sections)
    files = {f"{name}.md": text for name, text in sections.items()}
    manifest = BASE["spec.yaml"].replace("sections: [", f"sections: [{names}, ")
    return {**BASE, **files, **evals, "spec.yaml": manifest}


def section(name: str, *clauses: str) -> str:
    text = "\n\n".join(clauses)
    return f"---\nid: {name}\ntitle: {name}\nauthority: user\n---\n{text}\n"


NAME = "The assistant should ask for a name before it hands out a key[^a1]."
LOST = "A lost key must be told to the night porter at once[^b2]."
SPARE = "A spare key can be had at the desk until midnight, or from the porter."
OWN = "The assistant should never lend a master key to anybody who is not of the house."


@pytest.mark.parametrize(
    ("old", "new", "cls", "message"),
    [
        (
            spec(keys_of_all=section("keys_of_all", NAME, LOST, SPARE)),
            spec(),
            "section-removed",
            "the section 'keys_of_all' is gone; all 3 clauses are gone; both evals are gone",
        ),
        (
            spec(
                keys_of_all=section("keys_of_all", NAME, LOST, SPARE), other=section("other", OWN)
            ),
            spec(other=section("other", OWN, NAME, LOST)),
            "section-merged",
            "the section 'keys_of_all' was merged; of 3 clauses 2 are now in `other`, 1 is gone; "
            "both evals are now in `other`",
        ),
        (
            spec(
                keys_of_all=section("keys_of_all", NAME, LOST, SPARE), other=section("other", OWN)
            ),
            spec(handing=section("handing", NAME, SPARE), other=section("other", OWN, LOST)),
            "section-renamed",
            "`keys_of_all` is now `handing`; of 3 clauses 1 is now in `other`, 2 stay; "
            "of 2 evals 1 is now in `other`, 1 stays",
        ),
    ],
)
def test_a_section_is_told_with_where_its_things_went(
    old: Files, new: Files, cls: str, message: str
) -> None:
    row = next(row for row in compared(old, new).rows if row.cls == cls)
    assert row.message == message


def test_a_section_that_is_gone_says_where_its_children_are() -> None:
    held = {
        "desk.md": "---\nid: desk\ntitle: Desk\nsections: [one, two]\n---\n",
        "desk/one.md": section("one", NAME.replace("[^a1]", "")),
        "desk/two.md": section("two", OWN),
        "hall.md": "---\nid: hall\ntitle: Hall\n---\n",
    }
    old = {
        **BASE,
        **held,
        "spec.yaml": BASE["spec.yaml"].replace("sections: [", "sections: [desk, hall, "),
    }
    new = {
        **BASE,
        "hall.md": "---\nid: hall\ntitle: Hall\nsections: [one, two]\n---\n",
        "hall/one.md": held["desk/one.md"],
        "hall/two.md": held["desk/two.md"],
        "spec.yaml": BASE["spec.yaml"].replace("sections: [", "sections: [hall, "),
    }
    row = next(row for row in compared(old, new).rows if row.subject.id == "desk")
    assert row.message == "the section 'desk' is gone; both sections are now in `hall`"


@pytest.mark.parametrize(
    ("levels", "message"),
    [
        # a level of its own is not that of the place
        (("guideline", "user"), "authority raised: guideline -> user; `one` is now `two`"),
        ((None, None), "authority raised with the place: guideline -> user; `one` is now `two`"),
    ],
)
def test_only_a_level_that_is_inherited_comes_with_the_place(
    levels: tuple[str | None, str | None], message: str
) -> None:
    old, new = (
        {
            **BASE,
            f"{home}.md": f"---\nid: {home}\ntitle: {home}\nauthority: {above}\nsections: [{name}]\n---\n",
            f"{home}/{name}.md": section(name, OWN, NAME).replace(
                "authority: user\n", f"authority: {level}\n" if level else "kind: rule\n"
            ),
            "spec.yaml": BASE["spec.yaml"].replace("sections: [", f"sections: [{home}, "),
        }
        for home, above, name, level in (
            ("desk", "guideline", "one", levels[0]),
            ("hall", "user", "two", levels[1]),
        )
    )
    row = next(row for row in compared(old, new).rows if row.cls == "section-renamed")
    assert row.message == f"{message}; moved from `desk` to `hall`"
