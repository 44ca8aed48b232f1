"""One file's data and body become a section or an eval."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from specctl import frontmatter, markdown
from specctl.model.place import Place
from specctl.model.spec import (
    Declared,
    Eval,
    Example,
    Header,
    Passage,
    Prompt,
    Rubric,
    Section,
)
from specctl.words import is_fingerprint, slug

_HEADER = re.compile(r"Examples for \[\^")


class File(NamedTuple):
    """One file on its way to a section or eval."""

    path: str
    name: str
    stem: str
    lines: tuple[str, ...]
    body_at: int
    document: frontmatter.Document
    data: dict[str, Any]
    whole: Place
    head: Place

    def text(self, key: str, default: str = "") -> str:
        """The field as text; the default where it is something else."""
        value = self.data.get(key)
        return value if isinstance(value, str) else default

    def maybe(self, key: str) -> str | None:
        """The field as text, or None."""
        return self.text(key) or None

    def texts(self, key: str, within: Mapping[str, Any] | None = None) -> tuple[str, ...]:
        """The field as a tuple of texts; a single text counts as one."""
        value = (self.data if within is None else within).get(key)
        if isinstance(value, str):
            return (value,)
        return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()

    def entries(self, key: str) -> Iterator[tuple[dict[str, Any], Place]]:
        """The mappings of a list field, with their places."""
        value = self.data.get(key)
        for index, entry in enumerate(value if isinstance(value, list) else ()):
            if isinstance(entry, dict):
                yield entry, self.document.places[f"{key}.{index}"]

    def declared(self, key: str) -> tuple[Declared, ...]:
        """What front matter says of examples or prompts."""
        return tuple(
            Declared(str(e.get("id", "")), " ".join(str(e.get("title", "")).split()), place, e)
            for e, place in self.entries(key)
        )

    @property
    def kind(self) -> str:
        """The section's kind, as declared or by default."""
        return self.text("kind") or ("rule" if self.maybe("authority") else "container")

    def body(self, kind: str) -> markdown.Body:
        """The parsed body, read as that of a section of this kind."""
        return markdown.parse_body(self.lines[self.body_at :], self.path, self.body_at + 1, kind)

    @property
    def body_place(self) -> Place | None:
        """Where the body stands, or None where it is blank."""
        rows = self.lines[self.body_at :]
        if not any(row.strip() for row in rows):
            return None
        end = len(self.lines)
        return Place(self.path, self.body_at + 1, 1, end, max(len(self.lines[-1]), 1))


def section_of(file: File, body: markdown.Body) -> Section:
    """The section that a file holds."""
    declared = file.declared("examples")
    folders = file.name.split("/")[:-1]
    return Section(
        id=file.stem,
        declared_id=file.text("id"),
        title=file.text("title", file.stem),
        path=file.path,
        place=file.whole,
        parent=folders[-1] if folders else None,
        depth=len(folders) + 1,
        authority=file.maybe("authority"),
        kind=file.kind,
        status=file.text("status", "current"),
        target=file.maybe("target"),
        children=file.texts("sections"),
        owners=file.texts("owners"),
        tags=file.texts("tags"),
        exception_to=file.texts("exception_to"),
        formerly=file.texts("formerly"),
        fields=file.data,
        places=file.document.places,
        passages=body.passages,
        examples=tuple(_example(file, t, d) for t, d in _paired(body.examples, declared)),
        declared_examples=declared,
        rubrics=tuple(_rubric(file, e, place) for e, place in file.entries("rubrics")),
        body=file.body_place,
        front_matter=file.head,
    )


def _example(file: File, titled: markdown.Titled, declared: Declared | None) -> Example:
    return Example(
        id=(declared.id if declared else "") or slug(titled.title),
        title=titled.title,
        place=titled.place,
        title_place=titled.title_place,
        conversation=titled.conversation,
        links=titled.links,
        declared=declared,
        clauses=file.texts("clauses", declared.fields) if declared else (),
        confirmed=_confirmed(declared.fields) if declared else {},
    )


def _confirmed(fields: Mapping[str, Any]) -> dict[str, str]:
    """What was confirmed; what is no fingerprint confirms nothing."""
    said = fields.get("confirmed")
    pairs = said.items() if isinstance(said, dict) else ()
    return {str(k): v for k, v in pairs if isinstance(v, str) and is_fingerprint(v)}


def _rubric(file: File, entry: Mapping[str, Any], place: Place) -> Rubric:
    scale = entry.get("scale")
    return Rubric(
        id=str(entry.get("id", "")),
        question=str(entry.get("question", "")),
        place=place,
        scale={str(k): str(v) for k, v in scale.items()} if isinstance(scale, dict) else {},
        clauses=file.texts("clauses", entry),
        fields=entry,
    )


def eval_of(file: File, body: markdown.Body) -> Eval:
    """The eval that a file holds."""
    eval_id = file.text("id", file.stem)
    header, passages = _header(body.passages)
    declared = file.declared("prompts")
    return Eval(
        id=eval_id,
        path=file.path,
        place=file.whole,
        clauses=file.texts("clauses") or (eval_id,),
        confirmed=_confirmed(file.data),
        prompts=tuple(_prompt(t, d) for t, d in _paired(body.examples, declared)),
        declared_prompts=declared,
        header=header,
        passages=passages,
        formerly=file.texts("formerly"),
        fields=file.data,
        places=file.document.places,
        body=file.body_place,
        front_matter=file.head if file.body_at else None,
    )


def _prompt(titled: markdown.Titled, declared: Declared | None) -> Prompt:
    fields = declared.fields if declared else {}
    rubric = fields.get("rubric")
    return Prompt(
        id=(declared.id if declared else "") or slug(titled.title),
        title=titled.title,
        place=titled.place,
        title_place=titled.title_place,
        conversation=titled.conversation,
        declared=declared,
        expect=str(fields.get("expect") or ""),
        rubric=str(rubric) if rubric else None,
    )


def _header(passages: tuple[Passage, ...]) -> tuple[Header | None, tuple[Passage, ...]]:
    if passages and _HEADER.match(passages[0].text):
        line = passages[0].place.line
        first = [p for p in passages if p.place.line == line]
        place = first[0].place.to(first[-1].place)
        return Header(" ".join(p.text for p in first), place), passages[len(first) :]
    return None, passages


def _paired(
    body: Sequence[markdown.Titled], declared: Sequence[Declared]
) -> list[tuple[markdown.Titled, Declared | None]]:
    """Pair by title, equal titles in their order; then the last one left on each side."""
    waiting: dict[str, list[Declared]] = {}
    for entry in reversed(declared):
        waiting.setdefault(entry.title, []).append(entry)
    found: list[Declared | None] = [
        waiting[titled.title].pop() if waiting.get(titled.title) else None for titled in body
    ]
    left = [entry for entries in waiting.values() for entry in entries]
    if len(left) == 1 and found.count(None) == 1:
        found[found.index(None)] = left[0]
    return list(zip(body, found, strict=True))
