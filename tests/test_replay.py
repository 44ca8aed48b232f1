"""The releases of the public Model Spec, replayed as three releases of one history."""

from pathlib import Path

import pytest
from gitrepo import Repo, make
from test_corpus import APRIL, CORPUS, FEBRUARY, SEPTEMBER

from specctl import frontmatter
from specctl.model.release import Plan
from specctl.pipeline import (
    Context,
    check_summary,
    import_spec,
    log,
    plan_release,
    release,
    review,
    stale,
    write_baseline,
)

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"the Model Spec's releases are not in {CORPUS}: set SPECCTL_CORPUS"
)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """February as it was imported, April and September each by a proposal that was merged."""
    repo = make(tmp_path_factory.mktemp("replay"))
    context = Context(repo.root)
    imported(repo, FEBRUARY)
    release(context, plan_release(context, date=FEBRUARY))
    for number, name in enumerate((APRIL, SEPTEMBER), 1):
        repo.git("switch", "--quiet", "--create", name)
        imported(repo, name, {f"proposals/000{number}-{name}/proposal.md": proposal(number, name)})
        repo.git("switch", "--quiet", "main")
        repo.git("merge", "--quiet", "--no-ff", "--message", f"Merge {name}", name)
        if name == APRIL:
            release(context, plan_release(context, date=APRIL))
    return repo


def imported(repo: Repo, name: str, files: dict[str, str] | None = None) -> None:
    update = (repo.root / "spec").is_dir()
    import_spec(Context(repo.root), "model-spec", CORPUS / name, repo.root / "spec", update=update)
    write_baseline(Context(repo.root))
    repo.commit(files or {}, f"Model Spec {name}")


def proposal(number: int, name: str) -> str:
    moves = [
        {"to": to, "by": "ada", "date": name, "why": "so"}
        for to in ("open", "last-call", "accepted")
    ]
    front = {
        "id": f"000{number}", "title": f"Model Spec {name}", "status": "accepted",
        "authors": ["ada"], "source": {"kind": "policy-change"}, "base": "main",
        "declared_rank": 0, "concerns": [], "history": moves,
    }  # fmt: skip
    return f"---\n{frontmatter.dump(front)}---\n## Why\n\nIt is what was published.\n"


@pytest.fixture(scope="module")
def drafted(history: Repo) -> Plan:
    """September's release, which nobody has carried out."""
    return plan_release(Context(history.root), date=SEPTEMBER)


def test_an_import_is_named_for_its_folder_and_its_release(history: Repo) -> None:
    manifest = history.git("show", f"v{FEBRUARY}:spec/spec.yaml")
    assert manifest.startswith(f'name: model-spec\nversion: "{FEBRUARY}"\n')
    assert history.git("tag").split() == [f"v{FEBRUARY}", f"v{APRIL}"]


def test_each_release_makes_evals_stale_and_confirms_none(history: Repo) -> None:
    context = Context(history.root)
    for rev, clauses, evals in ((f"v{FEBRUARY}", 0, 0), (f"v{APRIL}", 1, 1), ("main", 23, 23)):
        found = stale(context, rev=rev).stale
        assert (len({one.about.clause for one in found}), len({one.about.id for one in found})) == (
            clauses, evals,
        )  # fmt: skip


def test_the_log_of_a_section_tells_its_whole_history(history: Repo) -> None:
    entries = log("do_not_lie", Context(history.root)).entries
    assert [one.version for one in entries] == [None, APRIL, FEBRUARY]
    assert [[c.id for c in one.carried] for one in entries] == [["0002"], ["0001"], []]
    (flipped,) = (row for row in entries[1].rows if row.cls == "polarity-flipped")
    assert "are allowed" in flipped.before
    assert "are not allowed" in flipped.after


def test_the_drafted_changelog_leaves_out_nothing_that_the_published_one_does(
    history: Repo, drafted: Plan, tmp_path: Path
) -> None:
    assert not drafted.loose
    ours = tmp_path / "CHANGELOG.md"
    ours.write_text(drafted.text, "utf-8")
    steps = [f"v{APRIL}", "main"]
    context = Context(history.root)
    found = review(context, steps)
    told = check_summary(context, found, ours, revisions=steps).summary
    published = CORPUS / SEPTEMBER / "CHANGELOG.md"
    theirs = check_summary(context, found, published, "v2025.09.12", revisions=steps).summary
    assert told
    assert theirs
    assert not told.unmentioned
    assert len(theirs.mentioned) < 20 < sum(len(one.rows) for one in theirs.unmentioned)


@pytest.mark.parametrize(
    "line",
    [
        "  - New sections: No other objectives (`no_other_objectives`), Act within",
        "  - Removed sections: Be approachable (`approachable`)",
        "Love humanity (`love_humanity`, was be_kind)",
        "  - Authority lowered: Comply with applicable laws (`comply_with_laws`, platform -&gt; system)",
        "  - Levels of authority: platform -&gt; root, +system in 21 sections",
    ],
)
def test_the_drafted_changelog_says_what_became_of_which_sections(drafted: Plan, line: str) -> None:
    assert line in drafted.text
