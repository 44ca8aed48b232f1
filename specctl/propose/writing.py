"""Approvals as they are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from specctl import frontmatter
from specctl.model.change import Change
from specctl.model.proposal import Approval, Concern, Proposal


def approval_text(one: Approval) -> str:
    """The file of an approval: a row on each line, the signature as ssh-keygen made it."""
    said = {
        "proposal": one.proposal,
        "member": one.member,
        "date": one.date,
        "comment": one.comment or None,
        "evidence": one.evidence or None,
    }
    text = frontmatter.dump({key: value for key, value in said.items() if value is not None})
    text += "rows:\n" + "".join(f'  - "{row}"\n' for row in one.rows)
    if one.signature:
        text += "signature: |-\n" + "".join(f"  {line}\n" for line in one.signature.splitlines())
    return text


def next_path(proposal: Proposal, member: str, taken: Iterable[str] = ()) -> str:
    """The path of a member's next approval; ``taken`` are paths beside those of the proposal."""
    folder = f"{proposal.folder}/approvals"
    known = {*taken, *(one.path for one in proposal.approvals)}
    number = 1
    while f"{folder}/{member}-{number}.yaml" in known:
        number += 1
    return f"{folder}/{member}-{number}.yaml"


def chosen(rows: Sequence[Change], ids: Sequence[str]) -> tuple[list[Change], list[str]]:
    """The rows that ids name, all where there are none; and the ids that name no row, or several.

    An id may be cut short, as git's may.
    """
    if not ids:
        return list(rows), []
    found: dict[str, Change] = {}
    unknown = []
    for given in ids:
        meant = [row for row in rows if len(given) > 3 and row.fingerprint.startswith(given)]
        if len(meant) == 1:
            found[meant[0].id] = meant[0]
        else:
            unknown.append(given)
    return list(found.values()), unknown


def plain(one: Concern) -> dict[str, Any]:
    """A concern as front matter has it."""
    said: dict[str, Any] = {"id": one.id, "by": one.by, "date": one.date, "text": one.text}
    if one.resolved:
        answer = {key: value for key, value in one.resolved._asdict().items() if value}
        said["resolved"] = answer
    return said
