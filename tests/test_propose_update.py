"""What a proposal's file says of its change: how it reads, and how it is kept current."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from gitrepo import Repo, make
from hypothesis import given
from hypothesis import strategies as st
from killing import Kill
from proposing import SECTIONS, proposal, run, said, section
from render_samples import CHANGES, NOTHING, REVIEW, row

from specctl import pipeline
from specctl.markdown import headings
from specctl.model import Subject
from specctl.model.proposal import BEGIN, END
from specctl.parse import read_proposals
from specctl.propose.text import Unplaced, fresh, with_block
from specctl.render.proposal_block import MOST_ROWS, block

ROOT = Path(__file__).parent.parent
PATH = "proposals/0001-a-change/proposal.md"
TRUTH = section("honesty")
WEAKER = TRUTH.replace("must tell", "should tell")


# --- how it reads --------------------------------------------------------------------------------


def test_it_tells_rows_cost_and_impact_and_what_a_stranger_wrote_stays_text() -> None:
    odd = row(
        "z1", "clause-added", 2, "s<b>", None, Subject("clause"), None, "a|b `c` #1 @x <!-- y\n\nz"
    )
    told = block(replace(REVIEW, changes=(*CHANGES, odd)))
    assert told.startswith("11 rows: 1 broken, 5 policy, 3 behaviour, 1 clarity and 1 structure.\n")
    assert "| 0 broken | dangling-anchor | `ask_clarifying_questions` | `[^89iw]` | `d1` |" in told
    assert (
        "| 2 behaviour | clause-added | `s<b>` | a\\|b \\`c\\` #\u200b1 @\u200bx &lt;!-- y z | `z1` |"
        in told
    )
    assert (
        "| 1 policy | authority-vocabulary-changed |  | `level root`, in 8 places | `p3` |" in told
    )
    assert "| 1 policy | scope-changed | `refuse_fraud` | `tags` | `p5` |" in told
    assert "typography" not in told
    assert told.endswith(
        "**Run again:** 3 prompts directly, 4 with context.\n\n"
        "- direct, 3 evals: `zx81` (rerun, 2), `h82a` (orphaned, 1), `old1` (removed)\n"
        "- direct, 1 example: `avoid_white_lies#haircut`\n"
        "- context, 1 eval\n"
        "- reference, 1 example"
    )


@pytest.mark.parametrize(("changes", "told"), [
    ((), "Nothing in the spec changes."),
    ((CHANGES[-1],), "Nothing changes but how the spec looks (rank 5)."),
])  # fmt: skip
def test_where_nothing_is_to_be_read_it_says_so(changes: tuple[()], told: str) -> None:
    assert block(replace(NOTHING, changes=changes)) == told


def test_of_many_rows_the_gravest_have_lines_and_all_up_to_rank_2_have_their_ids() -> None:
    rows = [
        row(f"r{rank}{n:03}", cls, rank, f"s{n % 3}", None, Subject("clause", f"a{n}"), None, "x")
        for rank, cls in ((1, "clause-removed"), (2, "clause-added"), (3, "clause-reworded"))
        for n in range(100)
    ]
    told = block(replace(NOTHING, changes=tuple(rows))).splitlines()
    assert told[0] == "300 rows: 100 policy, 100 behaviour and 100 clarity."
    assert len([line for line in told if line.startswith("| 1 policy")]) == MOST_ROWS
    assert told[4 + MOST_ROWS :][:2] == ["", "And 260 more rows:"]
    assert told[-1] == "- 3 clarity, clause-reworded: 100"
    assert told[-2].startswith("- 2 behaviour, clause-added: 100: `s0` `r2000` `r2003` ")
    assert len(told) < MOST_ROWS + 12
    assert all(f"`{one.id}`" in "\n".join(told) for one in rows if one.rank <= 2)


TEXTS = st.text(
    st.sampled_from("ab \n|`*_<>#-@[]()!\\~=\u2028\r\x0b"), max_size=40
) | st.sampled_from(
    [BEGIN, END, f"\n{END}\n", "## Why", "\n## Why\n", "<<<<<<< x", "---", "~~~", "```"]
)


@given(TEXTS, TEXTS, TEXTS)
def test_whatever_a_spec_says_the_block_stays_between_its_marks(a: str, b: str, c: str) -> None:
    changes = (
        row("r1", "clause-added", 2, a, None, Subject("clause"), None, b),
        row("r2", "example-added", 2, b, None, Subject("example", c), None, a),
        row("r3", "field-changed", 3, c, None, Subject("field", a), b, c),
    )
    told = block(replace(NOTHING, changes=changes))
    text = fresh({"id": "0007", "title": "X", "status": "draft"}, told)
    (one,) = read_proposals({"proposals/0007-x/proposal.md": text.encode()})
    assert one.block == told
    assert one.findings == ()
    assert [*(one.text or {})] == ["Why", "What changes", "Alternatives", "Open questions"]
    assert len(headings(told.split("\n"))) == 0
    assert with_block(text, told) == (text, False)


# --- where it stands -----------------------------------------------------------------------------

HOME = "---\nid: x\n---\n## Why\n\nBecause.\n\n## What changes\n\nThis.\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize(("before", "after"), [
    (HOME, f"{HOME}\n{BEGIN}\none\ntwo\n{END}\n"),
    (f"{HOME}\n## Next\n", f"{HOME}\n{BEGIN}\none\ntwo\n{END}\n\n## Next\n"),
    (f"{HOME}## Next\n", f"{HOME}\n{BEGIN}\none\ntwo\n{END}\n\n## Next\n"),
    ("## What changes", f"## What changes\n\n{BEGIN}\none\ntwo\n{END}\n"),
    (f"{HOME}{BEGIN}\n{END}\n", f"{HOME}{BEGIN}\none\ntwo\n{END}\n"),
    (f"a\n{BEGIN}\nold\nand\nolder\n{END}\nb", f"a\n{BEGIN}\none\ntwo\n{END}\nb"),
    (f"{HOME}\n### More\n\n~~~\n## Next\n~~~\n", f"{HOME}\n### More\n\n~~~\n## Next\n~~~\n\n{BEGIN}\none\ntwo\n{END}\n"),
])  # fmt: skip
def test_only_the_block_changes(before: str, after: str, newline: str) -> None:
    before, after = (one.replace("\n", newline) for one in (before, after))
    if newline not in before:
        newline, after = "\n", after.replace(newline, "\n")
    text, placed = with_block(before, "one\ntwo")
    assert text == after
    assert placed == (BEGIN not in before)
    assert with_block(text, "one\ntwo") == (text, False)


@pytest.mark.parametrize(("text", "line", "why"), [
    ("## Why\n", 1, "there is no heading '## What changes'"),
    ("~~~\n## What changes\n~~~\n", 1, "there is no heading"),
    (f"{HOME}{BEGIN}\n", 11, "the mark of what specctl writes stands without its other one; remove it"),
    (f"{HOME}{END}\n", 11, "the mark of what specctl writes stands without"),
    (f"{END}\n{BEGIN}\n", 2, "the mark of what specctl writes stands without"),
    (f"{BEGIN}\n{END}\n{BEGIN}\n{END}\n", 3, "a mark of what specctl writes stands here for the second time"),
])  # fmt: skip
def test_where_there_is_no_place_for_it_that_is_said(text: str, line: int, why: str) -> None:
    with pytest.raises(Unplaced) as found:
        with_block(text, "x")
    assert found.value.line == line
    assert found.value.message.startswith(why)


# --- kept current --------------------------------------------------------------------------------


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A branch with a proposal, which weakens a clause."""
    found = make(tmp_path / "work")
    manifest = "name: house\nsections: [honesty, style]\n"
    found.commit({"spec/spec.yaml": manifest, **{f"spec/{n}.md": section(n) for n in SECTIONS}})
    found.git("switch", "--quiet", "--create", "0001-a-change")
    found.commit({**proposal(), "spec/honesty.md": WEAKER})
    monkeypatch.chdir(found.root)
    return found


def text(repo: Repo) -> str:
    return (repo.root / PATH).read_bytes().decode()


def test_it_is_put_under_its_heading_and_then_kept_current(repo: Repo) -> None:
    before = text(repo)
    end = run("update")
    assert end.stdout == (
        f"{PATH}: 1 row.\nThe block was missing; it stands at the end of '## What changes' now.\n"
    )
    assert text(repo).startswith(before)
    repo.write({"spec/style.md": section("style").replace("short", "long")})
    assert run("update", "1").stdout == f"{PATH}: 2 rows.\n"
    assert "\n2 rows: 1 policy and 1 clarity.\n" in text(repo)
    assert run("update", "a-change").stdout == f"{PATH}: 2 rows, current already.\n"


def test_it_stays_over_a_rebase_a_reflow_and_what_others_do(repo: Repo) -> None:
    run("update")
    repo.commit({}, "block")
    old = text(repo)
    repo.git("switch", "--quiet", "main")
    longer = TRUTH.replace("title:", "owners: [ana]\ntitle:")
    other = section("style") + "\nIt should greet people.\n"
    repo.commit({"spec/honesty.md": longer, "spec/style.md": other}, "others")
    repo.git("switch", "--quiet", "0001-a-change")
    assert run("update").stdout.endswith("current already.\n")
    repo.git("rebase", "--quiet", "main")
    repo.write(
        {
            "spec/honesty.md": longer.replace("must tell", "should tell").replace(
                "It should", "It\nshould"
            )
        }
    )
    assert run("update").stdout == f"{PATH}: 1 row, current already.\n"
    assert text(repo) == old


def test_what_git_has_is_what_the_gate_goes_by(repo: Repo) -> None:
    run("update")
    repo.commit({}, "block")
    found = pipeline.proposal_standing(pipeline.Context())
    assert "block" not in {one.kind for one in found.blockers}
    repo.commit({"spec/honesty.md": TRUTH.replace("must tell", "may tell")}, "more")
    found = pipeline.proposal_standing(pipeline.Context())
    assert "block" in {one.kind for one in found.blockers}


def test_a_conflict_within_the_block_is_settled_by_writing_it_again(repo: Repo) -> None:
    run("update")
    good = text(repo)
    torn = good.replace(f"{BEGIN}\n", f"{BEGIN}\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> main\n")
    repo.write({PATH: torn})
    assert run("update").stdout == f"{PATH}: 1 row.\n"
    assert text(repo) == good
    repo.write({PATH: f"{good}<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> main\n"})
    before = text(repo)
    end = run("update", "1")
    assert (end.exit_code, text(repo)) == (2, before)
    assert "a merge left its marks in the lines" in said(end)


@pytest.mark.parametrize(("old", "new", "message"), [
    ("base: main", "base: mian", f"{PATH}: base: there is no revision 'mian' in "),
    ("base: main", "base: -x", f"{PATH}: base: '-x' is no revision"),
    ("base: main\n", "", f"{PATH} names no base Write `base: main`"),
    ("status: open", "status: [", f"{PATH}:"),
    ("status: open", "statsu: open", f"{PATH}:"),
    ('id: "0001"', "id: 0001", f'{PATH}:2: id: YAML does not read 0001 as text; write "0001"'),
    ('id: "0001"', 'id: "0002"', f"{PATH}:2: the id is 0002, and the folder's number 0001"),
    ("---\n## Why", "## Why", f"{PATH}:1: no front matter"),
    ("## What changes", "## What is new", f"{PATH}:1: there is no heading '## What changes'"),
    ("Because.", "Because.\x00", f"{PATH}:1: the file is binary"),
    ("This.", f"{END}", f"{PATH}:"),
])  # fmt: skip
def test_nonsense_is_named_with_its_place_and_nothing_is_written(
    repo: Repo, old: str, new: str, message: str
) -> None:
    assert old in text(repo)
    repo.write({PATH: text(repo).replace(old, new)})
    before = text(repo)
    end = run("update", "1")
    assert (end.exit_code, text(repo)) == (2, before)
    assert message in said(end)
    for command in (["list"], ["show", "1"], ["status"], ["show", "1", "--format", "json"]):
        assert run(*command).exit_code == 0


def test_a_base_that_is_gone_is_told_from_one_that_cannot_be_seen(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.git("switch", "--quiet", "main")
    repo.commit({"notes.txt": "x"})
    repo.git("switch", "--quiet", "0001-a-change")
    shallow = Repo(tmp_path / "shallow")
    repo.git(
        "clone", "--quiet", "--depth=1", "--no-single-branch", f"file://{repo.root}", shallow.root
    )
    repo.git("switch", "--quiet", "--orphan", "anew")
    repo.commit({"spec/spec.yaml": "name: house\nsections: []\n"})
    repo.git("branch", "--force", "main", "anew")
    repo.git("switch", "--quiet", "0001-a-change")
    end = run("update")
    assert "main, the base of " in said(end)
    assert "have no common ancestor If its history was rewritten, rebase the branch" in said(end)
    repo.git("branch", "--delete", "--force", "main")
    end = run("update")
    assert f"{PATH}: base: there is no revision 'main'" in said(end)
    assert "Fetch that branch, or write into `base`" in said(end)
    monkeypatch.chdir(shallow.root)
    end = run("update")
    assert (
        end.exit_code,
        "The clone is shallow: run `git fetch --unshallow` first." in said(end),
    ) == (2, True)


def test_in_a_clone_the_base_is_what_was_fetched_of_it(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = Repo(tmp_path / "clone")
    repo.git("clone", "--quiet", repo.root, clone.root)
    monkeypatch.chdir(clone.root)
    assert run("update").stdout.startswith(f"{PATH}: 1 row.\n")


def test_which_proposal_is_meant_is_not_guessed(repo: Repo) -> None:
    repo.git("switch", "--quiet", "main")
    end = run("update")
    assert (end.exit_code, "this branch works on no proposal" in said(end)) == (2, True)
    end = run("update", "1")
    assert "there is no proposal 1 in the work tree, but on the branch 0001-a-change" in said(end)
    end = run("update", "0003-a-chang")
    assert "there is no proposal 0003-a-chang; did you mean 0001-a-change?" in said(end)
    repo.git("switch", "--quiet", "0001-a-change")
    repo.write(proposal("0002", "another"))
    end = run("update")
    assert "this branch works on 2 proposals: 0001-a-change, 0002-another" in said(end)
    assert run("update", "2").exit_code == 0
    repo.write(proposal("0002", "twin"))
    end = run("update", "2")
    assert "the number 0002 is that of proposals/0002-another and proposals/0002-twin" in said(end)
    assert "specctl propose renumber 0002-twin" in said(end)


def test_what_is_merged_or_carried_along_is_not_worked_on(repo: Repo) -> None:
    repo.git("switch", "--quiet", "main")
    repo.git("merge", "--quiet", "--squash", "0001-a-change")
    repo.commit({}, "squashed")
    repo.git("switch", "--quiet", "0001-a-change")
    assert "this branch works on no proposal" in said(run("update"))
    repo.git("switch", "--quiet", "--create", "0002-next", "main")
    repo.write(proposal("0002", "next"))
    assert run("update").stdout.startswith("proposals/0002-next/proposal.md: 0 rows.\n")
    repo.commit({}, "next")
    repo.git("switch", "--quiet", "main")
    repo.commit({PATH: text(repo).replace("Because.", "Because it is.")}, "later")
    repo.git("switch", "--quiet", "0002-next")
    assert run("update").stdout.startswith("proposals/0002-next/proposal.md: 0 rows, current")
    found = pipeline.proposal_standing(pipeline.Context()).proposal
    assert (found and found.name) == "0002-next"


def test_that_of_the_sample_is_current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("spec", "proposals"):
        shutil.copytree(ROOT / name, tmp_path / name)
    sample = make(tmp_path)
    sample.commit({})
    sample.git("switch", "--quiet", "--create", "fewer-confirmations")
    sample.git("apply", tmp_path / "proposals/0001-fewer-confirmations/change.patch")
    monkeypatch.chdir(tmp_path)
    assert run("update", "1").stdout.endswith(": 11 rows, current already.\n")
    assert "mended" not in run("status").stdout


def test_a_kill_leaves_the_old_file_or_the_new_one(repo: Repo, kill: Kill) -> None:
    before = text(repo)
    with kill(1, after=False):
        run("update")
    assert text(repo) == before
    with kill(1, after=True):
        run("update")
    assert run("update").stdout == f"{PATH}: 1 row, current already.\n"


def test_a_file_that_may_not_be_written_is_left_as_it_is(repo: Repo) -> None:
    before = text(repo)
    (repo.root / PATH).chmod(0o444)
    end = run("update")
    assert (end.exit_code, text(repo)) == (2, before)
    assert f"{PATH} is read-only; allow writing it" in said(end)
