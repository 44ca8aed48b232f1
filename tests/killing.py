"""Runs that are killed between two steps that change something."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import git
import pytest

Kill = Callable[..., AbstractContextManager[None]]

_STEPS = ((os, "mkdir"), (os, "link"), (os, "replace"), (Path, "rename"), (git.Git, "execute"))


class Killed(BaseException):
    """What a kill is to a test: nothing catches it."""


@contextmanager
def killed(step: int, *, after: bool) -> Iterator[None]:
    """Kill what runs within it before its nth step that changes a file or a branch, or after."""
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
        for home, name in _STEPS:
            patch.setattr(home, name, stepped(home, getattr(home, name)))
        try:
            yield
        except Killed:
            return
        raise AssertionError(f"it ended before its step {step}")
