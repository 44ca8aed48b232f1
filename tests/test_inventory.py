"""What is known of a spec is the same, whether it was worked out from all files or from a few."""

import random
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from comparing import ROOT, folder_files
from edits import edited
from gitrepo import Repo, make
from linting import BASE, FOLDER
from test_halves import Files, listing

from specctl.cache import Store
from specctl.lint import RULES, page
from specctl.lint.book import Cards, Key
from specctl.pipeline import Context, landmarks, review
from specctl.pipeline.inventory import MOST, Asked, Inventory, nearby, whole
from specctl.pipeline.reading import Reader
from specctl.render import render

TODAY = date(2026, 1, 31)
SAMPLE = folder_files(ROOT / "spec")


def failing(rule: str) -> Files:
    """A small spec in which a rule finds something."""
    told = {s.path.removeprefix(f"{FOLDER}/"): s.content for s in page(rule).fails.files}
    own = {name: content for name, content in told.items() if name.endswith((".md", ".yaml"))}
    return dict(sorted({**BASE, **own}.items()))


def asked(files: Files, day: date = TODAY) -> Asked:
    listed = listing(files)
    manifest = Reader(Store(None)).manifest(listed)
    return Asked(listed, "", manifest, manifest, day)


def taken(files: Files) -> Inventory:
    return whole(asked(files), Reader(Store(None), {}))


def kept(files: Files, store: Store) -> Inventory:
    """The same, as another run finds it."""
    one = asked(files)
    landmarks.keep(store, one, whole(one, Reader(store, {})))
    found = landmarks.known(store, one)
    assert found is not None
    return found


def assert_same(near: Inventory, far: Inventory) -> None:
    assert near.findings == far.findings
    assert near.tree == far.tree
    assert {**near.book.totals._asdict(), "unread": 0} == {**far.book.totals._asdict(), "unread": 0}
    assert isinstance(far.book, Cards)
    for key in Key:
        for value, paths in far.book.index(key).items():
            assert sorted(near.book.paths(key, value)) == sorted(paths), (key, value)
        assert {*near.book.found(key)} == {*far.book.found(key)}
    for card in far.book.cards():
        assert _plain(near.book.card(card.path)) == _plain(card)


def _plain(value: object) -> object:
    """Without what JSON does not know: it makes lists of all sequences."""
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value


def shifted(content: bytes) -> bytes:
    """A file with another paragraph at its start, so that all of it stands elsewhere."""
    head, mark, body = content.partition(b"\n---\n")
    return head + mark + b"The desk is open all day --- and at night.\n\n" + body


def each_shifted(files: Files) -> Iterator[Files]:
    for name, content in files.items():
        if name.endswith(".md") and content.count(b"\n---\n") == 1:
            yield {**files, name: shifted(content)}


def assert_near(files: Files, others: Iterable[Files], folder: Path) -> int:
    """That whatever is worked out from a spec is the same; gives how many times it was."""
    known = taken(files), kept(files, Store(str(folder)))
    near = 0
    for other in others:
        far = taken(other)
        for landmark in known:
            found = nearby(asked(other), landmark, Reader(Store(None), {}))
            if found is not None:
                assert_same(found, far)
                near += 1
    return near


@pytest.mark.parametrize("rule", RULES)
def test_a_text_that_stands_elsewhere(rule: str, tmp_path: Path) -> None:
    files = failing(rule)
    if not taken(files).plain:
        assert rule in ("missing-section", "duplicate-id")
        return
    shifted_ = [*each_shifted(files)]
    assert assert_near(files, shifted_, tmp_path) >= len(shifted_)


@pytest.mark.parametrize("seed", range(4))
def test_edits_by_chance(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    files = edited(SAMPLE, chance, 3)
    others = [edited(files, chance, chance.choice((1, 1, 2))) for _ in range(40)]
    assert assert_near(files, others, tmp_path) > 10 or not taken(files).plain


def test_what_bears_on_others_is_looked_at_as_a_whole() -> None:
    known = taken(SAMPLE)
    name, content = next(
        (n, c) for n, c in SAMPLE.items() if b"\ntitle: " in c and not n.startswith("evals/")
    )
    others = [
        {**SAMPLE, name: content.replace(b"\ntitle: ", b"\ntitle: X", 1)},
        {n: c for n, c in SAMPLE.items() if n != name},
        {**SAMPLE, "more.md": content},
        {**SAMPLE, name: b"\xff"},
        {**SAMPLE, "spec.yaml": SAMPLE["spec.yaml"] + b"\n# more\n"},
    ]
    for other in others:
        assert nearby(asked(other), known, Reader(Store(None), {})) is None


@pytest.mark.parametrize(("files", "near"), [(SAMPLE, False), (dict(sorted(BASE.items())), True)])
def test_a_day_counts_where_something_is_to_hold_by_then(files: Files, near: bool) -> None:
    assert any(b"status: aspirational" in content for content in files.values()) is not near
    later = asked(next(each_shifted(files)), date(2036, 1, 31))
    assert (nearby(later, taken(files), Reader(Store(None), {})) is not None) is near


def test_of_many_files_all_is_worked_out_anew() -> None:
    more = {f"z{n}.md": b"---\ntitle: Z\n---\nText.\n" for n in range(MOST + 1)}
    files = {**SAMPLE, **more}
    known = taken(files)
    for many, near in ((MOST, True), (MOST + 1, False)):
        other = dict(files)
        for name in [*more][:many]:
            other[name] = shifted(other[name])
        assert (nearby(asked(other), known, Reader(Store(None), {})) is not None) is near


# --- as it is kept -------------------------------------------------------------------------------


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """Three commits of the sample spec, that differ in the text of a few sections."""
    made = make(tmp_path / "repo")
    later = dict(list(each_shifted(SAMPLE))[3])
    last = dict(list(each_shifted(later))[5])
    for tag, spec in (("one", SAMPLE), ("two", later), ("three", last)):
        made.commit({f"spec/{name}": content for name, content in spec.items()})
        made.git("tag", tag)
    return made


def told(repo: Repo, revisions: str) -> list[str]:
    found = review(Context(repo.root), [revisions])
    return [render("review", fmt, found) for fmt in ("json", "text")]


@pytest.fixture
def uncached(repo: Repo) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPECCTL_CACHE", "off")
        return told(repo, "two..three")


def table(repo: Repo) -> Path:
    (found,) = (p for p in (repo.root / ".git/specctl").iterdir() if p.name.startswith("b-"))
    return found


def test_a_spec_that_was_seen_serves_those_like_it(
    repo: Repo, uncached: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told(repo, "one..two")
    monkeypatch.delattr("specctl.pipeline.halves.whole")
    assert told(repo, "two..three") == uncached
    assert told(repo, "two..three") == uncached
    assert table(repo)


@pytest.mark.parametrize("part", range(12))
def test_a_damaged_table_is_as_none(repo: Repo, uncached: list[str], part: int) -> None:
    told(repo, "one..two")
    path = table(repo)
    content = path.read_bytes()
    at = len(content) * part // 12
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    assert told(repo, "two..three") == uncached


def test_a_table_without_its_end_is_as_none(repo: Repo, uncached: list[str]) -> None:
    told(repo, "one..two")
    path = table(repo)
    path.write_bytes(path.read_bytes()[:-100])
    assert told(repo, "two..three") == uncached
