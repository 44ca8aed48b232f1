"""What a step of the history did to a file is what a review of that step says of it."""

import os
import random
import shutil
from pathlib import Path

import pytest
from comparing import ROOT, folder_files
from edits import edited
from gitrepo import Repo, make

from specctl.cache import Store
from specctl.classify.classes import CLASSES
from specctl.model import Change, Delta
from specctl.pipeline import Context, review
from specctl.pipeline.context import side
from specctl.pipeline.past import Past

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
    """Every step tells of every file that it changed what the review of that commit says."""
    many = 0
    for number, step in enumerate(found.steps):
        if not step.parent:
            continue
        whole = review(Context(found.source.place.parent), [step.parent, step.commit])
        rows = [row for row in whole.changes if row.cls not in BROKEN]
        files = found.listing(number).files
        ids = {path.rpartition("/")[2].removesuffix(".md"): path for path in reversed(files)}
        for path in files:
            account = found.tell(number, None, path)
            wanted = [row for row in rows if about(row, account.origin, path, ids)]
            assert [one.row.fingerprint for one in account.told] == [r.fingerprint for r in wanted]
            assert [
                (t.row.id, t.row.message, t.row.rank, t.row.authority, t.row.section)
                for t in account.told
            ] == [(r.id, r.message, r.rank, r.authority, r.section) for r in wanted]
            many += len(wanted)
        gone = {edit.path for edit in step.edits if not edit.after}
        for path in gone:
            account = found.tell(number, path, None)
            wanted = [row for row in rows if about(row, path, None, ids)]
            assert [one.row.fingerprint for one in account.told] == [r.fingerprint for r in wanted]
    return many


@pytest.mark.parametrize(
    "seed", range(int(os.environ.get("SEED0", "0")), int(os.environ.get("SEED1", "4")))
)
def test_of_whatever_was_edited(seed: int, tmp_path: Path) -> None:
    chance, repo = random.Random(seed), make(tmp_path / "repo")
    files = dict(SAMPLE)
    for _ in range(8):
        put(repo, files)
        files = edited(files, chance, chance.choice([1, 1, 1, 2, 5]))
    assert assert_told(past(repo))
