"""What was read of a spec, put together: sections in document order, evals by id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from specctl.model.finding import Finding
from specctl.model.snapshot import Snapshot
from specctl.model.spec import Eval, Manifest, Section, Spec


def put_together(
    snapshot: Snapshot,
    manifest: Manifest,
    values: Iterable[Section | Eval],
    lines: Mapping[str, tuple[str, ...]],
    findings: Iterable[Finding] = (),
) -> Spec:
    """A spec from what was read of it.

    Args:
        snapshot: the files; some of those that were read may be missing.
        manifest: the spec's.
        values: its sections and evals in any order.
        lines: those of the files, by path as in :class:`specctl.model.Place`.
        findings: what was found wrong.
    """
    every = list(values)
    sections = [one for one in every if isinstance(one, Section)]
    evals = [one for one in every if isinstance(one, Eval)]
    return Spec(
        snapshot.rev,
        snapshot.commit,
        snapshot.folder,
        manifest,
        tuple(in_order(sections, manifest)),
        tuple(sorted(evals, key=lambda e: (e.id, e.path))),
        tuple(findings),
        lines,
        {f"{snapshot.folder}/{name}": content for name, content in snapshot.files.items()},
        snapshot.exists,
        snapshot.baseline,
    )


def in_order(every: Iterable[Section], manifest: Manifest) -> Iterator[Section]:
    """Sections depth first; siblings as their parent lists them, then the others by id.

    The tree is the folders': the children of ``a/b.md`` are the files in ``a/b``. A section whose
    parent has no file comes last, so that nothing is lost.
    """
    sections = list(every)
    folders = {s.path.removesuffix(".md") for s in sections}
    children: dict[str | None, list[Section]] = {}
    for section in sections:
        folder = section.path.rpartition("/")[0]
        children.setdefault(folder if folder in folders else None, []).append(section)

    def walk(folder: str | None, listed: Sequence[str]) -> Iterator[Section]:
        rank = {child: index for index, child in enumerate(listed)}
        last = len(rank)
        here = children.get(folder, ())
        for section in sorted(here, key=lambda s: (rank.get(s.id, last), s.id, s.path)):
            yield section
            yield from walk(section.path.removesuffix(".md"), section.children)

    yield from walk(None, manifest.sections)
