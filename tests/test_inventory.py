"""What is known of a spec is the same, whether it was worked out from all files or from a few."""

import random
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest
from comparing import ROOT, folder_files
from edits import edited
from gitrepo import Repo, make, write
from linting import BASE, FOLDER
from test_halves import Files, listing

from specctl.cache import Store
from specctl.lint import RULES, page
from specctl.lint.book import Cards, Key
from specctl.pipeline import Context, confirm, landmarks, review
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


MAY = {"drafts", "deprecated", "aspirational", "glossaries", "doubled"}
"""What may be said although it is no longer so: then rules only look in vain."""


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
    assert (near.tree, near.evals) == (far.tree, far.evals)
    for name, told in far.book.totals._asdict().items():
        said = getattr(near.book.totals, name)
        assert (_plain(said) == _plain(told)) or (name in MAY and said and not told), name
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


@pytest.mark.parametrize("rule", RULES)
def test_edits_of_what_every_rule_finds(rule: str, tmp_path: Path) -> None:
    files, chance = failing(rule), random.Random(rule)
    if taken(files).plain:
        assert_near(files, [edited(files, chance, 1) for _ in range(4)], tmp_path)


def counting(folder: Path) -> Files:
    """The sample, confirmed where also authority and tags count."""
    manifest = SAMPLE["spec.yaml"] + b"fingerprint: [text, authority, tags]\n"
    write(folder / FOLDER, {**SAMPLE, "spec.yaml": manifest})
    names = [Path(name).stem for name in SAMPLE if name.startswith("evals/")]
    confirm(Context(folder), names)
    return folder_files(folder / FOLDER)


@pytest.mark.parametrize("seed", range(5))
def test_edits_by_chance(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    files = counting(tmp_path) if seed % 2 else edited(SAMPLE, chance, 3)
    others = [edited(files, chance, chance.choice((1, 1, 2))) for _ in range(40)]
    assert assert_near(files, others, tmp_path) > 10 or not taken(files).plain


MORE = b"---\ntitle: More\nauthority: user\n---\nThe assistant should say more[^m0re].\n"
TOO_FAR: dict[str, Files] = {
    "a file that cannot be read": {**SAMPLE, "act_with_care.md": b"\xff"},
    "another manifest": {**SAMPLE, "spec.yaml": SAMPLE["spec.yaml"] + b"\n# more\n"},
    "a section at the top": {**SAMPLE, "more.md": MORE},
    "a folder without a section": {**SAMPLE, "act_with_care/one/two/more.md": MORE},
    "a section gone, and not those below": {
        name: content for name, content in SAMPLE.items() if name != "act_with_care.md"
    },
}


@pytest.mark.parametrize("other", TOO_FAR.values(), ids=TOO_FAR)
def test_what_is_worked_out_anew(other: Files) -> None:
    assert nearby(asked(other), taken(SAMPLE), Reader(Store(None), {})) is None


def test_what_comes_and_goes_below_others(tmp_path: Path) -> None:
    eval_ = next(content for name, content in SAMPLE.items() if name.startswith("evals/"))
    below = next(name for name in SAMPLE if name.startswith("act_with_care/"))
    others = [
        {**SAMPLE, "act_with_care/more.md": MORE},
        {**SAMPLE, "act_with_care/more.md": MORE, "evals/m0re.md": eval_},
        {name: content for name, content in SAMPLE.items() if name != below},
        {name: content for name, content in SAMPLE.items() if not name.startswith("evals/n")},
    ]
    assert assert_near(SAMPLE, map(_sorted, others), tmp_path) == 2 * len(others)


def _sorted(files: Files) -> Files:
    return dict(sorted(files.items()))


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
