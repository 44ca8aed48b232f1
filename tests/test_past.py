"""What a step of the history did to a file is what a review of that step says of it."""

import os
import random
import shutil
from collections.abc import Generator
from importlib import import_module
from pathlib import Path

import pytest
from comparing import ROOT, folder_files
from edits import edited
from gitrepo import Repo, make

from specctl.cache import Store
from specctl.classify.classes import CLASSES
from specctl.formats import import_model_spec, read_folder
from specctl.model import Change, Delta
from specctl.model.history import Account, Step
from specctl.pipeline import Context, review
from specctl.pipeline.context import side, store_of
from specctl.pipeline.past import Past
from specctl.sources import Source
from specctl.sources.steps import walk as sources_walk

SAMPLE = folder_files(ROOT / "spec")
CORPUS = Path(os.environ.get("SPECCTL_CORPUS", ROOT.parent / "shared/corpus/model-spec"))
RELEASES = ("2025-02-12", "2025-04-11", "2025-09-12")
BROKEN = {one.name for one in CLASSES if one.rank == 0}
"""What takes whole specs to tell."""


def put(repo: Repo, files: dict[str, bytes]) -> None:
    shutil.rmtree(repo.root / "spec", ignore_errors=True)
    repo.commit({f"spec/{name}": content for name, content in files.items()})


def past(repo: Repo, store: Store | None = None) -> Past:
    source = side(Context(repo.root), staged=False, rev="HEAD")
    return Past(source, store or Store(None))


def about(row: Change, before: str | None, after: str | None, head: dict[str, str]) -> bool:
    """Whether a row of a review is about a file, named by where it was and is."""
    return any(_about(delta, before, after, head) for delta in row.deltas)


def _about(delta: Delta, before: str | None, after: str | None, head: dict[str, str]) -> bool:
    taken = delta.kind == "section" and delta.op in ("merged", "split")
    places = {delta.before and delta.before.place.path.partition("/")[2]}
    now = {delta.after and delta.after.place.path.partition("/")[2]}
    now |= {head.get(name) for name in delta.paths} if taken else set()
    return (before is not None and before in places) or (after is not None and after in now)


def assert_told(found: Past) -> int:
    """Every step tells of every file what the review of that commit says; returns of how much."""
    many = 0
    for number, step in enumerate(found.steps):
        if not step.parent:
            continue
        whole = review(Context(found.source.place.parent), [step.parent, step.commit])
        rows = [row for row in whole.changes if row.cls not in BROKEN]
        files = found.listing(number).files
        ids = {path.rpartition("/")[2].removesuffix(".md"): path for path in reversed(files)}
        gone = {edit.path for edit in step.edits if not edit.after}
        for before, after in [*((None, path) for path in files), *((path, None) for path in gone)]:
            account = found.tell(number, before, after)
            wanted = [row for row in rows if about(row, account.origin or after, after, ids)]
            assert list(map(shown, (one.row for one in account.told))) == list(map(shown, wanted))
            many += len(wanted)
    return many


def shown(row: Change) -> Change:
    return row._replace(deltas=())


def with_edits(repo: Repo, chance: random.Random, many: int) -> None:
    """A history of a spec that chance edits, now and then beyond recognition."""
    files = dict(SAMPLE)
    for _ in range(many):
        put(repo, files)
        files = edited(files, chance, chance.choice([1, 1, 1, 2, 5]))


@pytest.mark.parametrize("seed", range(4))
def test_of_whatever_was_edited(seed: int, tmp_path: Path) -> None:
    repo = make(tmp_path / "repo")
    with_edits(repo, random.Random(seed), 8)
    assert assert_told(past(repo))


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no Model Spec in {CORPUS}: set SPECCTL_CORPUS")
def test_of_the_releases_of_the_model_spec(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo")
    for release in RELEASES:
        document, evals = read_folder(CORPUS / release)
        put(repo, dict(import_model_spec(document, evals, name="model-spec").files))
    assert assert_told(past(repo)) > 400


# --- what is kept --------------------------------------------------------------------------------


def all_told(found: Past) -> list[Account]:
    return [
        found.tell(number, None, path)
        for number, step in enumerate(found.steps)
        for path in sorted(edit.path for edit in step.edits if edit.after)
    ]


def test_what_is_kept_is_what_was_worked_out(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo")
    with_edits(repo, random.Random(5), 8)
    uncached = all_told(past(repo))
    store = store_of(past(repo).source)
    for _ in range(2):
        found = past(repo, store)
        assert all_told(found) == uncached
        found.keep()


def test_what_is_known_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = make(tmp_path / "repo")
    with_edits(repo, random.Random(5), 8)
    store = store_of(past(repo).source)
    found = past(repo, store)
    before = all_told(found)
    found.keep()
    monkeypatch.delattr(import_module("specctl.parse.spec"), "read_file")
    with pytest.raises((ImportError, NameError)):
        all_told(past(repo))
    assert all_told(past(repo, store)) == before


def test_a_long_history_is_kept_and_forgotten_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make(tmp_path / "repo")
    with_edits(repo, random.Random(5), 8)
    store = store_of(past(repo).source)
    before = all_told(past(repo))
    monkeypatch.setattr("specctl.pipeline.past._OFTEN", 2)
    assert all_told(past(repo, store)) == before
    monkeypatch.delattr("specctl.parse.spec.read_file")
    found = past(repo, store)  # as after a kill
    assert found.tell(0, None, found.steps[0].edits[0].path) == before[0]


def walked(repo: Repo, store: Store, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    """The commits of the steps, and how many of them git was asked for."""
    asked = []

    def walk(source: Source, commit: str) -> Generator[Step, None, None]:
        for step in sources_walk(source, commit):
            asked.append(step.commit)
            yield step

    monkeypatch.setattr("specctl.sources.walk", walk)
    return [step.commit for step in past(repo, store).steps], len(asked)


def test_only_new_commits_are_walked_and_a_rewritten_history_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = make(tmp_path / "repo")
    first, second, third = (repo.commit({"spec/a.md": f"{n}\n"}) for n in range(3))
    store = store_of(past(repo).source)
    assert walked(repo, store, monkeypatch) == ([third, second, first], 3)
    assert walked(repo, store, monkeypatch) == ([third, second, first], 1)
    repo.commit({"README.md": "no step\n"})
    fourth = repo.commit({"spec/a.md": "3\n"})
    assert walked(repo, store, monkeypatch) == ([fourth, third, second, first], 2)
    repo.git("reset", "--quiet", "--hard", second)
    other = repo.commit({"spec/a.md": "other\n"})
    assert walked(repo, store, monkeypatch) == ([other, second, first], 2)
    repo.git("reset", "--quiet", "--hard", first)
    assert walked(repo, store, monkeypatch) == ([first], 1)


def test_a_cache_that_is_damaged_or_gone_in_part_makes_no_difference(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo")
    with_edits(repo, random.Random(6), 6)
    store = store_of(past(repo).source)
    found = past(repo, store)
    before = all_told(found)
    found.keep()
    packs = sorted((repo.root / ".git/specctl").iterdir())
    packs[0].unlink()
    for pack in packs[1:]:
        pack.write_bytes(pack.read_bytes()[:-20])
        assert all_told(past(repo, store)) == before
