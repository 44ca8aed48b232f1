"""What a row is known by: its id stays while what was read stays, and no longer."""

import re
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import case_files
import pytest
from case_files import BASE
from comparing import Compared, compared
from gitrepo import Repo, make
from hypothesis import given
from hypothesis import strategies as st

from specctl.model import Change, Element
from specctl.pipeline import Context, review

Files = dict[str, str]
CASES = {f"{p.parent.name}/{p.stem}": case_files.read(p) for p in case_files.paths("changes")}
a_case = st.sampled_from(sorted(CASES))
each_case = pytest.mark.parametrize("name", sorted(CASES))


def ids(rows: tuple[Change, ...], *, cosmetic: bool = True) -> Counter[str]:
    return Counter(row.id for row in rows if cosmetic or row.rank < 5)


# --- what stays ----------------------------------------------------------------------------------

POLICIES = (
    "ranks: {clause-added: 4, clause-reworded: 1, clause-moved: 0, authority-raised: 3}\n",
    "ranks: {clause-reworded: 2, governance-changed: 0, title-changed: 5}\ngates: {'5': block}\n",
    "gates: {'1': block, clause-reworded: warn}\n",
)


@each_case
def test_another_policy_keeps_every_id(name: str) -> None:
    case = CASES[name]
    before = compared(case.old, case.new)
    if {"ranks", "gates"} & {
        key for spec in (before.base, before.head) for key in spec.manifest.fields
    }:
        return
    for policy in POLICIES:
        old, new = (
            {**files, "spec.yaml": files["spec.yaml"] + policy} if "spec.yaml" in files else files
            for files in (case.old, case.new)
        )
        assert ids(compared(old, new).rows) == ids(before.rows)


ELSEWHERE = {
    "lamps.md": "---\nid: lamps\ntitle: Lamps\nauthority: user\n---\nEvery lamp should be green[^g2lm].\n",
    "evals/g2lm.md": "Examples for [^g2lm] in Lamps:\n\n**Example**: a lamp\n\n~~~xml\n<user>\nLight!\n</user>\n~~~\n",
}


@each_case
def test_a_rebase_keeps_every_id(name: str) -> None:
    """The base has another section, and what changed stands on other lines.

    Of a file that cannot be read every byte counts.
    """
    case = CASES[name]
    both = (case.old.keys() & case.new.keys()) - _unread(compared(case.old, case.new))
    old, new = ({**_longer(files, both), **ELSEWHERE} for files in (case.old, case.new))
    assert ids(compared(old, new).rows) == ids(compared(case.old, case.new).rows)


def _unread(found: Compared) -> set[str]:
    """The files that cannot be read on a side."""
    deltas = [delta for delta in found.difference.deltas if delta.kind == "file"]
    return {delta.one.place.path.removeprefix("spec/") for delta in deltas}


def _longer(files: Files, names: Collection[str]) -> Files:
    """Some lines more at the top of each front matter."""
    longer = {n: files[n].replace("---\n", "---\n\n\n", 1) for n in names}
    return {**files, **longer}


@each_case
def test_an_edit_elsewhere_keeps_every_id(name: str) -> None:
    case = CASES[name]
    before = ids(compared(case.old, case.new).rows)
    assert before <= ids(compared(case.old, {**case.new, **ELSEWHERE}).rows)


@given(a_case, st.data())
def test_a_reflow_keeps_every_id(name: str, data: st.DataObject) -> None:
    """Only rows about looks come and go."""
    case = CASES[name]
    before = compared(case.old, case.new)
    kept = {*_unread(before)}
    new = {n: text if n in kept else _reflowed(text, data) for n, text in case.new.items()}
    after = compared(case.old, new)
    assert ids(after.rows, cosmetic=False) == ids(before.rows, cosmetic=False)
    assert ids(before.rows) - ids(after.rows) == Counter()


_FENCE = re.compile(
    r"(^~~~.*?^~~~$|^---\n.*?^---$|^```.*?^```$|<!--.*?-->)", re.DOTALL | re.MULTILINE
)
_SHAPED = re.compile(r"^#|!!!|\||\*\*", re.MULTILINE)
"""What line breaks would make something else of."""
_BREAK = re.compile(r"(?<=[a-z]) (?=[a-z]{2,})")


def _reflowed(text: str, data: st.DataObject) -> str:
    """Other line breaks, quotes, dashes and markers in what stands outside of fences."""
    parts = _FENCE.split(text)
    for at in range(0, len(parts), 2):
        if _SHAPED.search(parts[at]):
            continue
        gaps = [m.start() for m in _BREAK.finditer(parts[at])]
        broken = data.draw(st.sets(st.sampled_from(gaps), max_size=3)) if gaps else set()
        part = "".join("\n" if n in broken else c for n, c in enumerate(parts[at]))
        if data.draw(st.booleans()):
            part = part.replace("'", "\u2019").replace(" --- ", " \u2014 ")
        if data.draw(st.booleans()):
            part = re.sub(r"^- ", "* ", part, flags=re.MULTILINE)
        parts[at] = part
    return "".join(parts)


def test_front_matter_in_another_order_keeps_the_id_of_a_new_section() -> None:
    (row,) = compared(BASE, {**BASE, **_section("authority: user\nowners: [desk]\n")}).rows
    (same,) = compared(BASE, {**BASE, **_section("owners:\n- desk\nauthority: 'user'\n")}).rows
    assert row.id == same.id


def _section(fields: str = "authority: user\n", body: str = "Lamps should be green.\n") -> Files:
    return {"lamps.md": f"---\nid: lamps\ntitle: Lamps\n{fields}---\n{body}"}


# --- what does not -------------------------------------------------------------------------------

EXAMPLE = """
**Example**: no light

~~~xml
<user>
It is dark.
</user>
<comparison>
<assistant> <!-- GOOD: a lamp -->
Here is a lamp.
</assistant>
</comparison>
~~~
"""
LAMPS = _section(
    "authority: user\ntags: [light]\n", f"Lamps should be green.\n\nSo be it.\n{EXAMPLE}"
)
LAMP_EVAL = {
    "evals/n4me.md": "---\nprompts:\n  - {id: a, title: a lamp, expect: it is lit}\n---\n"
    "**Example**: a lamp\n\n~~~xml\n<user>\nLight!\n</user>\n~~~\n"
}
EDITS = [
    ("lamps.md", "green", "red"),
    ("lamps.md", "So be it.", ""),
    ("lamps.md", "green.\n\nSo be it.", "it.\n\nLamps should be green."),
    ("lamps.md", "title: Lamps", "title: Lights"),
    ("lamps.md", "authority: user", "authority: developer"),
    ("lamps.md", "tags: [light]", "tags: [dark]"),
    ("lamps.md", "green.", "green[^gr33]."),
    ("lamps.md", "no light", "no lamp"),
    ("lamps.md", "It is dark.", "It was dark."),
    ("lamps.md", "Here is a lamp.", "Here is one lamp."),
    ("lamps.md", "GOOD: a lamp", "BAD: a lamp"),
    ("lamps.md", "GOOD: a lamp", "GOOD: a light"),
    ("lamps.md", "So be it.", "So be it.\n\n<!-- or not -->"),
    ("lamps.md", "~~~xml\n<user>", "~~~xml\n<!-- or not -->\n<user>"),
    ("evals/n4me.md", "Light!", "A light!"),
    ("evals/n4me.md", "it is lit", "it is not lit"),
    ("evals/n4me.md", "title: a lamp", "title: one lamp"),
]


@pytest.mark.parametrize(("path", "old", "new"), EDITS)
@pytest.mark.parametrize("gone", [False, True], ids=["added", "removed"])
def test_a_row_about_all_of_a_file_covers_all_that_stands_in_it(
    path: str, old: str, new: str, gone: bool
) -> None:
    def whole(files: Files) -> str:
        sides = ({**BASE, **files}, BASE) if gone else (BASE, {**BASE, **files})
        rows = compared(*sides).rows
        (found,) = [
            r.id
            for r in rows
            if {"section", "eval"} & {d.kind for d in r.deltas} and f"/{path}" in str(r)
        ]
        return found

    files = LAMPS | LAMP_EVAL
    assert old in files[path]
    assert whole(files) != whole({**files, path: files[path].replace(old, new)})


@given(a_case, st.data())
def test_an_edit_of_what_a_row_shows_changes_its_id(name: str, data: st.DataObject) -> None:
    case = CASES[name]
    before = compared(case.old, case.new)
    shown = [element for row in before.rows for element in _shown(row)]
    if not shown:
        return
    element = data.draw(st.sampled_from(shown))
    text = case.new[element.place.path.removeprefix("spec/")]
    at = data.draw(st.sampled_from(_letters(text, element)))
    edited = f"{text[:at]}q{text[at:]}"
    after = compared(case.old, {**case.new, element.place.path.removeprefix("spec/"): edited})
    assert ids(before.rows) - ids(after.rows)


def _shown(row: Change) -> list[Element]:
    """The texts in the head that a row is about, and that hold nothing which has a row itself."""
    kinds = ("clause", "rationale", "commentary", "reply", "message")
    new = [d.after for d in row.deltas if d.op in ("added", "changed") and d.after]
    return [e for e in new if e.kind in kinds and re.search(r"[a-z]{3}", e.source.text)]


def _letters(text: str, element: Element) -> list[int]:
    """Where the letters of a passage or message stand in its file."""
    words = element.source.text.split("\n")[0]
    lines = text.split("\n")
    start = sum(len(line) + 1 for line in lines[: element.place.line - 1]) + element.place.column
    at = text.index(words.split("&")[0].split("<")[0][:20], start - 1)
    return [at + m.end() for m in re.finditer(r"[a-z](?=[a-z])", words[:20])] or [at]


# --- alike in everything -------------------------------------------------------------------------

SAID = "The assistant should say good night."


def repeated(times: int, above: str = "") -> Compared:
    """The same sentence gone so many times from one section."""
    stays = BASE["service/keys.md"]
    old = stays.replace("---\nThe", f"---\n{above}The") + f"\n{SAID}\n" * times
    new = stays.replace("---\nThe", f"---\n{above}The")
    return compared({**BASE, "service/keys.md": old}, {**BASE, "service/keys.md": new})


def test_rows_that_are_alike_in_everything_are_counted() -> None:
    two, three = (repeated(n).rows for n in (2, 3))
    assert [r.after for r in three] == [None] * 3
    assert len(ids(three)) == 3
    assert ids(two) < ids(three)
    assert ids(repeated(3, "It should smile.\n\n\n").rows) == ids(three)
    assert all(row.fingerprint.startswith(row.id) for row in three)


def keys(names: str, policy: str = "") -> tuple[Change, ...]:
    """Sections that all give another key; those in capitals are grave."""
    old, new = {}, {}
    for name in names:
        level = "root" if name.isupper() else "user"
        text = f"---\nid: {name}\ntitle: {name}\nauthority: {level}\n---\nGive {name} the key of "
        old[f"{name}.md"], new[f"{name}.md"] = f"{text}brass.\n", f"{text}steel.\n"
    both = {**BASE, "spec.yaml": BASE["spec.yaml"] + policy}
    return compared({**both, **old}, {**both, **new}).rows


def test_a_bulk_row_covers_every_place() -> None:
    (four,), (five,) = keys("abcd"), keys("abcde")
    assert (four.bulk, five.bulk) == (4, 5)
    assert four.id != five.id
    assert four.id == keys("abcd")[0].id


def test_a_bulk_row_gathers_the_same_under_another_policy_and_ranks_as_its_gravest() -> None:
    (plain,) = keys("abCD")
    (moved,) = keys("abCD", "ranks: {clause-reworded: 2}\ngates: {'1': block}\n")
    assert (plain.rank, plain.gate) == (3, "info")
    assert (moved.rank, moved.gate) == (1, "block")
    assert plain.id == moved.id


def test_a_fault_is_known_by_what_is_broken_and_not_by_its_sentence() -> None:
    old = {**BASE, "safety.md": BASE["safety.md"].replace("(#tone)", "(#keys)")}
    gone = {**BASE, "safety.md": BASE["safety.md"].replace("(#tone)", "(#ton)")}
    below = {
        **gone,
        "safety.md": gone["safety.md"].replace("The assistant", "It is so.\n\nThe assistant"),
    }
    other = {**BASE, "safety.md": BASE["safety.md"].replace("(#tone)", "(#tune)")}

    def broken(new: Files) -> list[str]:
        return [row.id for row in compared(old, new).rows if row.rank == 0]

    assert len(broken(gone)) == 1
    assert broken(gone) == broken(below) != broken(other)


# --- with git ------------------------------------------------------------------------------------


def spec(files: Files) -> Files:
    return {f"spec/{name}": text for name, text in files.items()}


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    found = make(tmp_path / "repo")
    found.commit(spec(BASE), "base")
    return found


def test_the_rows_of_a_branch_keep_their_ids_when_it_is_rebased(repo: Repo) -> None:
    repo.git("switch", "--quiet", "--create", "mine")
    keys = BASE["service/keys.md"].replace("ask for a name", "never ask for a name")
    repo.commit(spec({"service/keys.md": keys, **LAMPS}), "mine")
    before = review(Context(repo.root), ["main...mine"])
    repo.git("switch", "--quiet", "main")
    safety = BASE["safety.md"].replace("It should wake", "It is night.\n\nIt must wake")
    repo.commit(spec({"safety.md": safety, "terms.md": BASE["terms.md"] + "\nMore.\n"}), "theirs")
    repo.git("rebase", "--quiet", "main", "mine")
    after = review(Context(repo.root), ["main...mine"])
    assert before.base.commit != after.base.commit
    assert len(after.changes) == 2
    assert [row.fingerprint for row in after.changes] == [row.fingerprint for row in before.changes]
