"""Proposals: ``proposal.md`` with its front matter, and the approvals beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from specctl import frontmatter
from specctl.markdown import headings
from specctl.model.change import RANKS
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.proposal import (
    BEGIN,
    END,
    FOLDER,
    Approval,
    Concern,
    Move,
    Origin,
    Proposal,
    Resolution,
    Status,
)
from specctl.parse.data import checked
from specctl.parse.merge import unsettled
from specctl.parse.text import decode

_FOLDER = re.compile(r"(?P<id>\d{4})-(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\Z")
_NO_FILE = "the folder has no proposal.md; give it back from git, or remove the folder"
_NAME = re.compile(r"(?P<member>.+)-\d+\.yaml\Z")


def read_proposals(files: Mapping[str, bytes]) -> tuple[Proposal, ...]:
    """Read every proposal.

    Args:
        files: content by path, each path beginning with ``proposals/``. Other files than
            ``proposal.md`` and ``approvals/*.yaml`` of a folder ``NNNN-slug`` are left alone.

    Returns:
        The proposals by number, then slug. What is wrong with one is among its findings, and with
        an approval among that approval's.
    """
    folders: dict[str, dict[str, bytes]] = defaultdict(dict)
    for path, content in sorted(files.items()):
        top, _, rest = path.partition("/")
        name, _, file = rest.partition("/")
        if top == FOLDER and _FOLDER.match(name) and file:
            folders[name][file] = content
    found = [_proposal(name, held) for name, held in sorted(folders.items())]
    return tuple(_told_apart(found))


def _told_apart(proposals: Sequence[Proposal]) -> Iterator[Proposal]:
    """Proposals, of which those with one number say so."""
    by_id: dict[str, list[Proposal]] = defaultdict(list)
    for one in proposals:
        by_id[one.id].append(one)
    for one in proposals:
        others = [other.folder for other in by_id[one.id] if other is not one]
        if others:
            message = (
                f"the number {one.id} is also that of {', '.join(others)}; give the one that is "
                "not merged yet another with `specctl propose renumber`"
            )
            finding = Finding("duplicate-id", Place(one.path), message, subject=one.id)
            yield replace(one, findings=(*one.findings, finding))
        else:
            yield one


class _Read(NamedTuple):
    """One YAML mapping: its data, where things stand, what is wrong, and the file's lines."""

    data: Mapping[str, Any]
    places: Mapping[str, Place]
    findings: tuple[Finding, ...]
    lines: tuple[str, ...] = ()
    body_at: int = 0

    def text(self, key: str) -> str:
        return _text(self.data, key)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key)
        return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()

    def entries(self, key: str) -> Iterator[tuple[Mapping[str, Any], Place]]:
        value = self.data.get(key)
        for number, entry in enumerate(value if isinstance(value, list) else ()):
            if isinstance(entry, dict):
                yield entry, self.places[f"{key}.{number}"]


def _proposal(name: str, files: Mapping[str, bytes]) -> Proposal:
    match = _FOLDER.match(name)
    assert match
    path = f"{FOLDER}/{name}/proposal.md"
    approvals = tuple(
        _approval(f"{FOLDER}/{name}/{file}", content)
        for file, content in files.items()
        if file.startswith("approvals/") and file.endswith(".yaml")
    )
    if "proposal.md" not in files:
        missing = Finding("unreadable-file", Place(path), _NO_FILE, subject=match["id"])
        return Proposal(
            match["id"], match["slug"], path, match["slug"], Status.DRAFT,
            approvals=approvals, findings=(missing,),
        )  # fmt: skip
    read = _read(path, files["proposal.md"], "proposal")
    rank = read.data.get("declared_rank")
    text = dict(_parts(read.lines[read.body_at :]))
    return Proposal(
        match["id"],
        match["slug"],
        path,
        read.text("title") or match["slug"],
        _status(read.text("status")),
        authors=read.texts("authors"),
        source=_origin(read.data.get("source")),
        base=read.text("base"),
        declared_rank=rank if type(rank) is int and rank in range(len(RANKS)) else None,
        theme=read.text("theme"),
        concerns=tuple(_concerns(read)),
        disposition=read.text("disposition"),
        history=tuple(_moves(read)),
        approvals=approvals,
        lines=read.lines,
        text=text,
        block=_block(read.lines),
        findings=(*read.findings, *_misnamed(read, match["id"], path)),
    )


def _read(path: str, content: bytes, schema: str) -> _Read:
    """Read front matter, or the whole of a file of YAML."""
    try:
        lines = tuple(decode(content))
    except ValueError as error:
        place = Place(path, getattr(error, "line", 1))
        return _Read({}, {}, (Finding("unreadable-file", place, str(error)),))
    marked = tuple(unsettled(content, lines, path))
    found = frontmatter.split(lines) if schema == "proposal" else (0, len(lines))
    if found is None or found[1] < 0:
        message = "no front matter: begin the file with `---`, `id:`, `title:`, `status:`, `---`"
        return _Read({}, {}, marked or (Finding("invalid-front-matter", Place(path), message),))
    first, end = found
    try:
        document = frontmatter.read("\n".join(lines[first:end]), path, first + 1)
    except frontmatter.Unreadable as error:
        what = "the front matter" if schema == "proposal" else "the approval"
        unread = Finding("invalid-front-matter", error.place, f"{what} {error.message}")
        return _Read({}, {}, marked or (unread,), lines)
    whole = Place(path, 1, 1, max(len(lines), 1), 1)
    data, findings = checked(document, schema, "", whole)
    body_at = end + 1 if schema == "proposal" else end
    return _Read(data, document.places, (*marked, *findings), lines, body_at)


def _misnamed(read: _Read, number: str, path: str) -> Iterator[Finding]:
    """The id in the front matter is not the folder's."""
    said = read.text("id")
    if said and said != number:
        place = read.places.get("id", Place(path))
        message = f"the id is {said}, and the folder's number {number}; make them the same"
        yield Finding("id-mismatch", place, message, subject=said)


def _status(said: str) -> Status:
    return Status(said) if said in set(Status) else Status.DRAFT


def _origin(value: Any) -> Origin | None:
    if not isinstance(value, dict):
        return None
    return Origin(_text(value, "kind"), _text(value, "ref"))


def _concerns(read: _Read) -> Iterator[Concern]:
    for entry, place in read.entries("concerns"):
        id_, by, date, text = (_text(entry, key) for key in ("id", "by", "date", "text"))
        resolved = entry.get("resolved")
        met = None
        if isinstance(resolved, dict):
            met = Resolution(*(_text(resolved, k) for k in ("by", "date", "reason", "signature")))
        yield Concern(id_, by, date, text, place, met)


def _moves(read: _Read) -> Iterator[Move]:
    for entry, _ in read.entries("history"):
        yield Move(*(_text(entry, key) for key in ("to", "by", "date", "why")))


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _parts(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What stands below each second-level heading, without what specctl wrote."""
    found = [one for one in headings(lines) if one.level <= 2]
    ends = [*(one.line - 1 for one in found[1:]), len(lines)]
    for one, end in zip(found, ends, strict=False):
        below = lines[one.end_line : end]
        yield one.text.strip(), "\n".join(_without_block(below)).strip()


def _without_block(lines: Iterable[str]) -> Iterator[str]:
    within = False
    for line in lines:
        within = within or line == BEGIN
        if not within:
            yield line
        within = within and line != END


def _block(lines: Sequence[str]) -> str | None:
    """What stands between the marks, if each is there once and in order."""
    if lines.count(BEGIN) != 1 or lines.count(END) != 1:
        return None
    first, last = lines.index(BEGIN), lines.index(END)
    return "\n".join(lines[first + 1 : last]) if first < last else None


def _approval(path: str, content: bytes) -> Approval:
    read = _read(path, content, "approval")
    member = read.text("member")
    name = _NAME.match(path.rpartition("/")[2])
    findings = read.findings
    if member and (name is None or name["member"] != member):
        place = read.places.get("member", Place(path))
        message = f"the file is not named as an approval of {member}: {member}-1.yaml or so"
        findings = (*findings, Finding("id-mismatch", place, message, subject=member))
    return Approval(
        path,
        read.text("proposal"),
        member,
        read.text("date"),
        tuple(sorted(read.texts("rows"))),
        read.text("comment"),
        read.text("evidence"),
        read.text("signature"),
        findings,
    )
