"""New files: whole or not at all, and never over another one."""

import errno
import os
from pathlib import Path

import pytest

from specctl.errors import SpecctlError
from specctl.pipeline.saving import create


@pytest.fixture(params=["links", "no links"])
def place(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, also on a file system on which a file has one name alone."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    if request.param == "no links":
        monkeypatch.setattr(os, "link", refuse)
    return tmp_path


def everything(place: Path) -> dict[str, bytes]:
    return {
        p.relative_to(place).as_posix(): p.read_bytes() for p in place.rglob("*") if p.is_file()
    }


def test_folders_are_made_and_nothing_is_left_beside_the_files(place: Path) -> None:
    files = {"a/b/c.md": b"one", "a/d.md": b"two"}
    create(place, files)
    assert everything(place) == files


def test_the_same_content_may_be_there_and_another_one_stays(place: Path) -> None:
    create(place, {"a/b.md": b"one"})
    create(place, {"a/b.md": b"one"})
    with pytest.raises(SpecctlError, match=r"^a/b\.md is there already, with another content"):
        create(place, {"a/b.md": b"one and more"})
    assert everything(place) == {"a/b.md": b"one"}


@pytest.mark.parametrize("link", ["a", "a/b.md"])
def test_no_link_is_written_through(place: Path, link: str) -> None:
    (place / "other").mkdir()
    (place / link).parent.mkdir(exist_ok=True)
    (place / link).symlink_to(place / "other")
    with pytest.raises(SpecctlError, match=r"^a/b\.md "):
        create(place, {"a/b.md": b"one"})
    assert everything(place) == {}


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a file")
    with pytest.raises(SpecctlError, match=r"^a/b\.md cannot be written: a symbolic link, or"):
        create(tmp_path, {"a/b.md": b"one"})
