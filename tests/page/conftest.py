"""A browser for all tests, and the pages that they open. Without Chromium its tests skip."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pages
import pytest
from auditing import house, released
from gitrepo import git
from playwright.sync_api import Browser, sync_playwright

import specctl
from specctl import pipeline
from specctl.model import Review
from specctl.model.audit import Audit

ROOT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("SPECCTL_CORPUS", ROOT.parent / "shared/corpus/model-spec"))
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        pytest.skip(f"no Chromium: none of {', '.join(_NAMES)} is on the PATH")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=program, args=_QUIET)
        yield found
        found.close()


@pytest.fixture
def opened(browser: Browser) -> pages.Open:
    return partial(pages.opened, browser)


@pytest.fixture(scope="session")
def sample_review(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """The sample spec, and the change that is proposed to it."""
    folder = tmp_path_factory.mktemp("sample")
    for side in ("old", "new"):
        shutil.copytree(ROOT / "spec", folder / side / "spec")
    git(folder / "new", "apply", ROOT / "proposals/0001-fewer-confirmations/change.patch")
    return pages.between(folder / "old", folder / "new")


@pytest.fixture(scope="session")
def sample(sample_review: Review, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pages.saved(tmp_path_factory.mktemp("page"), sample_review)


@pytest.fixture(scope="session")
def step_review(tmp_path_factory: pytest.TempPathFactory) -> Review:
    """A large step of a real spec."""
    if not CORPUS.is_dir():
        pytest.skip(f"the Model Spec's releases are not in {CORPUS}: set SPECCTL_CORPUS")
    folder, into = tmp_path_factory.mktemp("step"), Path("spec")
    (folder / "old").mkdir()
    old, new = (specctl.Context(folder / side) for side in ("old", "new"))
    specctl.import_spec(old, "model-spec", CORPUS / "2025-04-11", into)
    shutil.copytree(folder / "old", folder / "new")
    specctl.import_spec(new, "model-spec", CORPUS / "2025-09-12", into, update=True)
    return pages.between(folder / "old", folder / "new")


@pytest.fixture(scope="session")
def step(step_review: Review, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pages.saved(tmp_path_factory.mktemp("page"), step_review)


@pytest.fixture(scope="session")
def house_audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """Changes that are in order, and some that slipped by."""
    return pipeline.audit(house(tmp_path_factory.mktemp("house"))[0].context, "1.0.0")


@pytest.fixture(scope="session")
def house_page(house_audit: Audit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pages.saved(tmp_path_factory.mktemp("page"), house_audit, "audit")


@pytest.fixture(scope="session")
def corpus_audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """Three releases of a real spec, which nobody proposed."""
    if not CORPUS.is_dir():
        pytest.skip(f"the Model Spec's releases are not in {CORPUS}: set SPECCTL_CORPUS")
    return pipeline.audit(released(tmp_path_factory.mktemp("corpus"), CORPUS), "2025-02-12")


@pytest.fixture(scope="session")
def corpus_page(corpus_audit: Audit, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return pages.saved(tmp_path_factory.mktemp("page"), corpus_audit, "audit")
