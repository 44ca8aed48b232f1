"""Tables of the cache: many values by key, of which few are read, and nothing false ever."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specctl.cache import Store
from specctl.cache.tables import MAX_TABLES, Damaged

ENTRIES = {f"key {number}": [number, "x" * number] for number in range(200)}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "cache"))


def files(store: Store) -> list[Path]:
    assert store.folder
    return sorted(Path(store.folder).iterdir())


@given(entries=st.dictionaries(st.text(), JSON, max_size=60))
def test_what_was_kept_comes_back(
    entries: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = Store(str(tmp_path_factory.mktemp("cache")))
    assert store.keep_table("one", entries)
    table = store.table("one")
    assert table is not None
    assert dict(table.items()) == entries
    assert all(table.get(key) == value for key, value in entries.items())
    assert all(table.get(f"{key}?") == entries.get(f"{key}?") for key in entries)


def test_a_key_that_is_no_text(store: Store) -> None:
    assert store.keep_table("one", {"\udc80": 1})
    table = store.table("one")
    assert table is not None
    assert table.get("\udc80") == 1


def test_under_another_label_there_is_none(store: Store) -> None:
    store.keep_table("one", ENTRIES)
    assert store.table("two") is None
    (path,) = files(store)
    store.keep_table("two", {})
    other = next(p for p in files(store) if p != path)
    other.write_bytes(path.read_bytes())
    assert store.table("two") is None
    assert not other.exists()


def test_a_table_is_read_after_it_was_removed(store: Store) -> None:
    store.keep_table("one", ENTRIES)
    table = store.table("one")
    assert table is not None
    for path in files(store):
        path.unlink()
    assert dict(table.items()) == ENTRIES


@pytest.mark.parametrize("step", [1, 7])
def test_a_byte_that_is_another_one_is_noticed(store: Store, step: int) -> None:
    entries = {f"k{number}": number for number in range(20)}
    store.keep_table("one", entries)
    (path,) = files(store)
    content = path.read_bytes()
    told = 0
    for at in range(0, len(content), step):
        path.write_bytes(content[:at] + bytes([content[at] ^ step]) + content[at + 1 :])
        table = store.table("one")
        for key, value in entries.items():
            try:
                assert table is None or table.get(key) == value
            except Damaged:
                told += 1
        told += table is None
    assert told > len(content) // step // 2


@pytest.mark.parametrize("most", [0, 50, 150, 400, 3000])
def test_a_table_that_was_cut_is_noticed(store: Store, most: int) -> None:
    store.keep_table("one", ENTRIES)
    (path,) = files(store)
    path.write_bytes(path.read_bytes()[:most])
    table = store.table("one")
    if table is not None:
        with pytest.raises(Damaged):
            dict(table.items())


def test_the_tables_go_that_nobody_asked_for(store: Store) -> None:
    for number in range(MAX_TABLES + 3):
        store.keep_table(str(number), ENTRIES)
        assert store.table("0") is not None
    assert len(files(store)) == MAX_TABLES
    assert store.table("1") is None
    assert store.table(str(MAX_TABLES + 2)) is not None


def test_without_a_folder_nothing_is_kept() -> None:
    assert not Store(None).keep_table("one", ENTRIES)
    assert Store(None).table("one") is None


def test_what_json_cannot_hold_is_not_kept(store: Store) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert not store.keep_table("one", {"a": deep})
