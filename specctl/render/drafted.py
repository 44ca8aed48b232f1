"""What the commands that draft a proposal have done, in a sentence or two each."""

from __future__ import annotations

from specctl.model.survey import Drafted, Moved, Raised, Renumbered, Updated
from specctl.render import wording
from specctl.render.layout import compose, wrap
from specctl.render.style import Style


def new(done: Drafted, style: Style) -> str:
    """A proposal was made."""
    branch = f"Switched to the new branch {done.branch}." if done.branch else ""
    return _said(
        style,
        f"{done.path}: {'written' if done.written else 'there already'}.",
        branch,
        "Say why in it, and change the spec; `specctl propose update` writes down what changes.",
    )


def updated(done: Updated, style: Style) -> str:
    """The block was written, or is current."""
    what = f"{wording.count(done.rows, 'row')}{'' if done.changed else ', current already'}"
    placed = "The block was missing; it stands at the end of '## What changes' now."
    return _said(style, f"{done.path}: {what}.", placed if done.placed else "")


def moved(done: Moved, style: Style) -> str:
    """A proposal has another status."""
    one = done.proposal
    return _said(style, f"{one.id} {one.title}: {one.status} → {done.status}.")


def raised(done: Raised, style: Style) -> str:
    """A concern was entered."""
    said = f"{done.proposal.path}: concern {done.concern} of {done.by}."
    return _said(style, said, "It blocks the proposal until it is resolved.")


def renumbered(done: Renumbered, style: Style) -> str:
    """A proposal has another number."""
    many = wording.count(done.approvals, "approval")
    holds = "hold" if done.approvals > 1 else "holds"
    given = "have to be given" if done.approvals > 1 else "has to be given"
    return _said(
        style,
        f"proposals/{done.old} is now proposals/{done.new}.",
        f"The branch is now {done.branch}." if done.branch else "",
        f"{many} {holds} for the old number only, and {given} again." if done.approvals else "",
    )


def _said(style: Style, *sentences: str) -> str:
    return compose([one for said in sentences if said for one in wrap([said], style.width)], style)
