"""A spec many times as large as a real one: every id of every copy is its own."""

from __future__ import annotations

import re
from pathlib import Path

_ID_KEYS = re.compile(
    r"^(\s*(?:- )?(?:id|sections|clauses|confirmed|exception_to|formerly):.*)$", re.M
)
_REFERENCE = re.compile(r"(\[\^|\]\(#|\[#)([A-Za-z0-9_-]+)")


def grow(source: Path, target: Path, copies: int) -> int:
    """Write ``copies`` of the spec in ``source`` to ``target``; returns the bytes of Markdown.

    The first copy keeps its ids; the ids, links and anchors of the others end in ``_N``.
    """
    files = {p.relative_to(source): p.read_text("utf-8") for p in sorted(source.rglob("*.md"))}
    ids = {path.stem for path in files}
    known = re.compile(
        rf"(?<![\w-])({'|'.join(sorted(map(re.escape, ids), key=len, reverse=True))})(?![\w-])"
    )
    written = 0
    for copy in range(copies):
        end = f"_{copy}" if copy else ""
        for path, text in files.items():
            parts = [*(f"{part}{end}" if part != "evals" else part for part in path.parts[:-1])]
            name = target.joinpath(*parts, f"{path.stem}{end}.md")
            name.parent.mkdir(parents=True, exist_ok=True)
            content = _renamed(text, known, end).encode()
            name.write_bytes(content)
            written += len(content)
    manifest = (source / "spec.yaml").read_text("utf-8")
    _manifest(manifest, target / "spec.yaml", copies)
    return written


def _renamed(text: str, known: re.Pattern[str], end: str) -> str:
    if not end:
        return text
    head, mark, body = text[4:].partition("\n---\n")
    if not text.startswith("---\n") or not mark:
        head, body, mark = "", text, ""
    if head:
        rows = []
        for row in head.split("\n"):
            is_title = re.match(r"\s*(?:- )?(?:title|question|expect):", row)
            rows.append(row if is_title else known.sub(rf"\g<1>{end}", row))
        head = "\n".join(rows)
    body = _REFERENCE.sub(rf"\g<1>\g<2>{end}", body)
    body = body.replace("<user>\n", f"<user>\n({end[1:]}) ")  # so that no prompt is there twice
    return f"---\n{head}{mark}{body}" if mark else body


def _manifest(text: str, path: Path, copies: int) -> None:
    """The manifest with the top-level sections of every copy."""
    listed = re.search(r"^sections: \[(.*?)\]$", text, re.M)
    assert listed, "the manifest lists its sections in one line"
    ids = [one.strip() for one in listed[1].split(",")]
    more = [f"{one}_{copy}" if copy else one for copy in range(copies) for one in ids]
    path.write_text(text.replace(listed[0], f"sections: [{', '.join(more)}]"), "utf-8")
