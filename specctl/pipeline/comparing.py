"""A review of what differs between two specs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from specctl.pipeline.context import HERE, Context, called, no_spec, store_of

if TYPE_CHECKING:
    from specctl.cache import Store
    from specctl.model import Review
    from specctl.pipeline.halves import Halves
    from specctl.sources import Source, Trees


def review(
    context: Context = HERE, revisions: Sequence[str] = (), *, staged: bool = False
) -> Review:
    """Compare two specs and rank what differs.

    Args:
        context: where to look.
        revisions: none compares HEAD with the work tree, ``BASE`` compares it with the work
            tree, ``BASE HEAD`` and ``BASE..HEAD`` two revisions, ``A...B`` the merge base of
            both with B. ``dir:PATH`` stands for a folder.
        staged: compare BASE (or HEAD) with the index.

    Returns:
        The review. Lint settings, ranks and gates are the base's.

    Raises:
        SpecctlError: if a revision does not exist, or neither side has a spec.
    """
    from specctl import sources
    from specctl.pipeline import told
    from specctl.pipeline.linting import today

    asked = sources.sides(revisions, staged=staged, cwd=context.directory, spec=context.spec)
    trees, store = sources.trees(asked), store_of(asked[1])
    key = told.key_of(store, asked, trees, today())
    known = told.recall(store, key, asked)
    if known is None:
        both = _read(context, asked, store, trees)
        known = compared(both, sources.both_trees(asked, trees))
        told.keep(store, key, known, both.kept, both.amended)
    return known


def _read(
    context: Context, asked: tuple[Source, Source], store: Store, trees: tuple[str, ...]
) -> Halves:
    from specctl import sources

    with sources.listing_ahead(*asked) as listed:  # while Python imports
        from specctl.pipeline.halves import halves

        base, head = listed()
    if not base.exists and not head.exists:
        raise no_spec(context, f"neither {called(base.rev)} nor {called(head.rev)} holds")
    if not store.folder:  # all files have to be read
        with sources.ahead(base, head) as read:
            from specctl.parse import parse_file  # noqa: F401
            from specctl.pipeline import workers  # noqa: F401

            base, head = read()
    return halves(base, head, store, trees)


def compared(both: Halves, trees: Trees | None = None) -> Review:
    """A review of what was read of two sides; ``trees`` is what git has of them, if it has both."""
    from specctl.classify import classify, policy
    from specctl.diff import compare
    from specctl.impact import impacts
    from specctl.review import account, assemble
    from specctl.sources import counting

    base, head = both.base.spec, both.head.spec
    settings = base.manifest if base.manifest.exists else head.manifest
    with counting(both.base.snapshot, both.head.snapshot, trees) as changed_lines:
        difference = compare(base, head, both.words, (both.base.order, both.head.order))
        rows = classify(base, head, difference, policy(settings))
        examples, evals, cost = impacts(base, head, difference, rows)
        accounting = account(base, head, difference, rows, changed_lines())
    touched = examples, evals, cost._replace(total=both.prompts)
    return assemble(both.base.tree, both.head.tree, rows, touched, both.findings(), accounting)
