"""A review reads only what it needs, and says the same as if it had read everything."""

import hashlib
import random
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import case_files
import pytest
from comparing import ROOT, compared, folder_files
from edits import edited
from linting import BASE

from specctl.cache import Store
from specctl.lint import RULES, lint, page
from specctl.lint.baseline import since
from specctl.model import Review
from specctl.pipeline import comparing
from specctl.pipeline.halves import halves
from specctl.pipeline.linting import today
from specctl.pipeline.told import packed, unpacked
from specctl.render import render
from specctl.review import assemble
from specctl.sources import Listing

Files = Mapping[str, bytes]
SAMPLE = folder_files(ROOT / "spec")


def listing(files: Files) -> Listing:
    held = dict(sorted(files.items()))
    ids = {name: hashlib.sha1(content).hexdigest() for name, content in held.items()}
    return Listing("dir:x", None, "spec", ids, (), exists=bool(files), held=held)


def in_part(old: Files, new: Files) -> Review:
    with TemporaryDirectory() as folder:  # without a cache all is read
        return comparing.compared(halves(listing(old), listing(new), Store(folder)))


def as_a_whole(old: Files, new: Files) -> Review:
    found = compared(old, new)
    base, head = found.base, found.head
    settings = base.manifest if base.manifest.exists else head.manifest
    before, after = (lint(spec, settings, today=today()) for spec in (base, head))
    told = since(after, lambda _: head.lines, before, lambda _: base.lines, reviewing=True)
    touched = found.examples, found.evals, found.cost
    return assemble(base, head, found.rows, touched, told, found.accounting)


def assert_same(old: Files, new: Files) -> None:
    part, whole = in_part(old, new), as_a_whole(old, new)
    assert (part.outline, part.old_findings) == (whole.outline, whole.old_findings)
    for fmt in ("json", "text"):
        assert render("review", fmt, part) == render("review", fmt, whole)
    assert unpacked(packed(part) or b"") == part


# --- the part and the whole ----------------------------------------------------------------------


def of_case(path: Path, word: str) -> None:
    case = case_files.read(path, word)
    old, new = ({k: v.encode() for k, v in side.items()} for side in (case.old, case.new))
    assert_same(old, new)


@case_files.each("changes")
def test_of_every_change(path: Path) -> None:
    of_case(path, "expect")


@case_files.each("impact")
def test_of_every_impact(path: Path) -> None:
    of_case(path, "touches")


CALLS = """---
id: calls
title: Take calls
---
The desk takes calls at any hour.

**Example**: a call at night

~~~xml
<user>
Hello?
</user>
<assistant>
Good evening.
</assistant>
~~~
"""


def with_fields(text: str, fields: str) -> str:
    return text.replace("\n---\n", f"\n{fields}\n---\n", 1)


CLAIMING = with_fields(CALLS, "examples: [{id: night, title: a call at night, clauses: [r0om]}]")
KEYS, SAFETY, SERVICE, TERMS, MANIFEST = (
    case_files.BASE[name]
    for name in ("service/keys.md", "safety.md", "service.md", "terms.md", "spec.yaml")
)
EVAL, BASE_WAKE = (case_files.BASE[f"evals/{name}.md"] for name in ("r0om", "w4ke"))
UNLISTED = {"service.md": SERVICE.replace("[keys, tone]", "[]")}
EXCEPTED = with_fields(CALLS, "authority: user\nexception_to: [safety]")
GRADED = case_files.BASE["evals/w4ke.md"].replace(
    "corridor\n---", "corridor\n    rubric: friendly\n---"
)
RUBRIC = """rubrics:
  - id: friendly
    question: Is it friendly?
    scale: {pass: it is, fail: it is not}"""
JUDGING = f"{RUBRIC}\n    clauses: [r0om]"
CONFIRMED = CLAIMING.replace("[r0om]", "[r0om], confirmed: {r0om: d37f8bd850a0}")
COUNTING = MANIFEST + "fingerprint: [text, authority, tags]\n"
WAKING = with_fields(CALLS, "examples: []").replace("any hour.", "any hour[^c4ll].")
CALLED = with_fields(EVAL, "clauses: [c4ll]\nconfirmed: {c4ll: 0123456789ab}")
RELATIONS: list[tuple[str, dict[str, str], dict[str, str | None]]] = [
    (
        "an example shows a clause of another section",
        {"calls.md": CLAIMING},
        {"safety.md": SAFETY.replace("number of a", "number or name of a")},
    ),
    (
        "another section carries the same anchor, which nothing tests",
        {"calls.md": CALLS.replace("hour.", "hour[^c4ll].")},
        {"service/keys.md": KEYS.replace("key.", "key[^c4ll].")},
    ),
    (
        "another eval has the id that an eval takes",
        {"evals/z.md": with_fields(EVAL, "id: w4ll\nclauses: [w4ke]")},
        {"evals/r0om.md": with_fields(EVAL, "id: w4ll")},
    ),
    (
        "another section defines the term that lost its definition",
        {"words.md": "---\nid: words\ntitle: Words\nkind: definition\n---\n**Guest**: who stays.\n"},
        {"terms.md": TERMS.replace("**Guest**: a person who has booked a room.\n\n", "")},
    ),
    (
        "a new id comes after those of the siblings",
        UNLISTED,
        {"service/keys.md": None, "service/zoo.md": with_fields(KEYS, "formerly: [keys]").replace("id: keys", "id: zoo")},
    ),
    (
        "an anchor that is there twice comes first elsewhere",
        {"calls.md": CALLS.replace("hour.", "hour[^r0om].")},
        {"spec.yaml": MANIFEST.replace("[terms, safety, service]", "[calls, terms, safety, service]")},
    ),
    (
        "an exception to a section changes",
        {"calls.md": EXCEPTED},
        {"calls.md": EXCEPTED.replace("any hour", "no hour")},
    ),
    (
        "a rubric of another section is what a prompt is graded by",
        {"evals/w4ke.md": GRADED, "service/keys.md": with_fields(KEYS, RUBRIC)},
        {"service/keys.md": with_fields(KEYS, RUBRIC.replace("is not", "is rude"))},
    ),
    (
        "a rubric judges a clause that another section carries",
        {"service/keys.md": with_fields(KEYS, JUDGING)},
        {"service/keys.md": with_fields(KEYS, JUDGING.replace("is not", "is rude"))},
    ),
    (
        "a section below has no authority of its own",
        {"service/calls.md": CALLS},
        {"service.md": with_fields(SERVICE, "authority: root")},
    ),
    (
        "a confirmed example shows a clause of another section",
        {"calls.md": CONFIRMED},
        {"safety.md": SAFETY.replace("number of a", "number or name of a")},
    ),
    (
        "another level or tag above is what a confirmed clause is hashed with",
        {"spec.yaml": COUNTING, "service/calls.md": WAKING, "evals/c4ll.md": CALLED},
        {"service.md": with_fields(SERVICE, "authority: root\ntags: [desk]")},
    ),
    (
        "other things count towards fingerprints",
        {"calls.md": CONFIRMED},
        {"spec.yaml": COUNTING, "evals/w4ke.md": BASE_WAKE.replace("smoke in", "fire in")},
    ),
    (
        "a section that is there already comes to a list",
        {"service.md": SERVICE.replace("[keys, tone]", "[tone]")},
        {"service.md": SERVICE},
    ),
    (
        "another standing goes through a section that differs itself",
        {"service/keys/calls.md": with_fields(CALLS, "exception_to: [safety]")},
        {"service.md": with_fields(SERVICE, "tags: [desk]"), "service/keys.md": KEYS + "\nMore.\n"},
    ),
    (
        "what is on one side only comes after as many files as there are",
        {
            **{f"{name}.md": with_fields(CALLS, f"tags: [{name}]").replace("calls", name) for name in ("gone", "zoo", "more", "bar")},
            "spec.yaml": MANIFEST.replace("[terms,", "[gone, zoo, more, bar, terms,"),
        },
        {
            "gone.md": None,
            "zoo.md": CALLS.replace("calls", "zoo"),
            "bar.md": with_fields(CALLS, "tags: [desk]").replace("calls", "bar"),
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"), [one[1:] for one in RELATIONS], ids=[one[0] for one in RELATIONS]
)
def test_where(old: dict[str, str], new: dict[str, str | None]) -> None:
    before = {**case_files.BASE, **old}
    after = {name: text for name, text in {**before, **new}.items() if text is not None}
    both = [{k: v.encode() for k, v in side.items()} for side in (before, after)]
    assert_same(both[0], both[1])
    assert_same(both[1], both[0])


def test_two_siblings_that_changed_places_with_all_they_hold() -> None:
    one, other = (f"be_honest/{name}.md" for name in ("say_it_is_ai", "outages_and_roadmap"))
    assert_same(SAMPLE, {**SAMPLE, one: SAMPLE[other], other: SAMPLE[one]})


@pytest.mark.parametrize("rule", [name for name in RULES if page(name).fails.files])
def test_of_what_every_rule_of_lint_finds(rule: str) -> None:
    samples = {s.path.removeprefix("spec/"): s.content for s in page(rule).fails.files}
    faulty = {**BASE, **{k: v for k, v in samples.items() if k.endswith((".md", ".yaml"))}}
    assert_same(BASE, faulty)
    assert_same(faulty, BASE)


@pytest.mark.parametrize("seed", range(40))
def test_of_whatever_is_edited(seed: int) -> None:
    chance = random.Random(seed)
    old = edited(SAMPLE, chance, chance.choice([0, 0, 1]))
    assert_same(old, edited(old, chance, chance.choice([1, 1, 2, 4])))
