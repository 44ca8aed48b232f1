"""Every test is deaf to the settings of whoever runs it, and writes to no folder of theirs."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from gitrepo import deafen
from killing import Kill, killed

_HEARD = ("COLUMNS", "NO_COLOR", "SOURCE_DATE_EPOCH", "SPECCTL_CACHE", "SPECCTL_DEBUG")


@pytest.fixture(autouse=True, scope="session")
def _alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        deafen(patch)
        for name in [name for name in os.environ if name.startswith(("PRE_COMMIT", *_HEARD))]:
            patch.delenv(name)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def kill(monkeypatch: pytest.MonkeyPatch) -> Kill:
    """Kills what runs within it before its nth step that changes a file or a branch, or after."""
    monkeypatch.setenv("SPECCTL_CACHE", "off")  # whose files are steps of nobody's
    return killed
