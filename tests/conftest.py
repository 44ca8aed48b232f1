"""Every test is deaf to the settings of whoever runs it, and writes to no folder of theirs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from gitrepo import deafen

_HEARD = ("COLUMNS", "NO_COLOR", "SOURCE_DATE_EPOCH", "SPECCTL_CACHE", "SPECCTL_DEBUG")


@pytest.fixture(autouse=True, scope="session")
def _alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        deafen(patch)
        for name in [name for name in os.environ if name.startswith(("PRE_COMMIT", *_HEARD))]:
            patch.delenv(name)
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


class Killed(BaseException):
    """What a kill is to a test: nothing catches it."""


Kill = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def kill(monkeypatch: pytest.MonkeyPatch) -> Kill:
    """Kills what runs within it before its nth step that changes a file or a branch, or after."""
    import git

    monkeypatch.setenv("SPECCTL_CACHE", "off")

    @contextmanager
    def killed(step: int, *, after: bool) -> Iterator[None]:
        left = step

        def stepped(home: object, real: Any) -> Any:
            def call(*args: Any, **more: Any) -> Any:
                nonlocal left
                if home is os and not any(name.endswith("dir_fd") for name in more):
                    return real(*args, **more)  # a temporary folder of somebody else's
                left -= 1
                if left == 0 and not after:
                    raise Killed
                done = real(*args, **more)
                if left == 0:
                    raise Killed
                return done

            return call

        with pytest.MonkeyPatch.context() as patch:
            for home, name in (*_STEPS, (git.Git, "execute")):
                patch.setattr(home, name, stepped(home, getattr(home, name)))
            try:
                yield
            except Killed:
                return
            raise AssertionError(f"it ended before its step {step}")

    return killed


_STEPS = ((os, "mkdir"), (os, "link"), (os, "replace"), (Path, "rename"))
