"""The cache gives back what was kept, or nothing: never something else, and never an error."""

from __future__ import annotations

import gc
import json
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specctl import cache
from specctl.cache import Store, packs, place
from specctl.cache import files as sealing

GENERATION = "one"
ENTRIES: dict[str, Any] = {"a": [1, "é\udcff", None], "b": {"c": [True, 0.5]}}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(str(tmp_path / "cache"))


def files(store: Store, first: str = "") -> list[Path]:
    assert store.folder
    return sorted(path for path in Path(store.folder).iterdir() if path.name.startswith(first))


def only(store: Store) -> Path:
    (path,) = files(store)
    return path


# What is kept


def test_what_is_added_is_loaded(store: Store) -> None:
    assert store.load(GENERATION) == {}
    store.add(GENERATION, ENTRIES)
    assert store.load(GENERATION) == ENTRIES
    store.add(GENERATION, {"d": 1})
    assert store.load(GENERATION) == {**ENTRIES, "d": 1}
    assert store.load("two") == {}
    assert Store(store.folder).load(GENERATION) == {**ENTRIES, "d": 1}


def test_nothing_added_is_nothing_written(store: Store) -> None:
    store.add(GENERATION, {})
    assert store.folder
    assert not Path(store.folder).exists()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=50, deadline=None)
@given(st.text(), st.dictionaries(st.text(), VALUES, max_size=5))
def test_any_json_comes_back(generation: str, entries: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(folder)
        store.add(generation, entries)
        assert store.load(generation) == entries


def test_a_verdict_is_found_by_its_key(store: Store) -> None:
    assert store.verdict("key") is None
    store.keep_verdict("key", b"\x00\xff\n")
    store.keep_verdict("other", b"")
    assert (store.verdict("key"), store.verdict("other")) == (b"\x00\xff\n", b"")
    assert store.verdict("third") is None
    store.keep_verdict("key", b"new")
    assert store.verdict("key") == b"new"


def test_others_may_not_read_it(store: Store) -> None:
    before = os.umask(0)
    store.add(GENERATION, ENTRIES)
    store.keep_verdict("key", b"x")
    os.umask(before)
    assert store.folder
    modes = {stat.S_IMODE(path.stat().st_mode) for path in files(store)}
    assert (modes, stat.S_IMODE(Path(store.folder).stat().st_mode)) == ({0o600}, 0o700)


@pytest.mark.parametrize("collecting", [True, False])
def test_loading_leaves_the_garbage_collector_as_it_was(store: Store, collecting: bool) -> None:
    store.add(GENERATION, ENTRIES)
    (gc.enable if collecting else gc.disable)()
    try:
        store.load(GENERATION)
        assert gc.isenabled() == collecting
    finally:
        gc.enable()


# What is thrown away


def test_many_packs_become_few(store: Store) -> None:
    every = {f"k{number}": number for number in range(100)}
    for key, value in every.items():
        store.add(GENERATION, {key: value}, live=every)
        assert len(files(store)) <= packs.MAX_PACKS
    assert store.load(GENERATION) == every


def test_what_is_neither_live_nor_recent_goes(store: Store) -> None:
    for number in range(40):
        store.add(GENERATION, {f"k{number}": number}, live=("k0", "k3"))
    kept = store.load(GENERATION)
    assert {"k0", "k3", "k36", "k37", "k38", "k39"} <= kept.keys()
    assert len(kept) < 2 + 2 * packs.MAX_PACKS


def test_a_large_pack_is_not_written_anew_for_every_small_one(store: Store) -> None:
    large = {f"large{number}": "x" * 100 for number in range(1000)}
    store.add(GENERATION, large)
    first = only(store)
    small = {f"k{number}": number for number in range(30)}
    for key, value in small.items():
        store.add(GENERATION, {key: value}, live={**large, **small})
    assert first in files(store)
    assert len(files(store)) <= packs.MAX_PACKS
    assert store.load(GENERATION) == {**large, **small}


def test_old_generations_go(store: Store) -> None:
    for number in range(20):
        store.add(f"generation {number}", ENTRIES)
        time.sleep(0.001)
    kept = [number for number in range(20) if store.load(f"generation {number}")]
    assert kept == [*range(20)][-packs.MAX_GENERATIONS :]


def test_a_generation_that_nobody_used_for_long_goes(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.add("old", ENTRIES)
    later = time.time() + 31 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    store.add("new", ENTRIES)
    assert (store.load("old"), store.load("new")) == ({}, ENTRIES)
    store.add("new", {"k": 1})
    assert store.load("new") == {**ENTRIES, "k": 1}


def test_large_verdicts_go_before_they_fill_the_disk(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MAX_VERDICT_BYTES", 100_000)
    for number in range(12):
        store.keep_verdict(str(number), b"x" * 30_000)
        time.sleep(0.001)
        store.keep_verdict(f"small {number}", b"x")
        time.sleep(0.001)
    assert sum(path.stat().st_size for path in files(store)) <= 100_000
    assert [number for number in range(12) if store.verdict(str(number))] == [9, 10, 11]
    assert store.verdict("small 11") == b"x"


def test_old_verdicts_go(store: Store) -> None:
    count = 3 * cache.MAX_VERDICTS
    for number in range(count):
        store.keep_verdict(str(number), b"x")
        assert len(files(store)) <= cache.MAX_VERDICTS
    for number in range(count - cache.MAX_VERDICTS // 2, count):
        assert store.verdict(str(number)) == b"x"
    assert store.verdict("0") is None


def test_what_a_kill_left_goes_later(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.add(GENERATION, ENTRIES)
    assert store.folder
    monkeypatch.setattr(os, "replace", lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
    _in_child(lambda: store.add(GENERATION, {"k": 1}), signal.SIGKILL)
    monkeypatch.undo()
    assert len(files(store, "t-")) == 1
    store.add(GENERATION, {"k": 2})
    assert len(files(store, "t-")) == 1  # its writer may still be there
    later = time.time() + 3601
    monkeypatch.setattr(time, "time", lambda: later)
    store.add(GENERATION, {"l": 3})
    assert files(store, "t-") == []
    assert store.load(GENERATION) == {**ENTRIES, "k": 2, "l": 3}


def test_what_others_put_there_stays(store: Store) -> None:
    assert store.folder
    Path(store.folder).mkdir()
    strange = {"x", "p-", "p-x-y-z", "v", "t-", "t-" + "0" * 16, ".t-", "V-x", "specctl"}
    for name in strange:
        (Path(store.folder) / name).write_text("mine")
    for number in range(30):
        store.add(f"generation {number // 3}", {f"k{number}": 1})
        store.keep_verdict("key", b"x")
    assert {path.name for path in files(store) if path.read_bytes() == b"mine"} == strange


# What is damaged


def damaged(content: bytes) -> Iterator[bytes]:
    for at in range(len(content)):
        for mask in (0x01, 0x20, 0x80, 0xFF):
            flipped = bytes([content[at] ^ mask])
            yield content[:at] + flipped + content[at + 1 :]
        yield content[:at]
        yield content[:at] + content[at + 1 :]
    for more in (b"\0", b" ", b"\n", b"x", content):
        yield content + more


def test_a_pack_with_any_byte_changed_is_as_if_it_were_not_there(store: Store) -> None:
    store.add(GENERATION, {"kept": 1})
    first = only(store)
    store.add(GENERATION, ENTRIES)
    (pack,) = {*files(store)} - {first}
    content = pack.read_bytes()
    for broken in damaged(content):
        pack.write_bytes(broken)
        assert store.load(GENERATION) == {"kept": 1}
    pack.write_bytes(content)
    assert store.load(GENERATION) == {"kept": 1, **ENTRIES}


def test_a_verdict_with_any_byte_changed_is_as_if_it_were_not_there(store: Store) -> None:
    store.keep_verdict("key", b"no findings\n")
    file = only(store)
    content = file.read_bytes()
    for broken in damaged(content):
        file.write_bytes(broken)
        assert store.verdict("key") is None
    store.keep_verdict("key", b"again")
    assert store.verdict("key") == b"again"


def test_damaged_packs_are_merged_away(store: Store) -> None:
    keys = [f"k{number}" for number in range(packs.MAX_PACKS + 1)]
    for key in keys[:-1]:
        store.add(GENERATION, {key: key}, live=keys)
    for pack in files(store)[::2]:
        pack.write_bytes(b"junk")
    store.add(GENERATION, {keys[-1]: keys[-1]}, live=keys)
    assert len(files(store)) == 1
    assert store.load(GENERATION) == {key: key for key in (*keys[1:-1:2], keys[-1])}


def test_a_file_under_another_name_is_worth_nothing(store: Store) -> None:
    store.add(GENERATION, ENTRIES)
    store.keep_verdict("key", b"no findings")
    store.add("two", {"x": 1})
    store.keep_verdict("other", b"x")
    one, two = (next(p for p in files(store, f"p-{sealing.named(g)}")) for g in (GENERATION, "two"))
    shutil.copy(one, two)
    key, other = (Path(one.parent, "v-" + sealing.named(name)) for name in ("key", "other"))
    shutil.copy(key, other)
    assert (store.load("two"), store.verdict("other")) == ({}, None)
    shutil.copy(one, other)
    assert store.verdict("other") is None


HOSTILE = {
    "deep": b"[" * 200_000 + b"]" * 200_000,
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a list": b"[1]",
    "a text": b'"x"',
    "nothing": b"",
    "null": b"null",
    "no JSON": b"{'a': 1}",
    "not ASCII": '{"é": 1}'.encode(),
    "no text": b"\xff\xfe{}",
    "a long number": b'{"a": ' + b"1" * 10_000 + b"}",
    "two values": b"{}{}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_pack(store: Store, name: str) -> None:
    """Whoever may write here can also seal what they write."""
    store.add(GENERATION, {"kept": 1})
    body = HOSTILE[name]
    pack = only(store).with_name(f"p-{sealing.named(GENERATION)}-{'0' * 16}-{'0' * 8}")
    pack.write_bytes(sealing.sealed(GENERATION, body) + body)
    assert store.load(GENERATION) == {"kept": 1}
    assert not pack.exists()


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _link(path: Path) -> None:
    content = path.with_name("content")
    content.write_bytes(sealing.sealed("key", b"x") + b"x")
    path.symlink_to(content)


@pytest.mark.parametrize("put", [Path.mkdir, _fifo, _link, Path.touch])
def test_something_else_in_the_place_of_a_file(store: Store, put: Callable[[Path], None]) -> None:
    store.keep_verdict("key", b"x")
    file = only(store)
    file.unlink()
    put(file)
    assert store.verdict("key") is None
    store.keep_verdict("key", b"y")
    assert store.verdict("key") == (None if file.is_dir() else b"y")
    assert files(store, "t-") == []


def test_a_file_that_is_too_large(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.keep_verdict("key", b"x" * 2000)
    store.add(GENERATION, {"a": "x" * 2000})
    monkeypatch.setattr(sealing, "MAX_BYTES", 1000)
    assert (store.verdict("key"), store.load(GENERATION)) == (None, {})
    store.add(GENERATION, {"b": "x" * 2000})
    assert len(files(store, "p-")) == 1


def test_packs_that_do_not_fit_into_one(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MAX_BYTES", 1000)
    keys = [f"k{number}" for number in range(100)]
    for key in keys:
        store.add(GENERATION, {key: "x" * 700}, live=keys)
        assert len(files(store)) <= 2 * packs.MAX_PACKS + 1
    assert keys[-1] in store.load(GENERATION)


# Folders that are none


def useless(store: Store) -> None:
    """Nothing can be kept, and nobody hears of it."""
    store.add(GENERATION, ENTRIES)
    store.keep_verdict("key", b"x")
    assert (store.load(GENERATION), store.verdict("key")) == ({}, None)


def test_switched_off() -> None:
    useless(Store(None))


def test_a_file_in_the_place_of_the_folder(store: Store) -> None:
    assert store.folder
    Path(store.folder).write_text("mine")
    useless(store)
    assert Path(store.folder).read_text() == "mine"
    useless(Store(f"{store.folder}/below"))


@pytest.mark.parametrize("target", ["elsewhere", "gone"])
def test_a_link_in_the_place_of_the_folder(store: Store, tmp_path: Path, target: str) -> None:
    assert store.folder
    (tmp_path / "elsewhere").mkdir()
    Path(store.folder).symlink_to(target)
    useless(store)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert not (tmp_path / "gone").exists()


def test_no_path() -> None:
    useless(Store("a\0b"))


def test_a_folder_that_may_only_be_read(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as name:  # one that others than root can reach
        folder = Path(name, "cache")
        store = Store(str(folder))
        store.add(GENERATION, {"kept": 1})
        store.keep_verdict("kept", b"1")
        Path(name).chmod(0o755)
        folder.chmod(0o555)
        for file in files(store):
            file.chmod(0o444)
        before = files(store)

        def reading() -> None:
            os.umask(0)
            if os.geteuid() == 0:
                os.setuid(65534)
            for number in range(20):
                store.add(GENERATION, {str(number): 1})
                store.keep_verdict("key", b"x")
            assert (store.load(GENERATION), store.verdict("kept")) == ({"kept": 1}, b"1")
            assert store.verdict("key") is None

        _in_child(reading)
        assert files(store) == before
        folder.chmod(0o000)

        def shut() -> None:
            if os.geteuid() == 0:
                os.setuid(65534)
            useless(store)

        _in_child(shut)
        folder.chmod(0o700)


@pytest.mark.parametrize("most", [0, 1, 80, 81, 100, 200])
def test_a_disk_that_is_full_after_some_bytes(store: Store, most: int) -> None:
    store.add(GENERATION, {"kept": 1})
    store.keep_verdict("kept", b"1")

    def writing() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        for number in range(3 * packs.MAX_PACKS):
            store.add(GENERATION, {f"k{number}": "x" * 200}, live=("kept",))
            store.keep_verdict("key", b"x" * 200)
        assert store.load(GENERATION) == {"kept": 1}
        assert (store.verdict("kept"), store.verdict("key")) == (b"1", None)

    _in_child(writing)
    assert files(store, "t-") == []
    store.add(GENERATION, {"k": 2})
    assert store.load(GENERATION) == {"kept": 1, "k": 2}


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system can't be mounted here")
    try:
        store = Store(str(disk / "cache"))
        seen = 0
        for number in range(60):
            store.add(GENERATION, {f"k{number}": str(number) * 2000}, live=["k0"])
            loaded = store.load(GENERATION)
            assert all(value == key[1:] * 2000 for key, value in loaded.items())
            seen = max(seen, len(loaded))
        assert 1 < seen < 60
        assert files(store, "t-") == []
    finally:
        subprocess.run(["umount", disk], check=True)


def _in_child(work: Callable[[], None], died_of: int = 0) -> None:
    """Do something in a process of its own, which may lose its rights or its life."""
    child = os.fork()
    if not child:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == -died_of


# Several at once, and kills

WRITER = """
import sys
from specctl.cache import Store
folder, me, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = Store(folder)
every = [f"{w}-{n}" for w in "abcd" for n in range(count)]
for number in range(count):
    store.add("one", {f"{me}-{number}": [me, number, "x" * number]}, live=every)
    store.keep_verdict("shared", (me * 5000).encode())
    for key, (w, n, text) in store.load("one").items():
        assert (key, text) == (f"{w}-{n}", "x" * n)
    verdict = store.verdict("shared")
    assert verdict in {(w * 5000).encode() for w in "abcd"}, verdict
"""


def test_several_programs_write_at_once(store: Store) -> None:
    count = 60
    command = [sys.executable, "-c", WRITER, str(store.folder)]
    writers = [
        subprocess.Popen([*command, me, str(count)], stderr=subprocess.PIPE) for me in "abcd"
    ]
    for writer in writers:
        _, errors = writer.communicate()
        assert (writer.returncode, errors) == (0, b"")
    expected = {f"{me}-{n}": [me, n, "x" * n] for me in "abcd" for n in range(count)}
    assert store.load(GENERATION) == expected
    assert files(store, "t-") == []


VICTIM = """
import sys
from specctl.cache import Store
store = Store(sys.argv[1])
print(flush=True)
number = 0
while True:
    number += 1
    entries = {f"{n}": "x" * n for n in range(0, 2000, 1 + number % 7)}
    store.add("one", entries, live=entries)
    store.keep_verdict("key", b"v" * 300_000)
"""


def test_a_kill_at_any_moment(store: Store) -> None:
    chance = random.Random(1)
    for _ in range(15):
        victim = subprocess.Popen(
            [sys.executable, "-c", VICTIM, str(store.folder)], stdout=subprocess.PIPE
        )
        assert victim.stdout
        victim.stdout.readline()
        time.sleep(chance.random() / 50)
        victim.kill()
        victim.communicate()
        assert all(value == "x" * int(key) for key, value in store.load(GENERATION).items())
        assert store.verdict("key") in {None, b"v" * 300_000}
        store.add(GENERATION, {"0": ""})
        assert store.load(GENERATION)["0"] == ""


# Where it is


@pytest.fixture
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SPECCTL_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches"


def test_in_the_git_folder(caches: Path, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    assert cache.home(str(tmp_path / ".git"), str(tmp_path)) == str(tmp_path / ".git" / "specctl")
    assert cache.home(str(tmp_path / "gone"), str(tmp_path)) is None


def test_in_the_user_s_folder(
    caches: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    homes = {cache.home(None, str(tmp_path / name)) for name in ("a", "b", "a/../b", "é\udcff")}
    assert len(homes) == 3
    assert {str(Path(home).parent) for home in homes if home} == {str(caches / "specctl")}
    for relative in ("", "relative"):
        monkeypatch.setenv("XDG_CACHE_HOME", relative)
        monkeypatch.setenv("HOME", str(tmp_path / "me"))
        home = cache.home(None, "/x")
        assert home
        assert Path(home).parent == tmp_path / "me" / ".cache" / "specctl"
    monkeypatch.setenv("HOME", "nowhere")
    assert cache.home(None, "/x") is None


def test_where_the_user_wants_it(
    caches: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECCTL_CACHE", "off")
    assert cache.home(None, "/x") is cache.home(str(tmp_path), "/x") is None
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.setenv("SPECCTL_CACHE", str(tmp_path / "link"))
    homes = [cache.home(*asked) for asked in ((None, "/x"), (None, "/y"), ("/x", "/z"))]
    assert (homes[0], len(set(homes))) == (homes[2], 2)
    store = Store(homes[0])
    store.add(GENERATION, ENTRIES)
    assert store.load(GENERATION) == ENTRIES
    assert Path(str(store.folder)).parent == tmp_path / "real"


# The stamp


def test_the_stamp_knows_what_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    gone = ["gone-packages", "a\0b-packages", ""]
    monkeypatch.setattr(sys, "path", [*sys.path, str(packages), str(tmp_path), *gone])
    before = cache.stamp()
    os.utime(tmp_path, ns=(1, 1))  # where a script starts from, anything may come and go
    assert cache.stamp() == before
    (packages / "plugin-1.0.dist-info").mkdir()
    os.utime(packages, ns=(1, 1))
    installed = cache.stamp()
    monkeypatch.setattr(sys, "version", "4.0")
    assert len({before, installed, cache.stamp()}) == 3


def test_the_stamp_knows_where_plugins_are_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = tmp_path / "acme.egg-info" / "entry_points.txt"
    points.parent.mkdir()
    (tmp_path / "below").mkdir()
    monkeypatch.setattr(sys, "path", [*sys.path, str(tmp_path)])
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path / "below")
    seen = [cache.stamp()]
    points.write_text("[specctl.rules]")  # as an installation that is made anew does
    seen.append(cache.stamp())
    monkeypatch.setenv("PYTHONPATH", "")  # as a `.pth` file names it
    seen.append(cache.stamp())
    os.utime(points, ns=(1, 1))
    seen.append(cache.stamp())
    monkeypatch.chdir(tmp_path)  # where they are not looked for
    seen.append(cache.stamp())
    assert len(set(seen)) == 5


def test_the_stamp_knows_the_code_of_a_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "specctl"
    (package / "lint" / "pages").mkdir(parents=True)
    (package / "__pycache__").mkdir()
    (tmp_path / "schemas").mkdir()
    page = package / "lint" / "pages" / "x.md"
    for file in (page, package / "cache.py", tmp_path / "schemas" / "x.json"):
        file.write_text("one")
    monkeypatch.setattr(place, "__file__", str(package / "cache" / "place.py"))
    monkeypatch.setattr(sys, "path", [])
    installed = cache.stamp()
    page.write_text("another")
    assert cache.stamp() == installed
    (tmp_path / "pyproject.toml").touch()
    seen = [installed, cache.stamp()]
    (package / "__pycache__" / "x.pyc").touch()
    assert cache.stamp() == seen[-1]
    page.write_text("a third")
    seen.append(cache.stamp())
    (tmp_path / "schemas" / "x.json").write_text("other")
    seen.append(cache.stamp())
    (package / "new.py").touch()
    seen.append(cache.stamp())
    assert len(set(seen)) == 5


PROGRAM = """
import sys
known = set(sys.modules)
import specctl.cache
specctl.cache.stamp()
specctl.cache.Store(None).verdict("key")
heavy = {"json", "hashlib", "pathlib", "subprocess", "tempfile", "dataclasses"}
print(*sorted(heavy & (set(sys.modules) - known)))
"""


def test_a_verdict_needs_next_to_no_imports() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert ran.stdout == b"\n"


def test_packs_are_plain_json(store: Store) -> None:
    store.add(GENERATION, ENTRIES)
    magic, seal, body = only(store).read_bytes().split(b"\n", 2)
    assert (magic, len(seal), json.loads(body)) == (b"specctl cache 1", 64, ENTRIES)
