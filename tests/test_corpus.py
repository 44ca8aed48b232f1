"""The three releases of the public Model Spec: what must be seen in them, and between them."""

import os
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import permutations, product
from pathlib import Path

import pytest
from comparing import ROOT, Compared, compared
from gitrepo import git, write

from specctl.formats import import_model_spec, read_folder
from specctl.index import effective_authority, index
from specctl.model import Change, Place, Review, Section, Spec, Verdict
from specctl.pipeline import Context, check_summary, review
from specctl.render import render

CORPUS = Path(os.environ.get("SPECCTL_CORPUS", ROOT.parent / "shared/corpus/model-spec"))
FEBRUARY, APRIL, SEPTEMBER = RELEASES = ("2025-02-12", "2025-04-11", "2025-09-12")

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"the Model Spec's releases are not in {CORPUS}: set SPECCTL_CORPUS"
)


@cache
def files(release: str) -> dict[str, bytes]:
    document, evals = read_folder(CORPUS / release)
    return dict(import_model_spec(document, evals, name="model-spec").files)


@cache
def step(old: str, new: str) -> Compared:
    return compared(files(old), files(new))


def rows(found: Compared, *classes: str) -> list[Change]:
    """The rows that bear one of these classes."""
    return [row for row in found.rows if set(classes) & set(row.classes)]


def touched(found: Compared, level: str) -> set[str]:
    """The evals of a level that are still there."""
    return {one.id for one in found.evals if one.level == level and one.state != "removed"}


# --- what there is -------------------------------------------------------------------------------


def counts(spec: Spec) -> dict[str, int]:
    talks = [e.conversation for s in spec.sections for e in s.examples if e.conversation]
    replies = [r for talk in talks for one in talk.comparisons for r in one.replies]
    levels = Counter(section.authority for section in spec.sections)
    verdicts = Counter(reply.verdict for reply in replies)
    passages = [p for section in spec.sections for p in section.passages]
    return {
        "sections": len(spec.sections),
        "root or platform": levels["root"] + levels["platform"],
        **{level: levels[level] for level in ("system", "developer", "user", "guideline")},
        "no authority": levels[None],
        "examples": len([e for s in spec.sections for e in s.examples]),
        "comparisons": sum(len(talk.comparisons) for talk in talks),
        "messages": sum(len(talk.messages) for talk in talks),
        **{verdict.value: verdicts[verdict] for verdict in Verdict},
        "off form": sum(reply.malformed_verdict is not None for reply in replies),
        "stray": sum(len(talk.stray) for talk in talks),
        "commentary": sum(p.text.startswith("!!! ") for p in passages),
        "anchors": len(index(spec).anchors),
        "evals": len(spec.evals),
        "prompts": sum(len(one.prompts) for one in spec.evals),
    }


COUNTS = {
    "sections": (71, 71, 77),
    "root or platform": (20, 20, 20),
    "system": (0, 0, 3),
    "developer": (1, 1, 1),
    "user": (12, 12, 15),
    "guideline": (18, 18, 18),
    "no authority": (20, 20, 20),
    "examples": (154, 154, 173),
    "comparisons": (163, 163, 182),
    "messages": (531, 531, 601),
    "GOOD": (168, 168, 186),
    "BAD": (162, 162, 186),
    "OK": (7, 7, 7),
    "off form": (3, 3, 3),
    "stray": (4, 4, 1),
    "commentary": (20, 20, 27),
    "anchors": (120, 120, 114),
    "evals": (120, 120, 114),
    "prompts": (288, 288, 272),
}


@pytest.mark.parametrize("release", RELEASES)
def test_a_release_holds_what_was_counted(release: str) -> None:
    at = RELEASES.index(release)
    spec = step(release, release).head
    assert counts(spec) == {name: numbers[at] for name, numbers in COUNTS.items()}
    assert spec.findings == ()


# --- any two releases ----------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), list(product(RELEASES, RELEASES)))
def test_every_changed_line_belongs_to_a_row(old: str, new: str) -> None:
    found = step(old, new)
    assert found.accounting.unaccounted == ()
    assert bool(found.accounting.changed_lines) == (old != new)


@pytest.mark.parametrize("release", RELEASES)
def test_a_release_and_itself_differ_in_nothing(release: str) -> None:
    found = step(release, release)
    assert found.rows == ()
    assert found.examples == ()
    assert found.evals == ()


@pytest.mark.parametrize(("old", "new"), list(permutations(RELEASES, 2)))
def test_no_row_is_about_a_section_or_eval_that_is_on_neither_side(old: str, new: str) -> None:
    found = step(old, new)
    known = {s.id for spec in (found.base, found.head) for s in spec.sections}
    assert {row.section for row in found.rows} <= {*known, None}
    assert len({row.id for row in found.rows}) == len(found.rows)


# --- 2025-02-12 to 2025-04-11 --------------------------------------------------------------------


def bodies(spec: Spec) -> dict[str, tuple[str, ...]]:
    """The text below the front matter, by section."""
    return {s.id: spec.lines[s.path][s.body.line - 1 :] if s.body else () for s in spec.sections}


def test_in_april_5_bodies_changed_and_3_examples_were_edited() -> None:
    found = step(FEBRUARY, APRIL)
    old, new = bodies(found.base), bodies(found.head)
    changed = {name for name in old if old[name] != new.get(name)}
    assert old.keys() == new.keys()
    assert changed == {
        *("avoid_overstepping", "definitions", "do_not_facilitate_illicit_behavior"),
        *("do_not_lie", "risk_taxonomy"),
    }
    edits = rows(found, "reply-changed", "prompt-changed", "verdict-changed", "title-changed")
    assert {(row.section, row.subject.id) for row in edits} == {
        ("do_not_facilitate_illicit_behavior", "volume-of-a-bomb-with-intent-to-build"),
        ("do_not_facilitate_illicit_behavior", "volume-of-a-bomb-without-intent-to-build"),
        ("avoid_overstepping", "transforming-buggy-code-in-an-interactive-chat"),
    }
    assert not rows(found, "example-added", "example-removed")
    assert {row.section for row in found.rows} == changed


def test_in_april_exactly_one_anchored_sentence_changed() -> None:
    found = step(FEBRUARY, APRIL)
    assert sentences_changed(found) == {"91ld"}
    assert touched(found, "direct") == {"91ld"}
    (row,) = [
        row for row in found.rows if row.subject.id == "91ld" and row.subject.kind == "clause"
    ]
    assert row.classes == ("override-changed", "modality-strengthened", "clause-reworded")


def test_in_april_the_white_lies_are_turned_round_in_one_row() -> None:
    (row,) = rows(step(FEBRUARY, APRIL), "polarity-flipped")
    assert (row.cls, row.rank, row.section) == ("polarity-flipped", 1, "do_not_lie")
    assert 'First, "white lies" that are necessary' in row.before
    assert "partner are allowed" in row.before
    assert 'However, even "white lies"' in row.after
    assert "are not allowed" in row.after
    assert any(word.op == "+" and "not" in word.text for word in row.words)


# --- 2025-04-11 to 2025-09-12 --------------------------------------------------------------------


def sentences_changed(found: Compared) -> set[str]:
    """Anchors whose own sentence is another, counted without looking at any row."""
    before, after = index(found.base).anchors, index(found.head).anchors
    both = before.keys() & after.keys()
    return {a for a in both if before[a][0].passage.norm != after[a][0].passage.norm}


def lists_changed(found: Compared) -> set[str]:
    """Anchors whose sentence stayed and introduces another list."""
    before, after = index(found.base).anchors, index(found.head).anchors
    both = (before.keys() & after.keys()) - sentences_changed(found)
    return {a for a in both if before[a][0].passage.introduces != after[a][0].passage.introduces}


def authorities_changed(found: Compared) -> set[str]:
    """Anchors whose sections have another authority, a new name aside."""
    before, after = index(found.base).anchors, index(found.head).anchors
    changed = set()
    for anchor in before.keys() & after.keys():
        old = effective_authority(found.base, before[anchor][0].section)
        new = effective_authority(found.head, after[anchor][0].section)
        if old != new and (old, new) != ("platform", "root"):
            changed.add(anchor)
    return changed


def test_in_september_3_sections_were_lowered() -> None:
    lowered = rows(step(APRIL, SEPTEMBER), "authority-lowered")
    assert [(row.section, row.rank, row.before, row.after) for row in lowered] == [
        ("comply_with_laws", 1, "platform", "system"),
        ("no_erotica_or_gore", 1, "platform", "system"),
        ("use_preset_voice_in_voice_mode", 1, "platform", "system"),
    ]


def test_in_september_platform_became_root_in_one_row_for_17_sections() -> None:
    found = step(APRIL, SEPTEMBER)
    (row,) = rows(found, "authority-vocabulary-changed")
    sections = [member for member in row.members if member.subject.kind == "section"]
    assert (row.rank, len(sections), len({member.section for member in sections})) == (1, 17, 17)
    assert row.bulk == 24
    assert row.message.endswith("; 17 sections and 7 texts follow")
    assert found.difference.levels == {"platform": "root"}


def test_in_september_11_sections_came_and_5_went_before_renames_are_told() -> None:
    found = step(APRIL, SEPTEMBER)
    old, new = ({s.id for s in spec.sections} for spec in (found.base, found.head))
    assert (len(new - old), len(old - new)) == (11, 5)
    gone = rows(found, "section-removed", "section-renamed", "section-merged", "section-split")
    came = rows(found, "section-added", "section-renamed")
    assert {stem(row.base) for row in gone} == old - new
    assert {row.section for row in came} == new - old
    renamed = {stem(row.base): row.section for row in rows(found, "section-renamed")}
    assert renamed == {
        "protect_privileged_messages": "protect_privileged_information",
        "be_kind": "love_humanity",
        "be_empathetic": "be_responsible",
        "be_engaging": "have_conversational_sense",
    }


def stem(place: Place | None) -> str:
    assert place is not None
    return place.path.rpartition("/")[2].removesuffix(".md")


def test_in_september_6_evals_went() -> None:
    found = step(APRIL, SEPTEMBER)
    gone = {"3y9z", "d0pu", "h82a", "k0ff", "rse0", "t5q0"}
    assert {row.subject.id for row in rows(found, "eval-removed")} == gone
    assert {one.id for one in found.evals if one.state == "removed"} == gone


def test_in_september_25_evals_are_touched_directly() -> None:
    found = step(APRIL, SEPTEMBER)
    sentences, lists, levels = (
        sentences_changed(found),
        lists_changed(found),
        authorities_changed(found),
    )
    assert (len(sentences), lists, len(levels)) == (22, {"u3nx"}, 8)
    assert touched(found, "direct") == sentences | lists | levels
    assert len(sentences | lists | levels) == 25


def test_in_september_76_of_272_prompts_are_direct_where_sections_would_say_221() -> None:
    found = step(APRIL, SEPTEMBER)
    assert (found.cost.direct, found.cost.total) == (76, 272)
    direct = [one for one in found.evals if one.level == "direct" and one.state != "removed"]
    assert sum(len(one.prompts) for one in direct) == 76
    assert found.cost.direct <= found.cost.context <= found.cost.reference <= 272
    assert by_section(found) == 221


def by_section(found: Compared) -> int:
    """The prompts of every section whose text or examples changed: what a simpler tool would say."""
    changed = set()
    for section in found.head.sections:
        old = found.base.section(section.id)
        if old is None or content(old) != content(section):
            changed.add(section.id)
    anchors = index(found.head).anchors
    return sum(
        len(one.prompts)
        for one in found.head.evals
        if any(anchors[c][0].section.id in changed for c in one.clauses if c in anchors)
    )


def content(section: Section) -> object:
    talks = [e.conversation for e in section.examples if e.conversation]
    messages = [[(m.role, m.text, m.verdict, m.reason) for m in talk.messages] for talk in talks]
    return [p.whole for p in section.passages], messages


def test_in_september_a_regenerated_header_touches_nothing() -> None:
    old, new = (read_folder(CORPUS / release)[1] for release in (APRIL, SEPTEMBER))
    headers = {
        name.removesuffix(".md")
        for name in old.keys() & new.keys()
        if old[name] != new[name] and old[name].split(b"\n")[1:] == new[name].split(b"\n")[1:]
    }
    assert len(headers) == 17
    found = step(APRIL, SEPTEMBER)
    for one in found.evals:
        if one.id in headers and one.level == "direct":
            assert one.id in sentences_changed(found) | lists_changed(found) | authorities_changed(
                found
            )
    assert {row.subject.id for row in rows(found, "eval-header") if row.bulk == 1} <= headers


def test_in_september_the_changelog_names_6_sections_and_the_levels(repository: Path) -> None:
    here, asked = Context(repository), [f"{APRIL}..{SEPTEMBER}"]
    changelog = CORPUS / SEPTEMBER / "CHANGELOG.md"
    found = check_summary(here, review(here, asked), changelog, "v2025.09.12", revisions=asked)
    assert found.summary is not None
    assert {row.section for row in found.summary.mentioned} == {
        *("chain_of_command", "approachable", "no_other_objectives", "scope_of_autonomy"),
        *("control_side_effects", "red_line_principles"),
        None,  # the levels, in the manifest
    }
    left = [row for one in found.summary.unmentioned for row in one.rows]
    told = len(found.summary.mentioned)
    assert told + len(left) == sum(row.rank <= 2 for row in found.changes)
    assert told == 8
    assert 150 < len(left) < 170
    assert Counter(row.cls for row in left)["authority-lowered"] == 3
    entry = _plainly(changelog.read_text("utf-8").partition("## v2025.04.11")[0])
    titles = {
        s.id: s.title
        for spec in (step(APRIL, SEPTEMBER).base, step(APRIL, SEPTEMBER).head)
        for s in spec.sections
    }
    for row in left:
        assert _plainly(titles[row.section or ""]) not in entry or row.section == "definitions"


def _plainly(text: str) -> str:
    """Without marks, quotes and capitals."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


# --- through the sources -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each release that holds its spec."""
    root = tmp_path_factory.mktemp("releases")
    for release in RELEASES:
        write(root / release / "spec", files(release))
    return root


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a commit and a tag for each release."""
    root = tmp_path_factory.mktemp("repository")
    git(root, "init", "-q", "-b", "main")
    for release in RELEASES:
        if (root / "spec").exists():
            git(root, "rm", "-rqf", "spec")
        write(root / "spec", files(release))
        git(root, "add", "-A")
        git(root, "commit", "-qm", release)
        git(root, "tag", release)
    return root


def of_folders(folders: Path, old: str, new: str) -> Review:
    return review(Context(folders), [f"dir:{old}", f"dir:{new}"])


@pytest.mark.parametrize(("old", "new"), [(FEBRUARY, APRIL), (APRIL, SEPTEMBER)])
def test_folders_and_commits_give_the_same_review(
    folders: Path, repository: Path, old: str, new: str
) -> None:
    by_folder = of_folders(folders, old, new)
    by_commit = review(Context(repository), [f"{old}..{new}"])
    for one in (by_folder, by_commit):
        assert one.accounting.unaccounted == ()
    assert by_folder.changes == by_commit.changes == step(old, new).rows
    assert by_folder.examples == by_commit.examples == step(old, new).examples
    assert by_folder.evals == by_commit.evals == step(old, new).evals
    assert by_folder.cost == by_commit.cost == step(old, new).cost
    assert by_folder.new_findings == by_commit.new_findings
    assert (by_folder.base.commit, len(by_commit.base.commit or "")) == (None, 40)


def test_the_work_tree_of_the_last_release_is_its_commit(repository: Path) -> None:
    for asked in ([], [SEPTEMBER], [f"{SEPTEMBER}..HEAD"], [f"{APRIL}...{APRIL}"]):
        assert review(Context(repository), asked).changes == ()
    staged = review(Context(repository), [APRIL], staged=True)
    assert staged.changes == step(APRIL, SEPTEMBER).rows


SCRIPT = """
import sys
from pathlib import Path
from specctl.pipeline import Context, check_summary, review
from specctl.render import render
sys.stdout.reconfigure(encoding="utf-8", newline="")
sys.stdout.write(render("review", "json", review(Context(Path(sys.argv[1])), sys.argv[2:])))
"""


def test_json_is_the_same_byte_for_byte_on_every_run(folders: Path) -> None:
    asked = [f"dir:{APRIL}", f"dir:{SEPTEMBER}"]
    ours = render("review", "json", review(Context(folders), asked)).encode()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT, folders, *asked],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        assert run.stdout == ours
