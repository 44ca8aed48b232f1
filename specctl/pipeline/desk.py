"""Where the proposals of a spec are, and which of them somebody means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from specctl.errors import SpecctlError
from specctl.pipeline.context import Context

if TYPE_CHECKING:
    from specctl.model.proposal import Proposal
    from specctl.sources.branches import Branch
    from specctl.sources.revisions import Repository


@dataclass(frozen=True)
class Desk:
    """The proposals of the work tree, and where those of branches are.

    Attributes:
        context: where to look.
        parent: the folder that holds the spec folder and that of the proposals.
        proposals: those of the work tree, by number.
        content: of their files, by path.
        problems: sentences: files that were not read.
    """

    context: Context
    parent: Path
    proposals: tuple[Proposal, ...]
    content: Mapping[str, bytes]
    problems: tuple[str, ...]

    @cached_property
    def repository(self) -> Repository:
        """The repository around the spec.

        Raises:
            SpecctlError: there is none, it has no work tree, or the proposals are outside of it.
        """
        from specctl.sources.revisions import find

        found = find(self.parent)
        if found.top is None or not self.parent.is_relative_to(found.top):
            raise SpecctlError(
                "the spec folder is the root of the repository, and proposals stand beside it",
                "Move the spec into a folder of its own, with `git mv`.",
            )
        return found

    @cached_property
    def path(self) -> str:
        """The proposals' folder from the repository's root. Raises as :attr:`repository`."""
        from specctl.model.proposal import FOLDER

        assert self.repository.top
        return "/".join((*self.parent.relative_to(self.repository.top).parts, FOLDER))

    @cached_property
    def branches(self) -> tuple[Branch, ...]:
        """All branches. Raises as :attr:`repository`."""
        from specctl.sources.branches import branches

        return branches(self.repository)

    @cached_property
    def current(self) -> str | None:
        """The branch that is checked out, if one is. Raises as :attr:`repository`."""
        from specctl.sources.branches import current

        return current(self.repository)

    @property
    def in_git(self) -> bool:
        """Whether there is a repository at all."""
        from specctl.sources.locate import top_of

        return top_of(self.parent) is not None


def desk(context: Context) -> Desk:
    """The proposals of the work tree.

    Raises:
        SpecctlError: their folder is a link of the file system, or holds too much.
    """
    from specctl import sources
    from specctl.model.proposal import FOLDER
    from specctl.parse import read_proposals

    side = sources.work_tree(cwd=context.directory, spec=context.spec)
    read = sources.proposal_files(side)
    problems = tuple(f"{FOLDER}/{one.message}" for one in read.problems)
    found = read_proposals(read.files)
    return Desk(context, side.place.parent, found, read.files, problems)


def meant(desk: Desk, given: str) -> Proposal:
    """The proposal of the work tree that somebody names.

    Args:
        desk: the proposals.
        given: its number, with or without leading zeros, or the name of its folder.

    Raises:
        SpecctlError: there is none, or there are two of that number.
    """
    from specctl.propose.naming import one_of

    return one_of(desk.proposals, given, lambda: unknown(desk, given))


def unknown(desk: Desk, given: str) -> SpecctlError:
    """What is said where the work tree has no such proposal: the nearest, or who has it."""
    from specctl.pipeline.surveying import on_branches
    from specctl.propose.naming import given as meant_by
    from specctl.propose.naming import matching
    from specctl.words import closest

    others = {one.proposal.name: one for one in (on_branches(desk) if desk.in_git else ())}
    held = matching([one.proposal for one in others.values()], given)
    if held:
        branch = str(others[held[0].name].branch)
        return SpecctlError(
            f"there is no proposal {given} in the work tree, but on the branch {branch}",
            f"Switch to it: git switch {branch.removeprefix('origin/')}",
        )
    every = [*desk.proposals, *(one.proposal for one in others.values())]
    names = [known for one in every for known in (one.name, one.slug, one.id)]
    return SpecctlError(
        f"there is no proposal {given}{closest(meant_by(given), names)}",
        "`specctl propose list --all` lists them."
        if names
        else '`specctl propose new "Title" --source KIND:REF` makes one.',
    )


def sound(proposal: Proposal) -> Proposal:
    """A proposal that can be edited by its fields.

    Raises:
        SpecctlError: something is wrong with its file, so that an edit could go wrong, too.
    """
    if proposal.findings:
        first = proposal.findings[0]
        if first.rule == "duplicate-id":
            raise SpecctlError(
                f"{proposal.path}: {first.message}",
                f"For example: specctl propose renumber {proposal.name}",
            )
        at = f"{proposal.path}:{first.place.line}"
        raise SpecctlError(f"{at}: {first.message}", "Put that right first; nothing was written.")
    return proposal


def rewrite(desk: Desk, proposal: Proposal, edits: Mapping[str, Any]) -> None:
    """Write other values into a proposal's front matter; all else in its file stays as it is.

    Raises:
        SpecctlError: the file changed meanwhile, or cannot be written.
    """
    from specctl.frontmatter import update_file
    from specctl.pipeline.saving import save

    old = desk.content[proposal.path]
    save(desk.parent, {proposal.path: (old, update_file(old, edits))})
