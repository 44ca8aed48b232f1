"""Findings as SARIF 2.1.0, which code scanning takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from specctl.model import Case, Finding, Rule, Severity
from specctl.render.data import Data, dump
from specctl.render.findings import Linted
from specctl.render.fingerprint import fingerprints
from specctl.render.style import Style

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_BASE = "%SRCROOT%"
_TOP = "The repository's top; without one, the folder that holds the spec folder."
_LINK = re.compile(r"\[([^\]\n]*)\](?=\()")


def render(linted: Linted, style: Style) -> str:
    """One run with its rules and results."""
    pages = {page.name: page for page in linted.rules}
    names = sorted({*pages, *(one.rule for one in _all(linted))})
    driver: Data = {"name": "specctl", "rules": [_rule(name, pages.get(name)) for name in names]}
    if linted.version:
        driver["semanticVersion"] = linted.version
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": _TOP}}},
        "results": _results(linted, names),
    }
    return dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(name: str, page: Rule | None) -> Data:
    if page is None:
        return {"id": name}
    said = [page.summary, page.reason]
    marked = [*said, *_case("**Reported**", page.fails), *_case("**Passes**", page.passes)]
    said += [*_case("Reported", page.fails), *_case("Passes", page.passes)]
    return {
        "id": name,
        "shortDescription": {"text": page.summary},
        "fullDescription": {"text": page.reason},
        "help": {
            "text": "\n\n".join(said),
            "markdown": "\n\n".join(marked),
        },
        "defaultConfiguration": {"level": _LEVELS[page.severity]},
    }


def _case(title: str, case: Case) -> list[str]:
    if not (case.note or case.files):  # a rule of a team's own has no example
        return []
    files = [part for one in case.files for part in (f"{one.path}:", _indented(one.text))]
    return [part for part in (title, case.note, *files) if part]


def _indented(text: str) -> str:
    """An example as a block that no fence within can end."""
    return "\n".join(f"    {one}".rstrip() for one in text.strip("\n").split("\n"))


def _results(linted: Linted, names: Sequence[str]) -> list[Data]:
    """What was found, then what the spec's text allows, which viewers hide."""
    index = {name: i for i, name in enumerate(names)}
    reasons = [*(None for _ in linted.findings), *(reason for _, reason in linted.allowed)]
    found = _all(linted)
    prints = fingerprints(found, linted.sources)
    return [
        _result(one, index[one.rule], print_, linted.path(one.place)) | _suppressed(reason)
        for one, print_, reason in zip(found, prints, reasons, strict=True)
    ]


def _all(linted: Linted) -> list[Finding]:
    return [*linted.findings, *(one for one, _ in linted.allowed)]


def _suppressed(reason: str | None) -> Data:
    if reason is None:
        return {}
    return {"suppressions": [{"kind": "inSource", "justification": reason}]}


def _result(one: Finding, index: int, fingerprint: str, path: str) -> Data:
    place = one.place
    return {
        "ruleId": one.rule,
        "ruleIndex": index,
        "level": _LEVELS[one.severity],
        "message": {"text": _message(one.message)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": quote(path, errors="replace"),
                        "uriBaseId": _BASE,
                    },
                    "region": {
                        "startLine": place.line,
                        "startColumn": place.column,
                        "endLine": place.end_line,
                        # SARIF counts to the column after the last one.
                        "endColumn": max(place.end_column, 0) + 1,
                    },
                }
            }
        ],
        "partialFingerprints": {"specctl/1": fingerprint},
    }


def _message(said: str) -> str:
    """A message in which ``[?](#id)`` stays text: SARIF has links of the same form."""
    return _LINK.sub(r"\\[\1\\]", said)
