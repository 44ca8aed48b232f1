"""A review that shows what is new since an earlier one, of which its JSON was kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specctl.errors import SpecctlError
from specctl.pipeline.context import Context

if TYPE_CHECKING:
    from specctl.model import Review
    from specctl.review.since import Earlier

LARGEST = 64 * 2**20
"""Bytes in an earlier review."""
_SCHEMA = "specctl/review/1"
_HINT = "Name a file that `specctl review --format json -o FILE` has written."


def since_review(context: Context, review: Review, path: Path) -> Review:
    """A review that knows which of its rows were in an earlier one, and which of those are gone.

    The earlier review may be of a commit that is no more, or of another base: rows are known by
    what they cover.

    Args:
        context: where the repository is.
        review: of what is to be reviewed.
        path: the JSON of the earlier review.

    Raises:
        SpecctlError: if the file cannot be read, is no review, or is one of commits that have no
            history in common with these.
    """
    from specctl.review.since import earlier, since

    before = earlier(_data(path))
    if _unrelated(context, review, before):
        raise SpecctlError(
            f"{path} is a review of something else: its base {before.base.rev} has no history in"
            f" common with {review.base.rev}",
            _HINT,
        )
    return since(review, before)


def _unrelated(context: Context, review: Review, before: Earlier) -> bool:
    """Whether it is plain that both bases are of different histories; a commit may be gone."""
    old, new = before.base.commit, review.base.commit
    if old is None or new is None or old == new:
        return False
    from specctl.sources.revisions import share_history

    return share_history(context.directory, old, new) is False


def _data(path: Path) -> Any:
    """The plain data of a review, held against its schema."""
    from specctl import schema

    data = _parsed(path, _text(path))
    named = data.get("schema") if isinstance(data, dict) else None
    if named != _SCHEMA:
        what = f"its schema is {str(named)[:60]}" if named else "it has no schema"
        raise SpecctlError(f"{path} is no review: {what}, not {_SCHEMA}", _HINT)
    if "changes" not in data:
        raise SpecctlError(f"{path} holds no rows: `specctl impact` writes none", _HINT)
    if problems := schema.check(data, "review"):
        at = f"{problems[0].path}: " if problems[0].path else ""
        more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
        said = f"{path} is no review of this version: {at}{problems[0].message}{more}"
        raise SpecctlError(said, _HINT)
    return data


def _parsed(path: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        what = "is cut off" if cut else f"is no JSON: {error.msg},"
        raise SpecctlError(f"{path} {what} in line {error.lineno}", _HINT) from None
    except (ValueError, RecursionError) as error:
        raise SpecctlError(f"{path} cannot be read as JSON: {error}", _HINT) from None


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise SpecctlError(f"cannot read {path}: {error.strerror}", _HINT) from None
    if len(content) > LARGEST:
        raise SpecctlError(
            f"{path} is larger than {LARGEST // 2**20} MiB, so it is no review", _HINT
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SpecctlError(f"{path} is no JSON: it is not UTF-8", _HINT) from None
