"""What a program in Python gets."""

import importlib
from pathlib import Path

import pytest
from gitrepo import make
from linting import BASE, FOLDER

import specctl


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> specctl.Context:
    repo = make(tmp_path / "repo")
    repo.commit({f"{FOLDER}/{name}": content for name, content in BASE.items()})
    (repo.root / FOLDER / "greet.md").write_text("")
    monkeypatch.chdir(repo.root)
    return specctl.Context(repo.root)


def test_every_public_name_is_there_and_stays() -> None:
    before = [getattr(specctl, name) for name in specctl.__all__]
    for stage in ("lint", "review"):  # modules of the same name as a function
        importlib.reload(importlib.import_module(f"specctl.{stage}"))
    assert [getattr(specctl, name) for name in specctl.__all__] == before
    assert callable(specctl.lint)
    assert callable(specctl.review)


def test_a_name_that_is_not_there_is_said_as_python_says_it() -> None:
    with pytest.raises(AttributeError, match=r"^module 'specctl' has no attribute 'lnit'$"):
        specctl.lnit  # type: ignore[attr-defined]  # noqa: B018


def test_the_spec_of_the_working_folder_is_the_default(context: specctl.Context) -> None:
    assert specctl.load().sections == specctl.load(context).sections != ()
    assert specctl.lint() == specctl.lint(context) != ()
    assert specctl.review() == specctl.review(context)
    assert specctl.review(revisions=["HEAD"]).changes == specctl.review().changes != ()


def test_lint_and_review_go_by_the_same_day(
    context: specctl.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "---\nid: greet\ntitle: Greet\nstatus: aspirational\ntarget: 2001-05\n---\n"
    (context.directory / FOLDER / "greet.md").write_text(page)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    found = [one for one in specctl.lint(context) if one.rule == "overdue-aspiration"]
    assert "is more than 3 months away" in found[0].message
    assert found[0] in specctl.review(context).new_findings


def test_a_rule_of_ones_own_is_made_of_public_names() -> None:
    from specctl.lint import File, PluginRule
    from specctl.model import Finding, Place, Severity

    def check(file: File) -> list[Finding]:
        return [file.finding("acme-short", Place(file.path), "Write more.", severity=Severity.INFO)]

    assert PluginRule("acme-short", "A file.", check).severity is Severity.WARNING
