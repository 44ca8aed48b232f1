"""What holds for every fix, whatever has happened to a spec: the sample, and the public releases.

Accidents are sprinkled over a spec that is in order. Then every finding that can be mended is mended
on its own, and all of them together.
"""

import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from linting import FOLDER, folder, said
from test_fixes import Content, whole

import specctl
from specctl.lint import lint
from specctl.lint.fixes import FIXES, Mended, mended
from specctl.lint.fixes.text import text_of
from specctl.model import Conversation, Eval, Finding, Section, Snapshot, Spec
from specctl.parse import Memo, parse
from specctl.words import fold

ROOT = Path(__file__).parent.parent
CORPUS = Path(os.environ.get("SPECCTL_CORPUS", ROOT.parent / "shared/corpus/model-spec"))
SAMPLE = whole(folder(ROOT / "spec"))
MEMO: Memo = {}


def read(content: Content) -> Spec:
    files = {path.removeprefix(f"{FOLDER}/"): content[path] for path in sorted(content)}
    return parse(Snapshot("test", None, FOLDER, files), MEMO)


# --- what a spec says ----------------------------------------------------------------------------

_TARGET = re.compile(r"(?<=\]\()#[\w-]+")
_LISTS = ("sections", "examples", "prompts", "title")


def says(spec: Spec) -> dict[str, Any]:
    """What a spec says, but for typography, under a name for each side of it."""
    values: tuple[Section | Eval, ...] = (*spec.sections, *spec.evals)
    sides = {path: _says(value) for path, value in sorted((v.path, v) for v in values)}
    manifest = spec.manifest
    found: dict[str, Any] = {
        name: {path: one[name] for path, one in sides.items()} for name in _says(values[0])
    }
    found["children"][manifest.place.path] = manifest.sections
    found["fields"][manifest.place.path] = _fields(manifest.fields)
    found["order"] = [section.path for section in spec.sections]
    return found


def _says(one: Section | Eval) -> dict[str, Any]:
    items = one.examples if isinstance(one, Section) else one.prompts
    declared = one.declared_examples if isinstance(one, Section) else one.declared_prompts
    titles = [fold(one.title)] if isinstance(one, Section) else []
    return {
        "texts": [(p.role, _TARGET.sub("#", p.norm), p.term) for p in one.passages],
        "targets": [link.target for p in one.passages for link in p.links],
        "anchors": [(a.id, p.whole) for p in one.passages for a in p.anchors],
        "talks": [_talk(item.conversation) for item in items],
        "ids": [item.id for item in items],
        "titles": [*titles, *(fold(item.title) for item in items)],
        "entries": [(d.id, folded(dict(d.fields))) for d in declared],
        "children": one.children if isinstance(one, Section) else (),
        "header": fold(one.header.text) if isinstance(one, Eval) and one.header else "",
        "fields": (one.id, _fields(one.fields)),
    }


def _fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {k: folded(v) for k, v in fields.items() if k not in _LISTS}


def folded(value: Any) -> Any:
    """Plain data with its typography folded."""
    if isinstance(value, dict):
        return {folded(k): folded(v) for k, v in value.items()}
    if isinstance(value, list):
        return [folded(v) for v in value]
    return fold(value) if isinstance(value, str) else value


def _talk(talk: Conversation | None) -> object:
    parts = talk.messages if talk else ()
    return talk and (talk.malformed, [(m.role, fold(m.text), m.verdict, m.blame) for m in parts])


ORDER = "order"
"""That of the sections: one that is listed alone comes before others that are not listed."""

WORDS = {"texts", "anchors", "talks", "titles"}

ABOUT: dict[str, set[str]] = {
    "unquoted-id": set(),
    "unlisted-section": {"children", ORDER},
    "missing-section": {"children"},
    "dangling-link": {"targets", "fields", "anchors", "titles", "ids"},
    "untagged-example": {"entries", "ids"},
    "stale-eval-header": {"header"},
    "prompt-without-id": {"entries", "ids"},
    "doubled-word": {"texts", "anchors", "talks", "fields", "entries", "header"},
    "inconsistent-dash": {"texts", "anchors"},
    "invisible-character": {
        *WORDS,
        "header",
        "entries",
        "ids",
        "fields",
        "children",
        ORDER,
        "targets",
    },
    "space-before-anchor": {"texts", "anchors"},
    "trailing-space": set(),
    "final-newline": set(),
    "title-punctuation": {"titles"},
    "mixed-quotes": {"texts", "anchors"},
}
"""By rule, the sides of a spec that its fix may change. Without unsafe fixes no words change."""

LISTS = {
    "unlisted-section": "sections",
    "missing-section": "sections",
    "untagged-example": "examples",
    "prompt-without-id": "prompts",
}
"""The rules whose fix is an entry in front matter, with its key; in an eval they are prompts."""


REVEALED = {"link-to-deprecated", "circular-exception", "exception-above-its-authority"}
"""What nobody could know of a reference before it led somewhere."""


def test_it_is_said_of_every_fix_what_it_is_about() -> None:
    assert ABOUT.keys() == FIXES.keys()


# --- accidents -----------------------------------------------------------------------------------

Accident = Callable[[str, int], str]


def _on_a_line(change: Callable[[str], str], wanted: str = r"\w") -> Accident:
    """An accident to one of the lines in which a pattern is found."""

    def happens(text: str, seed: int) -> str:
        lines = text.split("\n")
        rows = [n for n, line in enumerate(lines) if re.search(wanted, line)]
        if rows:
            row = rows[seed % len(rows)]
            lines[row] = change(lines[row])
        return "\n".join(lines)

    return happens


def _swapped(pattern: str, by: str) -> Accident:
    """An accident to one of the matches of a pattern."""

    def happens(text: str, seed: int) -> str:
        found = list(re.finditer(pattern, text, re.MULTILINE))
        if not found:
            return text
        one = found[seed % len(found)]
        return text[: one.start()] + one.expand(by) + text[one.end() :]

    return happens


ACCIDENTS: dict[str, Accident] = {
    "spaces at a line's end": _on_a_line(lambda line: line + "  "),
    "a tab at a line's end": _on_a_line(lambda line: line + "\t"),
    "an invisible character": _swapped(r"(\w)(\w)", "\\1\u200b\\2"),
    "a soft hyphen": _swapped(r"(\w) (\w)", "\\1\u00ad \\2"),
    "a hard space": _swapped(r"(\w) (\w)", "\\1\u00a0\\2"),
    "a word twice": _swapped(r" (\w+) ", r" \1 \1 "),
    "a short dash": _swapped(r" --- ", " -- "),
    "a long dash": _swapped(r" --- |, ", "\u2014"),
    "a curly quote": _swapped(r"'|\"", "\u2019"),
    "a space before an anchor": _swapped(r"\[\^(\w+)\]", r" [^\1]"),
    "an unquoted id": _swapped(r"\b(id|sections|clauses): .*", r"\1: 1398"),
    "an unquoted id in a list": _swapped(r"^(sections|clauses|exception_to): \[", r"\1: [007, "),
    "another title": _swapped(r"^title: (.*)", r"title: The \1."),
    "another title of an example": _swapped(r"^(\*\*Example\*\*:.*)", r"\1, again"),
    "an entry is gone": _swapped(r"^  - id: .*\n(?:    .*\n)*", ""),
    "another entry": _swapped(
        r"^(  - )(id: .*\n(?:    .*\n)*)", r"\1\2\1id: extra # why\n    title: none\n"
    ),
    "a list is gone": _swapped(r"^(?:sections|examples|prompts):.*\n(?:  .*\n)*", ""),
    "a list is empty": _swapped(r"^(sections|examples|prompts):.*\n(?:  .*\n)*", "\\1: []\n"),
    "a section that is not there": _swapped(r"^sections: \[", "sections: [lost, "),
    "a section that is not there, last": _swapped(r"^(sections: \[.*)\]", r"\1, lost] # and found"),
    "a comment": _swapped(r"^(---\n)(id: .*)", r"\1# mind this\n\2  # and this"),
    "a comment in a list": _swapped(r"^(  - .*\n)", r"\1  # mind this\n"),
    "an old name": _swapped(r"^(title: .*)", r"\1\nformerly: [be_kind]"),
    "a link to an old name": _swapped(r"\(#\w+\)", "(#be_kind)"),
    "an exception to an old name": _swapped(r"^(title: .*)", r"\1\nexception_to: [be_kind]"),
    "no end": lambda text, _: text.rstrip("\n"),
    "too much of an end": lambda text, seed: text + "\n" * (1 + seed % 3),
    "line ends of another system": lambda text, _: text.replace("\n", "\r\n"),
    "mixed line ends": _swapped(r"\n", "\r\n"),
}
_NEW = "---\nid: {0}\ntitle: New\nauthority: user\n---\nThe assistant should be new.\n"


STEPS = st.tuples(
    st.integers(0, 3), st.sampled_from([*ACCIDENTS, "a new file", "gone"]), st.integers(0, 999)
)
PLANS = st.tuples(
    st.lists(st.integers(0, 9_999), min_size=4, max_size=4),
    st.lists(STEPS, min_size=1, max_size=16),
)
"""Which four files something happens to, and what."""

Plan = tuple[list[int], list[tuple[int, str, int]]]


def happened(content: Content, plan: Plan) -> dict[str, bytes]:
    """A spec after some accidents."""
    chosen, steps = plan
    files, names = dict(content), sorted(content)
    for number, accident, seed in steps:
        path = names[chosen[number] % len(names)]
        if accident == "a new file" and "/evals/" not in path:
            above = FOLDER if path.endswith("spec.yaml") else path.removesuffix(".md")
            name = ("new", "news", "1398")[seed % 3]
            files[f"{above}/{name}.md"] = _NEW.format(f'"{name}"').encode()
        elif accident == "gone" and path in files and not path.endswith("spec.yaml"):
            del files[path]
        elif accident in ACCIDENTS and path in files:
            files[path] = ACCIDENTS[accident](files[path].decode(), seed).encode()
    return files


# --- what holds ----------------------------------------------------------------------------------


def check(content: Content, *, unsafe: bool) -> None:
    spec = read(content)
    before = lint(spec)
    result = mended(content, read, unsafe=unsafe)
    after = {**content, **{path: new for path, (_, new) in result.changes.items()}}
    assert mended(after, read, unsafe=unsafe).changes == {}
    assert all(content[path] == old != new for path, (old, new) in result.changes.items())
    assert result.left == lint(read(after))
    known = REVEALED | ({"stale-eval"} if unsafe else set())
    new = [one for one in tally(result.left) - tally(before) if one[0] not in known]
    assert not new, [said(f) for f in result.left if (f.rule, f.place.path) in new]
    assert bool(result.changes) is bool(result.fixed)
    check_comments(content, after)
    if not unsafe:
        changed = {name for name, one in says(spec).items() if one != says(read(after))[name]}
        assert changed <= {name for f in result.fixed for name in ABOUT[f.rule] - WORDS - {ORDER}}


def check_each(content: Content, *, unsafe: bool, start: int, most: int) -> None:
    """One finding of each kind mended on its own; from a kind on, and no more than some."""
    spec = read(content)
    kinds = sorted({f.rule: f for f in lint(spec) if f.fixable}.items())
    turn = start % len(kinds) if kinds else 0
    for _, one in [*kinds[turn:], *kinds[:turn]][:most]:
        result = mended(content, read, unsafe=unsafe, wanted=one.__eq__)
        if result.changes:
            check_bytes(one, result)
            after = {**content, **{path: new for path, (_, new) in result.changes.items()}}
            now = says(read(after))
            changed = {name for name, side in says(spec).items() if side != now[name]}
            assert changed <= (ABOUT[one.rule] if unsafe else ABOUT[one.rule] - WORDS), said(one)


def tally(found: tuple[Finding, ...]) -> Counter[tuple[str, str]]:
    return Counter((f.rule, f.place.path) for f in found)


def check_comments(before: Content, after: Content) -> None:
    for path in before:
        if before[path] != after[path]:
            old, new = (
                text_of(path, before[path].decode()).front,
                text_of(path, after[path].decode()).front,
            )
            # What nobody sees may have been taken out of one.
            assert sorted(fold(c.rstrip()) for c in (old.comments if old else [])) == sorted(
                fold(c) for c in (new.comments if new else [])
            )


def check_bytes(one: Finding, result: Mended) -> None:
    """What is outside of the finding, or of its key in front matter, is what it was."""
    assert len(result.changes) == 1
    (path, (old_bytes, new_bytes)), *_ = result.changes.items()
    text, new = text_of(path, old_bytes.decode()), new_bytes.decode()
    start, end = 0, 0
    if one.rule in LISTS:
        key = LISTS[one.rule] if "/evals/" not in path else "prompts"
        places = text.front.document.places if text.front else {}
        if key not in places:
            assert_only_added(text.content, new)
            return
        start = text.starts[places[key].line - 1]
        end = text.line_end(places[key].end_line)
    else:
        assert path == one.place.path
        start, end = text.stretch(one.place)
        end = len(text.content) if one.rule == "final-newline" else end
    rest = len(text.content) - end
    assert new[:start] == text.content[:start], said(one)
    assert new[len(new) - rest :] == text.content[end:], said(one)


def assert_only_added(old: str, new: str) -> None:
    head = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    assert new.endswith(old[head:])


SLOW = settings(
    phases=set(Phase) - {Phase.explain},
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@SLOW
@given(plan=PLANS, unsafe=st.booleans())
def test_fixes_of_the_sample_spec(plan: Plan, unsafe: bool) -> None:
    content = happened(SAMPLE, plan)
    check(content, unsafe=unsafe)
    check_each(content, unsafe=unsafe, start=plan[0][0], most=3)


class Release(dict[str, bytes]):
    """The files of a release, in few words where a test fails."""

    def __repr__(self) -> str:
        return f"<{len(self)} files>"


@pytest.fixture(scope="module", params=["2025-02-12", "2025-04-11", "2025-09-12"])
def release(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Release:
    if not CORPUS.is_dir():
        pytest.skip(f"the Model Spec's releases are not in {CORPUS}: set SPECCTL_CORPUS")
    place = tmp_path_factory.mktemp("release")
    specctl.import_spec(specctl.Context(place), "model-spec", CORPUS / request.param, Path(FOLDER))
    return Release(whole(folder(place / FOLDER)))


@settings(SLOW, max_examples=4)
@given(plan=PLANS, unsafe=st.booleans())
def test_fixes_of_the_public_releases(release: dict[str, bytes], plan: Plan, unsafe: bool) -> None:
    content = happened(release, plan)
    check(content, unsafe=unsafe)
    check_each(content, unsafe=unsafe, start=plan[0][0], most=2)
