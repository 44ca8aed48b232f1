"""Front matter and manifest held against their schema, in words a writer understands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from specctl import frontmatter, schema
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.words import is_fingerprint

_ID_PATHS = re.compile(
    r"(?:id|(?:sections|exception_to|formerly|successor|clauses)\.\d+"
    r"|(?:examples|rubrics|prompts)\.\d+\.(?:id|rubric|clauses\.\d+)"
    r"|tombstones\.[^.]+\.successor\.\d+)\Z"
)
_ID_KEYS = re.compile(r"(?:(?:examples\.\d+\.)?confirmed|tombstones)\.(?P<key>[^.]+)#key\Z")

_CONFIRMED = re.compile(r"(?:examples\.\d+\.)?confirmed(?:\.(?P<clause>[^.]+))?\Z")
"""What only the tool writes: a mapping, or a fingerprint in it."""


def checked(
    document: frontmatter.Document, name: str, own: str, whole: Place
) -> tuple[dict[str, Any], list[Finding]]:
    """Data with its unquoted ids mended, and what is off in it."""
    data, findings = _quoted(document)
    for path, place in document.duplicates:
        message = f"{path} stands twice; the first one counts, remove the other"
        findings.append(Finding("invalid-front-matter", place, message))
    mended = {f.place for f in findings if f.rule == "unquoted-id"}
    for problem in schema.check(data, name, own):
        place = nearest(document, problem.path, whole)
        if place not in mended:
            rule = "invalid-front-matter" if problem.unknown is None else "unknown-field"
            findings.append(Finding(rule, place, _said(problem), subject=problem.unknown))
    return data, findings


def _said(problem: schema.Problem) -> str:
    """What is off, and who writes it where that is no person."""
    found = _CONFIRMED.match(problem.path)
    if found is None:
        return problem.message
    if found["clause"]:
        return (
            f"confirmed: what stands for {found['clause']} is no fingerprint; nobody types one, "
            "run `specctl confirm`"
        )
    return f"{problem.message}; nobody types this, run `specctl confirm`"


def nearest(document: frontmatter.Document, path: str, whole: Place) -> Place:
    """The place of a path, or of the nearest thing that holds it."""
    while path:
        if path in document.places:
            return document.places[path]
        path = path.rpartition(".")[0]
    return Place(whole.path, whole.line, 1, whole.line, 1)


def _quoted(document: frontmatter.Document) -> tuple[dict[str, Any], list[Finding]]:
    findings: list[Finding] = []
    data = document.data
    for path, raw in document.raw.items():
        key = _ID_KEYS.match(path)
        place = document.places.get(path.removesuffix("#key"))
        if place is None or not raw or not (key or _ID_PATHS.match(path) or _is_print(path, raw)):
            continue
        if not key and not _set(data, path.split("."), raw):
            continue
        label = next(k for k in reversed(path.split(".")) if not k.isdigit() and "#" not in k)
        message = f'{label}: YAML does not read {raw} as text; write "{raw}"'
        findings.append(Finding("unquoted-id", place, message, subject=raw, fixable=True))
    return data, findings


def _is_print(path: str, raw: str) -> bool:
    """Whether a fingerprint stands there; one of digits alone is a number to YAML."""
    found = _CONFIRMED.match(path)
    return found is not None and found["clause"] is not None and is_fingerprint(raw)


def _set(data: Any, keys: Sequence[str], value: str) -> bool:
    """Put ``value`` there; False where the keys, which may hold a ``.``, lead somewhere else."""
    try:
        for key in keys[:-1]:
            data = data[int(key)] if isinstance(data, list) else data[key]
        last = int(keys[-1]) if isinstance(data, list) else keys[-1]
        if isinstance(data[last], str):
            return False
        data[last] = value
    except (IndexError, KeyError, TypeError, ValueError):
        return False
    return True
