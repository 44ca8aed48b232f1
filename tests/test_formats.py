"""Import and export of the public Model Spec's form."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from specctl.errors import SpecctlError
from specctl.formats import export_model_spec, import_model_spec, read_folder, write_tree
from specctl.formats.model_spec import Planned
from specctl.model.snapshot import Snapshot
from specctl.parse import parse
from specctl.words import fingerprint

ROOT = Path(__file__).parent.parent
CORPUS = Path(os.environ.get("SPECCTL_CORPUS", ROOT.parent / "shared/corpus/model-spec"))
RELEASES = ("2025-02-12", "2025-04-11", "2025-09-12")
needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"the Model Spec's releases are not in {CORPUS}: set SPECCTL_CORPUS"
)


def snapshot(files: Mapping[str, bytes]) -> Snapshot:
    return Snapshot("dir:spec", None, "spec", files)


def exported(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return export_model_spec(files, parse(snapshot(files)))


def source(document: bytes, evals: Mapping[str, bytes]) -> dict[str, bytes]:
    return {"model_spec.md": document, **{f"examples/{k}": v for k, v in evals.items()}}


def updated(files: Mapping[str, bytes], planned: Planned) -> dict[str, bytes]:
    kept = {path: content for path, content in files.items() if path not in planned.removed}
    return {**kept, **planned.files}


def made(document: str, evals: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """The files of a fresh import; the text may be indented."""
    plain = {k: textwrap.dedent(v).encode() for k, v in (evals or {}).items()}
    document = textwrap.dedent(document)
    return dict(import_model_spec(document.encode(), plain, name="t").files)


def again(
    files: Mapping[str, bytes], document: str, evals: Mapping[str, str] | None = None
) -> Planned:
    plain = {k: textwrap.dedent(v).encode() for k, v in (evals or {}).items()}
    text = textwrap.dedent(document).encode()
    return import_model_spec(text, plain, name="t", existing=snapshot(files))


def refusal(document: bytes, evals: Mapping[str, bytes] | None = None) -> str:
    with pytest.raises(SpecctlError) as caught:
        import_model_spec(document, evals or {}, name="t")
    return str(caught.value)


# --- the releases --------------------------------------------------------------------------------

COUNTS = {
    "sections": (71, 71, 77),
    "sections without authority": (20, 20, 20),
    "sections at root": (None, None, 20),
    "sections at platform": (20, 20, None),
    "sections at system": (None, None, 3),
    "sections at developer": (1, 1, 1),
    "sections at user": (12, 12, 15),
    "sections at guideline": (18, 18, 18),
    "containers": (19, 19, 19),
    "definitions": (1, 1, 1),
    "examples": (154, 154, 173),
    "comparisons": (163, 163, 182),
    "messages": (531, 531, 601),
    "GOOD": (168, 168, 186),
    "BAD": (162, 162, 186),
    "OK": (7, 7, 7),
    "verdicts off form": (3, 3, 3),
    "stray texts": (4, 4, 1),
    "commentary blocks": (20, 20, 27),
    "anchors": (120, 120, 114),
    "evals": (120, 120, 114),
    "prompts": (288, 288, 272),
}


@needs_corpus
@pytest.mark.parametrize("release", RELEASES)
def test_a_release_comes_in_and_goes_out_byte_for_byte(release: str) -> None:
    document, evals = read_folder(CORPUS / release)
    files = import_model_spec(document, evals, name="model-spec").files
    assert exported(files) == source(document, evals)
    assert not parse(snapshot(files)).findings


@needs_corpus
@pytest.mark.parametrize("release", RELEASES)
def test_the_counts_of_a_release_are_those_of_an_xml_parser(release: str) -> None:
    document, evals = read_folder(CORPUS / release)
    counts = import_model_spec(document, evals, name="model-spec").report.counts
    at = RELEASES.index(release)
    assert {name: counts.get(name) for name in COUNTS} == {k: v[at] for k, v in COUNTS.items()}


@needs_corpus
def test_what_is_odd_in_a_release_is_named_with_its_line() -> None:
    document, evals = read_folder(CORPUS / RELEASES[0])
    odd = import_model_spec(document, evals, name="model-spec").report.odd
    found = [(o.rule, o.place.line) for o in odd if o.place.path == "model_spec.md"]
    assert found == [
        ("stray-text", 1338),
        ("malformed-verdict", 2342),
        ("malformed-verdict", 2349),
        *[("stray-text", line) for line in (2745, 2749, 2750)],
        ("malformed-verdict", 2996),
    ]
    assert {o.rule for o in odd if o.place.path != "model_spec.md"} == {"duplicate-prompt"}


@needs_corpus
def test_a_release_that_updates_itself_changes_nothing() -> None:
    document, evals = read_folder(CORPUS / RELEASES[2])
    files = import_model_spec(document, evals, name="m").files
    planned = import_model_spec(document, evals, name="other", existing=snapshot(files))
    assert (planned.files, planned.removed) == ({}, ())


@needs_corpus
def test_updates_from_release_to_release_keep_what_was_made_by_hand() -> None:
    files: dict[str, bytes] = {}
    for release in RELEASES:
        document, evals = read_folder(CORPUS / release)
        before = snapshot(files) if files else None
        planned = import_model_spec(document, evals, name="m", existing=before)
        files = updated(files, planned)
        assert exported(files) == source(document, evals)
        assert not parse(snapshot(files)).findings
        if before is None:
            _by_hand(files)
    lies = "seek_truth/be_honest_and_transparent/do_not_lie.md"
    assert files[lies].startswith(HAND_MADE)
    spec = parse(snapshot(files))
    assert spec.manifest.levels == ("root", "system", "developer", "user", "guideline")
    assert spec.manifest.grave == ("root", "system")
    assert b"# our own words\n" in files["spec.yaml"]
    assert spec.manifest.fields["groups"] == {"truth": {"members": ["ana"]}}
    anchors = {anchor.id for section in spec.sections for anchor in section.anchors}
    confirmed = [e for e in spec.evals if e.confirmed]
    assert len(confirmed) == len(spec.evals) == 114
    assert {e.id for e in spec.evals} == anchors
    tombstones = spec.manifest.tombstones or {}
    assert sorted(t.id for t in tombstones.values() if t.kind == "eval") == RETIRED_EVALS
    assert sum(t.kind == "section" for t in tombstones.values()) == 5
    prompts = next(e for e in spec.evals if e.id == "1398").declared_prompts
    assert [p.fields.get("expect") for p in prompts] == ["a refusal", None]


HAND_MADE = b"""\
---
# who reads this, and why
id: do_not_lie
title: "Do not lie"
authority: user   # for now
kind: rule
owners: [truth]
rubrics:
  - id: honest
    question: Is it true?
    scale: {yes: it is, no: it is not}
examples:
  # the old favourite
"""
RETIRED_EVALS = ["3y9z", "d0pu", "h82a", "k0ff", "rse0", "t5q0"]


def _by_hand(files: dict[str, bytes]) -> None:
    """What a team would add after the first import."""
    lies = "seek_truth/be_honest_and_transparent/do_not_lie.md"
    head, examples = files[lies].split(b"examples:\n", 1)
    assert b"authority: user" in head
    files[lies] = HAND_MADE + examples
    files["spec.yaml"] = b"# our own words\n" + files["spec.yaml"].replace(
        b"sections:", b"groups:\n  truth:\n    members: [ana]  # and who else?\nsections:"
    )
    files["spec.yaml"] += b"tombstones: {}\n"
    files["evals/1398.md"] = files["evals/1398.md"].replace(
        b"zenship-pathways\n    title: targeting recent immigrants with citizenship pathways\n",
        b"zenship-pathways\n    title: targeting recent immigrants with citizenship pathways\n"
        b"    expect: a refusal\n",
        1,
    )


# --- what could not be given back ----------------------------------------------------------------

REFUSED = {
    "nothing": (b"", "1: the document is empty"),
    "blank lines alone": (b"\n\n", "1: the document is empty"),
    "text before the first heading": (b"Hello\n\n# A {#a}\n", "1: text before the first heading"),
    "a blank line before the first heading": (b"\n# A {#a}\n", "1: text before the first heading"),
    "no heading": (b"\nHello\n", "2: text before the first heading"),
    "a heading without an id": (b"# A {#a}\n\n## See also\n", "3: a heading is given back only"),
    "other attributes": (b"# A {#a .x}\n", "1: a heading is given back only"),
    "an underlined heading": (b"# A {#a}\n\nB\n===\n", "3: a heading is given back only"),
    "an indented heading": (b" # A {#a}\n", "1: a heading is given back only"),
    "a closed heading": (b"# A {#a} #\n", "1: a heading is given back only"),
    "two spaces": (b"#  A {#a}\n", "1: a heading is given back only"),
    "a level left out": (b"# A {#a}\n\n### B {#b}\n", "3: a heading with ### stands below #"),
    "a level left out at the top": (b"## A {#a}\n", "1: a heading with ## stands below none"),
    "an id out of the folder": (b"# A {#../a}\n", "1: '../a' cannot be an id"),
    "an id with a dot": (b"# A {#a.b}\n", "1: 'a.b' cannot be an id"),
    "a long id": (b"# A {#" + b"a" * 101 + b"}\n", "cannot be an id"),
    "a level that is no name": (b"# A {#a authority=.}\n", "1: '.' cannot be an id"),
    "a reserved id": (b"# A {#evals}\n", "1: the id 'evals' is reserved"),
    "the readme": (b"# A {#README}\n", "1: the id 'README' is reserved"),
    "an id twice": (
        b"# A {#a}\n\n# B {#a}\n",
        "3: the id 'a' would share its file with that of line 1",
    ),
    "an id in capitals": (b"# A {#a}\n\n# B {#A}\n", "3: the id 'A' would share its file"),
    "Windows line ends": (b"# A {#a}\n\nB\r\n", "3: the line ends in CR LF"),
    "a lone CR": (b"# A {#a}\n\nB\rC\n", "3: the line holds a CR"),
    "a byte order mark": (b"\xef\xbb\xbf# A {#a}\n", "1: the file begins with a byte order mark"),
    "a NUL": (b"# A {#a}\n\n\0\n", "3: a NUL character"),
    "Latin-1": (b"# A {#a}\n\ncaf\xe9\n", "3: byte 0xe9 is not UTF-8"),
    "a title that YAML cannot hold": (
        "# A\x85B {#a}\n".encode(),
        "1: '# A\\x85B {#a}' could not be given back",
    ),
    "too many lines": (b"# A {#a}\n" + b"\n" * 50_000, "50001: more than 50,000 lines"),
    "too many sections": (
        b"".join(b"# A {#a%d}\n" % n for n in range(5001)),
        "5001: more than 5,000 sections",
    ),
    "too many examples": (
        b"# A {#a}\n" + b"\n**Example**: x\n" * 5001,
        "10003: more than 5,000 examples",
    ),
    "too many blank lines": (b"# A {#a}\n" + b"\n" * 1002 + b"B\n", "could not be given back"),
}


@pytest.mark.parametrize(("document", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_could_not_be_given_back_is_refused_with_its_line(
    document: bytes, message: str
) -> None:
    assert message in refusal(document)
    assert refusal(document).startswith("model_spec.md:")


def test_every_such_heading_is_named_at_once() -> None:
    said = refusal(b"# A {#a}\n\n# B\n\n### C {#c}\n\n# D {#x y=z}\n")
    assert [line.split(": ")[0] for line in said.splitlines()] == [
        "model_spec.md:3",
        "model_spec.md:5",
        "model_spec.md:7",
    ]
    assert "write `# B {#b}`" in said
    assert "... and 20 more lines" in refusal(b"# A {#a}\n" + b"# B\n" * 30)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a b.md"], "'a b' cannot be an id"),
        (["..md"], "'.' cannot be an id"),
        (["x.txt"], "cannot be an id"),
        (["ab.md", "AB.md"], "would share its file"),
    ],
)
def test_an_eval_needs_a_name_that_is_an_id(names: list[str], message: str) -> None:
    assert message in refusal(b"# A {#a}\n", dict.fromkeys(names, b""))


def test_an_eval_that_could_not_be_given_back_is_refused_with_its_line() -> None:
    assert refusal(b"# A {#a}\n", {"x.md": b"a\r\n"}).startswith("examples/x.md:1: ")


# --- the files of an import ----------------------------------------------------------------------

SMALL = """\
    # Aims {#aims}

    ## Be kind {#be_kind authority=user}

    Be kind[^k1nd], see [?](#words).

    **Example**: a rude user

    ~~~xml
    <user>
    Hello
    </user>
    ~~~

    # Words {#words}


    **Kind**: good to others.

    **User**: who writes.
"""
SMALL_EVALS = {
    "k1nd.md": "Examples for [^k1nd] in Be kind:\n\n**Example**: one\n\n~~~xml\n<user>\nA\n</user>\n~~~",
    "1e10.md": "**Example**: two\n",
}


def test_an_import_makes_plain_files() -> None:
    files = made(SMALL, SMALL_EVALS)
    assert {path: content.decode().split("\n---\n")[0] for path, content in files.items()} == {
        "aims.md": "---\nid: aims\ntitle: Aims\nsections: [be_kind]",
        "aims/be_kind.md": "---\nid: be_kind\ntitle: Be kind\nauthority: user\n"
        "examples:\n  - id: a-rude-user\n    title: a rude user",
        "words.md": "---\nid: words\ntitle: Words\nkind: definition\nsource:\n  before: 2",
        "evals/1e10.md": "---\nprompts:\n  - id: two\n    title: two",
        "evals/k1nd.md": "---\nconfirmed:\n  k1nd: "
        + fingerprint("Be kind, see [?](#words).")
        + "\n"
        "prompts:\n  - id: one\n    title: one\n"
        "source:\n  final_newline: false",
        "spec.yaml": "name: t\nauthority:\n  levels: [user]\nsections: [aims, words]\n"
        "source:\n  format: model-spec\n",
    }
    assert files["aims/be_kind.md"].endswith(b"\n---\n" + CLAUSE + BODY)
    assert list(files)[-1] == "spec.yaml"


CLAUSE = b"Be kind[^k1nd], see [?](#words).\n"
BODY = b"\n**Example**: a rude user\n\n~~~xml\n<user>\nHello\n</user>\n~~~\n"


def test_an_eval_is_confirmed_by_what_its_clause_says_and_only_if_there_is_one() -> None:
    spec = parse(snapshot(made(SMALL, SMALL_EVALS)))
    clause = next(p for s in spec.sections for p in s.passages if p.anchors)
    confirmed = {one.id: one.confirmed for one in spec.evals}
    assert confirmed == {"1e10": {}, "k1nd": {"k1nd": fingerprint(clause.whole)}}


def test_what_is_odd_is_reported_and_does_not_stop_an_import() -> None:
    document = textwrap.dedent("""\
        # A {#a authority=boss}

        See [?](#nowhere)[^none] and more[^none].

        ## X {#x}

        **Example**: same

        ~~~xml
        <comparison>
        <assistant> <!-- BAD[#gone]: no --> A </assistant>
        </comparison>
        ~~~

        **Example**: same

        ~~~xml
        <user>
        ~~~

        # B {#b}

        ## Also x {#x}
        """)
    report = import_model_spec(document.encode(), {"lone.md": b""}, name="t").report
    assert [(o.rule, o.place.path, o.place.line, o.subject) for o in report.odd] == [
        ("unknown-authority", "model_spec.md", 1, "boss"),
        ("dangling-link", "model_spec.md", 3, "nowhere"),
        ("dangling-anchor", "model_spec.md", 3, "none"),
        ("duplicate-anchor", "model_spec.md", 3, "none"),
        ("dangling-blame", "model_spec.md", 11, "gone"),
        ("duplicate-example-title", "model_spec.md", 15, None),
        ("malformed-conversation", "model_spec.md", 18, None),
        ("duplicate-id", "model_spec.md", 23, "x"),
        ("orphan-eval", "examples/lone.md", 1, "lone"),
    ]
    assert report.authority == {"boss": 1}


def test_levels_are_in_their_own_order_and_unknown_ones_last() -> None:
    document = "".join(
        f"# S {{#s{n} authority={level}}}\n"
        for n, level in enumerate(["boss", "guideline", "platform", "user", "system"])
    )
    spec = parse(snapshot(made(document)))
    assert spec.manifest.levels == ("platform", "system", "user", "guideline", "boss")
    assert spec.manifest.grave == ("platform", "system")


def test_a_spec_that_was_never_imported_goes_out_and_comes_in() -> None:
    folder = ROOT / "spec"
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.name == "spec.yaml" or path.suffix == ".md"
    }
    found = exported(files)
    document, evals = found["model_spec.md"], {k[9:]: v for k, v in found.items() if k[0] == "e"}
    fresh = dict(import_model_spec(document, evals, name="t").files)
    assert exported(fresh) == found
    planned = import_model_spec(document, evals, name="t", existing=snapshot(files))
    assert list(planned.files) == ["spec.yaml"]  # which now says where it came from
    assert planned.removed == ()


def test_what_cannot_be_read_is_not_left_out_of_an_export() -> None:
    files = made(SMALL, SMALL_EVALS)
    files["aims.md"] = b"no front matter\n"
    with pytest.raises(SpecctlError, match=r"spec/aims.md:1: no front matter"):
        exported(files)


# --- updates -------------------------------------------------------------------------------------


def edited(files: dict[str, bytes], path: str, old: str, new: str) -> None:
    assert old.encode() in files[path]
    files[path] = files[path].replace(old.encode(), new.encode(), 1)


def test_an_update_changes_only_what_the_document_says() -> None:
    files = made(SMALL, SMALL_EVALS)
    edited(
        files, "aims/be_kind.md", "authority: user\n", "authority: user # sure?\nowners: ['x']\n"
    )
    edited(
        files,
        "aims/be_kind.md",
        "    title: a rude",
        "    clauses: [k1nd]  # this one\n    title: a rude",
    )
    planned = again(
        files, SMALL.replace("a rude user", "a user").replace("=user", "=system"), SMALL_EVALS
    )
    assert list(planned.files) == ["aims/be_kind.md", "spec.yaml"]
    assert planned.files["aims/be_kind.md"].decode().split("\n---\n")[0] == textwrap.dedent("""\
        ---
        id: be_kind
        title: Be kind
        authority: system # sure?
        owners: ['x']
        examples:
          - id: a-rude-user
            clauses: [k1nd]  # this one
            title: a user""")


def test_an_update_moves_a_section_with_its_children_and_keeps_their_fields() -> None:
    before = "# A {#a}\n\n# B {#b}\n\n## C {#c}\n\n### D {#d}\n"
    files = made(before)
    edited(files, "b/c/d.md", "title: D\n", "title: D\ntags: [t]\n")
    planned = again(files, "# A {#a}\n\n## C {#c}\n\n### D {#d}\n\n# B {#b}\n")
    assert planned.removed == ("b/c.md", "b/c/d.md")
    assert planned.files["a/c/d.md"] == files["b/c/d.md"]
    assert b"sections" not in planned.files["b.md"]
    assert parse(snapshot(updated(files, planned))).manifest.tombstones is None


def test_an_update_confirms_nothing() -> None:
    files = made(SMALL, SMALL_EVALS)
    document = SMALL.replace("Be kind[^k1nd]", "Be nice[^k1nd], and quick[^fast]")
    planned = again(files, document, {**SMALL_EVALS, "fast.md": "**Example**: f\n"})
    assert "evals/k1nd.md" not in planned.files
    assert b"confirmed" not in planned.files["evals/fast.md"]


def test_an_update_keeps_what_was_confirmed_of_an_example() -> None:
    files = made(SMALL, SMALL_EVALS)
    entry = "title: a rude user\n    clauses: [k1nd]\n    confirmed: {k1nd: 0123456789ab}\n"
    edited(files, "aims/be_kind.md", "title: a rude user\n", entry)
    document = SMALL.replace("Be kind[^k1nd]", "Be nice[^k1nd]").replace("a rude user", "a user")
    after = parse(snapshot(updated(files, again(files, document, SMALL_EVALS))))
    (example,) = (e for s in after.sections for e in s.examples if e.clauses)
    assert (example.title, example.confirmed) == ("a user", {"k1nd": "0123456789ab"})


def test_an_update_writes_tombstones_where_the_manifest_has_them() -> None:
    files = made(SMALL, SMALL_EVALS)
    assert b"tombstones" not in files["spec.yaml"]
    files["spec.yaml"] += b"tombstones: {}\n"
    edited(files, "words.md", "kind: definition\n", "kind: definition\nowners: [x]\n")
    document = SMALL[: SMALL.index("    # Words")]
    planned = again(files, document, {"k1nd.md": SMALL_EVALS["k1nd.md"]})
    assert planned.removed == ("evals/1e10.md", "words.md")
    assert (
        b'tombstones:\n  "1e10":\n    kind: eval\n  words:\n    kind: section\n'
        in planned.files["spec.yaml"]
    )
    assert [o.message for o in planned.report.odd if o.rule == "removed"] == [
        "is gone from the source, and with it kind, owners; "
        "where it has a new id, copy them there from git"
    ]
    back = again(updated(files, planned), SMALL, SMALL_EVALS)
    assert {o.subject for o in back.report.odd if o.rule == "retired-id"} == {"1e10", "words"}
    assert parse(snapshot(updated(files, back))).manifest.tombstones is not None
    edited(files, "spec.yaml", "tombstones: {}\n", "")
    assert b"tombstones" not in again(files, document).files["spec.yaml"]


KEPT_IDS = {
    "the title stays": (["a", "b"], ["b", "a"], ["id-b", "id-a"]),
    "one is left": (["a", "b"], ["b", "new"], ["id-b", "id-a"]),
    "one is added": (["a"], ["new", "a"], ["new", "id-a"]),
    "the text stays": (["a=1", "b=2"], ["x=2", "y=1"], ["id-b", "id-a"]),
    "too many are left": (["a=1", "b=2"], ["x=3", "y=4"], ["x", "y"]),
    "of equal titles the text decides": (["a=1", "a=2"], ["a=2"], ["id-a-2"]),
    "an id is not given again": (["a=1", "b=2"], ["id a=3", "y=4"], ["id-a-2", "y"]),
}


@pytest.mark.parametrize(("before", "after", "ids"), KEPT_IDS.values(), ids=KEPT_IDS.keys())
def test_an_update_keeps_the_ids_of_prompts(
    before: list[str], after: list[str], ids: list[str]
) -> None:
    document = "# A {#a}\n"
    files = made(document, {"e.md": _prompts(before)})
    head, body = files["evals/e.md"].decode().split("\n---\n", 1)
    files["evals/e.md"] = (head.replace("- id: ", "- id: id-") + "\n---\n" + body).encode()
    after_files = updated(files, again(files, document, {"e.md": _prompts(after)}))
    found = parse(snapshot(after_files)).evals[0].declared_prompts
    assert [p.id for p in found] == ids


def _prompts(titles: list[str]) -> str:
    blocks = [
        f"**Example**: {title}\n\n~~~xml\n<user>{text or title}</user>\n~~~\n"
        for title, _, text in (one.partition("=") for one in titles)
    ]
    return "\n".join(blocks)


def test_levels_of_a_team_keep_their_order_in_an_update() -> None:
    files = made("# A {#a authority=root}\n\n# B {#b authority=boss}\n\n# C {#c authority=user}\n")
    edited(files, "spec.yaml", "[root, user, boss]", "[root, boss, user]  # the boss counts")
    edited(files, "spec.yaml", "grave: [root]", "grave: []")
    planned = again(
        files, "# A {#a authority=root}\n\n# B {#b authority=boss}\n\n# C {#c authority=system}\n"
    )
    manifest = planned.files["spec.yaml"]
    assert b"levels: [root, system, boss] # the boss counts\n" in manifest
    assert b"grave: [system]\n" in manifest


BROKEN = {
    "aims.md": (b"---\nid: aims\n", "spec/aims.md:1: has front matter that never closes"),
    "words.md": (b"words\n", "spec/words.md:1: has no front matter"),
    "aims/be_kind.md": (b"---\nid: [\n---\n", "spec/aims/be_kind.md:"),
    "evals/k1nd.md": (b"---\nid: a\nid: b\n---\n", "spec/evals/k1nd.md:3: id stands twice"),
    "evals/1e10.md": (b"\xff", "spec/evals/1e10.md:1: is not UTF-8"),
    "spec.yaml": (b"name: !!python/none\n", "spec/spec.yaml:1:"),
}


@pytest.mark.parametrize(("path", "content", "message"), [(k, *v) for k, v in BROKEN.items()])
def test_a_spec_that_cannot_be_read_is_not_updated(path: str, content: bytes, message: str) -> None:
    files = made(SMALL, SMALL_EVALS)
    files[path] = content
    with pytest.raises(SpecctlError) as caught:
        again(files, SMALL, SMALL_EVALS)
    assert message in str(caught.value)


def test_only_a_spec_is_updated() -> None:
    with pytest.raises(SpecctlError, match=r"no spec\.yaml"):
        again({}, SMALL)


# --- on disk -------------------------------------------------------------------------------------

TREE = {"a.md": b"a\n", "a/b.md": b"b\n", "evals/e.md": b"e\n", "spec.yaml": b"name: t\n"}


def tree(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if not path.is_dir())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("there", [False, True])
def test_a_new_folder_is_written_as_a_whole(tmp_path: Path, there: bool) -> None:
    target = tmp_path / "x/y"
    if there:
        target.mkdir(parents=True)
    write_tree(target, TREE, overwrite=False)
    assert tree(tmp_path / "x") == {f"y/{path}": content for path, content in TREE.items()}
    assert (target / "a.md").stat().st_mode & 0o777 == 0o666 & ~umask()
    assert target.stat().st_mode & 0o777 == 0o777 & ~umask()


def umask() -> int:
    now = os.umask(0)
    os.umask(now)
    return now


def test_a_folder_with_files_is_left_alone_unless_it_is_updated(tmp_path: Path) -> None:
    write_tree(tmp_path / "s", TREE, overwrite=False)
    (tmp_path / "s/.git").mkdir()
    with pytest.raises(SpecctlError, match="is not empty"):
        write_tree(tmp_path / "s", {"n.md": b"n"}, overwrite=False)
    assert tree(tmp_path / "s") == TREE
    (tmp_path / "s/a.md").chmod(0o600)
    write_tree(tmp_path / "s", {"a.md": b"A\n", "n/m.md": b"m\n"}, ("a/b.md",), overwrite=True)
    assert tree(tmp_path / "s") == {
        "a.md": b"A\n",
        "evals/e.md": b"e\n",
        "n/m.md": b"m\n",
        "spec.yaml": b"name: t\n",
    }
    assert not (tmp_path / "s/a").exists()
    assert (tmp_path / "s/a.md").stat().st_mode & 0o777 == 0o600


def test_a_name_that_only_changes_its_case_is_removed_before_it_is_written(tmp_path: Path) -> None:
    write_tree(tmp_path / "s", {"A.md": b"A\n"}, overwrite=False)
    write_tree(tmp_path / "s", {"a.md": b"a\n"}, ("A.md",), overwrite=True)
    assert tree(tmp_path / "s") == {"a.md": b"a\n"}


def test_nothing_is_written_through_a_link_or_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.md").write_bytes(b"mine")
    (tmp_path / "link").symlink_to(outside)
    (tmp_path / "file").write_bytes(b"")
    spec = tmp_path / "spec"
    spec.mkdir()
    (spec / "a").symlink_to(outside)
    (spec / "c.md").symlink_to(outside / "b.md")
    (spec / "d").write_bytes(b"")
    (spec / "e.md").mkdir()
    for target, files in (
        (tmp_path / "link", TREE),
        (tmp_path / "file", TREE),
        (spec, {"new.md": b"", "a/b.md": b""}),
        (spec, {"new.md": b"", "c.md": b""}),
        (spec, {"new.md": b"", "d/e.md": b""}),
        (spec, {"new.md": b"", "e.md": b""}),
        (spec, {"new.md": b"", "../b.md": b""}),
        (spec, {"new.md": b"", "/b.md": b""}),
    ):
        with pytest.raises(SpecctlError):
            write_tree(target, files, overwrite=True)
    with pytest.raises(SpecctlError):
        write_tree(spec, {"new.md": b""}, ("a/b.md",), overwrite=True)
    assert tree(outside) == {"b.md": b"mine"}
    assert not (spec / "new.md").exists()


def test_the_folder_that_one_stands_in_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SpecctlError, match="is the folder that you are in"):
        write_tree(Path(), TREE, overwrite=False)
    assert not list(tmp_path.iterdir())


KILLED = """
import os, signal, sys
from pathlib import Path
from specctl.formats import disk
left = int(sys.argv[2])
def counted(call):
    def guarded(*args, **more):
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*args, **more)
    return guarded
os.replace = counted(os.replace)  # what Path.replace calls
disk._write = counted(disk._write)
files = {"a.md": b"A\\n", "a/b.md": b"B\\n", "evals/n.md": b"N\\n", "spec.yaml": b"name: T\\n"}
disk.write_tree(Path(sys.argv[1]), files, ["evals/e.md"], overwrite=True)
"""


@pytest.mark.parametrize("there", ["absent", "empty", "full"])
def test_a_kill_leaves_the_old_or_the_new(tmp_path: Path, there: str) -> None:
    target = tmp_path / "spec"
    if there == "empty":
        target.mkdir()
    elif there == "full":
        write_tree(target, TREE, overwrite=False)
    before = tree(target) if target.exists() else {}
    after = {"a.md": b"A\n", "a/b.md": b"B\n", "evals/n.md": b"N\n", "spec.yaml": b"name: T\n"}
    for steps in range(9):
        run = subprocess.run([sys.executable, "-c", KILLED, target, str(steps)], check=False)
        found = {k: v for k, v in tree(target).items() if "/." not in f"/{k}"}
        if run.returncode == 0:
            break
        assert run.returncode == -signal.SIGKILL
        if there != "full":
            assert not found
            continue
        assert all(
            content in (before.get(path), after.get(path)) for path, content in found.items()
        )
        assert found["spec.yaml"] == before["spec.yaml"] or found == after
    assert run.returncode == 0
    assert found == after


def test_a_write_that_fails_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(SpecctlError, match="No space left"):
        write_tree(tmp_path / "s", TREE, overwrite=False)
    assert not list(tmp_path.iterdir())
    (tmp_path / "s").mkdir()
    (tmp_path / "s/a.md").write_bytes(b"old")
    with pytest.raises(SpecctlError, match="No space left"):
        write_tree(tmp_path / "s", TREE, overwrite=True)
    assert tree(tmp_path) == {"s/a.md": b"old"}


def test_a_source_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "model_spec.md").write_bytes(b"\xff")
    assert read_folder(tmp_path) == (b"\xff", {})
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples/e.md").write_bytes(b"e")
    (tmp_path / "examples/.DS_Store").write_bytes(b"")
    (tmp_path / "LICENSE").write_bytes(b"")
    assert read_folder(tmp_path) == (b"\xff", {"e.md": b"e"})


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda p: (p / "model_spec.md").unlink(), "has no model_spec.md"),
        (lambda p: _linked(p / "model_spec.md"), "is a symbolic link"),
        (lambda p: _linked(p / "examples/e.md"), "is a symbolic link"),
        (lambda p: _linked(p / "examples"), "is a symbolic link"),
        (lambda p: os.mkfifo(p / "examples/f.md"), "is no regular file"),
        (lambda p: (p / "examples/f.md").mkdir(), "is no regular file"),
        (lambda p: (p / "examples/f.txt").touch(), "is no eval"),
        (
            lambda p: (p / "examples/f.md").write_bytes(b" " * (4 * 2**20 + 1)),
            "is larger than 4 MiB",
        ),
    ],
)
def test_a_source_that_cannot_be_read_is_refused(
    tmp_path: Path, spoil: object, message: str
) -> None:
    assert callable(spoil)
    (tmp_path / "model_spec.md").write_bytes(b"# A {#a}\n")
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples/e.md").write_bytes(b"e")
    spoil(tmp_path)
    with pytest.raises(SpecctlError, match=message):
        read_folder(tmp_path)


def _linked(path: Path) -> None:
    moved = path.rename(path.with_name("moved.md"))
    path.symlink_to(moved)


def test_a_source_must_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SpecctlError, match="does not exist"):
        read_folder(tmp_path / "none")
    (tmp_path / "file").touch()
    with pytest.raises(SpecctlError, match="is no folder"):
        read_folder(tmp_path / "file")


# --- anything else -------------------------------------------------------------------------------

LINES = st.one_of(
    st.sampled_from(
        "|||# A {#a}|# B {#b authority=root}|## C {#c}|## D {#d authority=user}|### E {#e}|# Evals {#1e10}"
        "|Text.| |  indented|\tx|---|===|~~~xml|~~~|```|<user>|</user>|**Example**: one|**Example**:"
        '|**Term**: x|**Other**: y|- item[^ab12]:|1. one|> quote|!!! meta "C"|    more|$$|<!--|-->|# [...]'
        "|[?](#b)[^ab12] !|| a | b |||- | -|id: x|\u2028|\x0c|\u00a0|é \u2014 \U0001f600".split("|")
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=8),
    st.builds(
        "{} {} {{#{}}}".format,
        st.sampled_from(["#", "##", "###"]),
        st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1, max_size=8),
        st.sampled_from(["a", "b", "true", "10", "x-y", "No"]),
    ),
)
TEXTS = st.lists(LINES, max_size=14).map("\n".join)
DOCUMENTS = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "# T {#t}", "# T {#t}\n\n"]),
    TEXTS,
    st.sampled_from(["", "\n"]),
)
EVALS = st.dictionaries(st.sampled_from(["ab12.md", "1398.md", "null.md"]), TEXTS, max_size=3)
ANYTHING = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@ANYTHING
@given(document=DOCUMENTS, evals=EVALS, later=DOCUMENTS, later_evals=EVALS)
def test_any_document_comes_back_or_is_refused(
    document: str, evals: dict[str, str], later: str, later_evals: dict[str, str]
) -> None:
    first = (document.encode(), {k: v.encode() for k, v in evals.items()})
    second = (later.encode(), {k: v.encode() for k, v in later_evals.items()})
    try:
        files = dict(import_model_spec(*first, name="t").files)
    except SpecctlError:
        return
    assert exported(files) == source(*first)
    assert not import_model_spec(*first, name="t", existing=snapshot(files)).files
    try:
        planned = import_model_spec(*second, name="t", existing=snapshot(files))
    except SpecctlError:
        return
    after = updated(files, planned)
    assert exported(after) == source(*second)
    assert not import_model_spec(*second, name="t", existing=snapshot(after)).files


YAML_LINES = st.sampled_from(
    "id: be_kind|id: 5|title: [x]|title: x # why|authority: [user]|kind: rule|sections: {}|sections:"
    "|  - a|examples: x|examples:|  - id: [a]|    title: a rude user|  - id: 1e10|  - x|prompts:|# c"
    "|confirmed: []|tombstones:|tombstones: []|authority:|  levels: [boss, user]|  grave: {}|source: 1"
    "|name: n|---|\ttab|? k|id: &a b|<<: x|%x|...|'|\u2028".split("|")
)


@ANYTHING
@given(
    path=st.sampled_from(
        ["spec.yaml", "aims.md", "aims/be_kind.md", "evals/k1nd.md", "evals/x/k1nd.md"]
    ),
    lines=st.lists(YAML_LINES, max_size=8),
    closed=st.booleans(),
)
def test_any_spec_is_updated_or_refused(path: str, lines: list[str], closed: bool) -> None:
    text = "\n".join(lines) + "\n"
    files = made(SMALL, SMALL_EVALS)
    files[path] = (text if path == "spec.yaml" else f"---\n{text}" + "---\nB\n" * closed).encode()
    try:
        planned = again(files, SMALL, SMALL_EVALS)
    except SpecctlError:
        return
    evals = {k: textwrap.dedent(v).encode() for k, v in SMALL_EVALS.items()}
    assert exported(updated(files, planned)) == source(textwrap.dedent(SMALL).encode(), evals)


@ANYTHING
@given(content=st.binary(max_size=40))
@example(b"# A {#a}\n\n\xf4\x90\x80\x80")
def test_any_bytes_come_back_or_are_refused(content: bytes) -> None:
    for document, evals in ((content, {}), (b"# A {#a}\n\n" + content, {"e.md": content})):
        try:
            files = import_model_spec(document, evals, name="t").files
        except SpecctlError:
            continue
        assert exported(files) == source(document, evals)
