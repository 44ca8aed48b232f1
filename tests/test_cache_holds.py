"""What is kept of a file hangs on nothing that its key does not name."""

import hashlib
import json
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from linting import BASE, FOLDER, folder

from specctl.cache import Store
from specctl.pipeline.checking import Checked, check
from specctl.pipeline.reading import Reader
from specctl.sources import Listing

TODAY = date(2026, 1, 31)
SAMPLE = folder(Path(__file__).parent.parent / "spec")
TEXTS = sorted({content for files in (BASE, SAMPLE) for content in files.values()})[:40]
NAMES = ["style.md", "evals/style.md", "a/b.md", "evals/a1b2.md", "Odd name.md"]

# Of each key of the manifest, values under which some file says something else.
MANIFEST: dict[str, list[str]] = {
    "name": ["name: one", "name: two"],
    "authority": ["", "authority: {levels: [root, user]}", "authority: {levels: [user, root]}"],
    "groups": ["", "groups: {support: {}}", "groups: {support-policy: {}, style: {}}"],
    "fields": [
        "",
        "fields: {section: {risk: {enum: [low, high]}, owners: {}}}",
        "fields: {section: {risk: {enum: [high]}}, eval: {risk: {}}}",
        "fields: {section: {risk: {pattern: '('}}}",
    ],
    "tombstones": [
        "",
        "tombstones: {hand-off: {kind: term}}",
        "tombstones: {the-assistant: {kind: term}, assistant: {kind: term}}",
        "tombstones: {assistant: {kind: section}}",
    ],
    "lint": [
        "",
        "lint: {rules: {title-punctuation: 'off', doubled-word: error}}",
        "lint: {rules: {too-many-examples: {most: 1}}}",
        "lint: {rules: {too-many-examples: {most: 1, severity: error}}, firm: [doubled-word]}",
        "lint: {own: [{name: no-the, message: Not so, forbid: {pattern: 'the+'}}]}",
        "lint: {own: [{name: no-the, message: Not so, forbid: {words: [the], in: titles}}]}",
        "lint: {own: [{name: no-the, message: So, require: {field: risk}, where: {kind: [rule]}}]}",
        "lint: {overrides: [{path: 'a/*', rules: {no-the: 'off'}, at_most: info}]}",
    ],
}


def _manifests() -> st.SearchStrategy[bytes]:
    lines = (st.sampled_from(values) for values in MANIFEST.values())
    return st.tuples(*lines).map(lambda chosen: "\n".join(filter(None, [*chosen, ""])).encode())


def _contents() -> st.SearchStrategy[bytes]:
    added = st.sampled_from(["", "\nThe the assistant must obey.\n", "risk: low\n", "  \n\n"])
    kept = st.sampled_from(TEXTS)
    return st.builds(_with, kept, added, st.booleans())


def _with(text: bytes, more: str, front: bool) -> bytes:
    if front:
        return text.replace(b"---\n", b"---\n" + more.lstrip().encode(), 1)
    return text + more.encode()


TREES = st.tuples(
    st.sampled_from([FOLDER, "evals"]),
    st.none() | _manifests(),
    st.dictionaries(st.sampled_from(NAMES), _contents(), max_size=4),
)


def listing(name: str, manifest: bytes | None, files: dict[str, bytes]) -> Listing:
    held = dict(sorted({**files, **({} if manifest is None else {"spec.yaml": manifest})}.items()))
    ids = {path: hashlib.sha1(content).hexdigest() for path, content in held.items()}
    return Listing("test", None, name, ids, (), exists=True, held=held)


def said(checked: Checked) -> tuple[Any, ...]:
    cards = {card.path: json.loads(json.dumps(card)) for card in checked.cards}
    return checked.findings, checked.allowed, cards, sorted(checked.gists)


@settings(max_examples=60, deadline=None)
@given(st.lists(TREES, min_size=2, max_size=6))
def test_whatever_was_looked_at_before(trees: list[tuple[str, bytes | None, Any]]) -> None:
    with tempfile.TemporaryDirectory() as place:
        for tree in [*trees, *trees]:
            listed = listing(*tree)
            kept = check(listed, Reader(Store(place)), today=TODAY)
            assert said(kept) == said(check(listed, Reader(Store(None)), today=TODAY))


def test_of_two_names_that_are_as_near_the_first_is_guessed(tmp_path: Path) -> None:
    section = b"---\nid: a\ntitle: A\nauthority: root\nowners: [team-c]\n---\nDo it.\n"
    for groups in ("team-a: {}, team-b: {}", "team-b: {}, team-a: {}"):
        listed = listing(FOLDER, b"name: one\ngroups: {%s}\n" % groups.encode(), {"a.md": section})
        found = check(listed, Reader(Store(str(tmp_path))), today=TODAY).findings
        assert f"did you mean {groups[:6]}" in " ".join(finding.message for finding in found)
