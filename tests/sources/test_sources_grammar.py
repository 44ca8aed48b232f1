"""How a comparison is written."""

from __future__ import annotations

import pytest

from specctl.errors import SpecctlError
from specctl.sources.grammar import Asked, split

ROWS = [
    ([], Asked("HEAD", None)),
    (["main"], Asked("main", None)),
    (["HEAD~1"], Asked("HEAD~1", None)),
    (["v1.0.0"], Asked("v1.0.0", None)),
    (["a", "b"], Asked("a", "b")),
    (["a..b"], Asked("a", "b")),
    (["a.."], Asked("a", "HEAD")),
    (["..b"], Asked("HEAD", "b")),
    ([".."], Asked("HEAD", "HEAD")),
    (["a...b"], Asked("a", "b", True)),
    (["a..."], Asked("a", "HEAD", True)),
    (["...b"], Asked("HEAD", "b", True)),
    (["v1.0..v1.1"], Asked("v1.0", "v1.1")),
    (["dir:a"], Asked("dir:a", None)),
    (["dir:../a"], Asked("dir:../a", None)),
    (["dir:.."], Asked("dir:..", None)),
    (["dir:../.."], Asked("dir:../..", None)),
    (["dir:a/../b"], Asked("dir:a/../b", None)),
    (["dir:a/.."], Asked("dir:a/..", None)),
    (["dir:a..dir:b"], Asked("dir:a", "dir:b")),
    (["dir:../a..dir:../b"], Asked("dir:../a", "dir:../b")),
    (["dir:a/.." + "..dir:b"], Asked("dir:a/..", "dir:b")),
    (["dir:...dir:b"], Asked("dir:.", "dir:b")),
    (["dir:a..HEAD"], Asked("dir:a", "HEAD")),
    (["dir:../a..HEAD~1"], Asked("dir:../a", "HEAD~1")),
    (["dir:a.."], Asked("dir:a", "HEAD")),
    (["HEAD..dir:b"], Asked("HEAD", "dir:b")),
    (["..dir:b"], Asked("HEAD", "dir:b")),
    (["HEAD..dir:../b"], Asked("HEAD", "dir:../b")),
    (["v1..dir:x..y"], Asked("v1", "dir:x..y")),
    (["dir:a", "dir:b"], Asked("dir:a", "dir:b")),
    (["dir:a..b", "HEAD"], Asked("dir:a..b", "HEAD")),
    (["HEAD", "dir:../b"], Asked("HEAD", "dir:../b")),
    (["dir:/abs/a..dir:/abs/b"], Asked("dir:/abs/a", "dir:/abs/b")),
]


@pytest.mark.parametrize(("args", "expected"), ROWS, ids=str)
def test_a_comparison_is_split(args: list[str], expected: Asked) -> None:
    assert split(args, staged=False) == expected


@pytest.mark.parametrize("args", [[], ["main"], ["dir:../a"]])
def test_staged_leaves_the_head_to_the_index(args: list[str]) -> None:
    assert split(args, staged=True) == split(args, staged=False)


@pytest.mark.parametrize(
    ("args", "staged", "message"),
    [
        (["a", "b", "c"], False, "two sides, but 3"),
        (["a..b", "c"], False, "'a..b' is a range"),
        (["a", "b...c"], False, "'b...c' is a range"),
        (["a", "x..dir:b"], False, "is a range"),
        (["a..b..c"], False, "more than two sides"),
        (["a...b..c"], False, "more than two sides"),
        (["a..b..dir:c"], False, "more than two sides"),
        (["dir:a...dir:b"], False, "no merge base"),
        (["dir:a...HEAD"], False, "no merge base"),
        (["HEAD...dir:b"], False, "no merge base"),
        (["a..b"], True, "--staged"),
        (["a...b"], True, "--staged"),
        (["a", "b"], True, "--staged"),
        (["dir:a..dir:b"], True, "--staged"),
    ],
)
def test_what_is_no_comparison(args: list[str], staged: bool, message: str) -> None:
    with pytest.raises(SpecctlError, match=message) as caught:
        split(args, staged=staged)
    assert "BASE..HEAD" in caught.value.hint
