"""Confirming evals and examples: what is recorded, and what is left alone."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from gitrepo import write
from linting import BASE, FOLDER

from specctl.errors import SpecctlError
from specctl.lint import lint
from specctl.parse import parse
from specctl.pipeline import Context, confirm
from specctl.sources import read, work_tree

ROOT = Path(__file__).parent.parent


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write(tmp_path / FOLDER, BASE)


def stale(spec: Path) -> list[str | None]:
    found = lint(parse(read(work_tree(cwd=spec.parent, spec=FOLDER))))
    return [one.subject for one in found if one.rule in ("stale-eval", "stale-example")]


def eval_of(spec: Path) -> Path:
    (path,) = (spec / "evals").glob("d8ue.md")
    return path


HEADS = {
    "none": ("", "---\nconfirmed:\n  d8ue: {print}\n---\n"),
    "old": (
        "---\nid: d8ue\nconfirmed: {d8ue: aaaaaaaaaaaa} # by mara\n---\n",
        "---\nid: d8ue\nconfirmed: {d8ue: {print}} # by mara\n---\n",
    ),
    "other": (
        "---\nid: d8ue # the same\n---\n",
        "---\nid: d8ue # the same\nconfirmed:\n  d8ue: {print}\n---\n",
    ),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("name", HEADS)
def test_the_fingerprint_goes_into_front_matter_and_nowhere_else(
    spec: Path, name: str, newline: str
) -> None:
    before, after = HEADS[name]
    path = eval_of(spec)
    body = path.read_text("utf-8").rpartition("---\n")[2]
    path.write_bytes((before + body).replace("\n", newline).encode())
    (done,) = confirm(Context(), ["d8ue"])
    assert (done.id, done.clauses) == ("d8ue", ("d8ue",))
    written = path.read_bytes().decode()
    found = parse(read(work_tree(cwd=spec.parent, spec=FOLDER)))
    (print_,) = next(e for e in found.evals if e.id == "d8ue").confirmed.values()
    wanted = after.replace("{print}", print_) + body
    assert written == wanted.replace("\n", newline)
    assert stale(spec) == []


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_line_ends_of_the_body_stay_as_they_are(spec: Path, newline: str) -> None:
    path = eval_of(spec)
    body = path.read_text("utf-8").rpartition("---\n")[2].replace("\n", newline) + "\n\r\n\n"
    path.write_bytes(f"---{newline}id: d8ue{newline}---{newline}{body}".encode())
    confirm(Context(), ["d8ue"])
    assert path.read_bytes().decode().endswith(f"{newline}---{newline}{body}")
    assert stale(spec) == []


def test_a_second_time_changes_nothing(spec: Path) -> None:
    confirm(Context(), ["d8ue"])
    path = eval_of(spec)
    content, at = path.read_bytes(), path.stat().st_mtime_ns
    (done,) = confirm(Context(), ["d8ue"])
    assert done.clauses == ()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (content, at)


def test_it_is_what_a_stale_eval_asks_for(spec: Path) -> None:
    confirm(Context(), ["d8ue"])
    path = spec / "lending.md"
    path.write_text(path.read_text("utf-8").replace("must", "should", 1), "utf-8")
    assert stale(spec) == ["d8ue"]
    confirm(Context(), ["^d8ue"])
    assert stale(spec) == []


def command(spec: Path, *ids: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "specctl", "confirm", *ids],
        cwd=spec.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_unknown_eval_is_named_and_nothing_is_written(spec: Path) -> None:
    before = {p: p.read_bytes() for p in spec.rglob("*.md")}
    end = command(spec, "d8ue", "d8uf")
    assert end.returncode == 2
    assert "there is no eval d8uf" in end.stderr
    assert "did you mean d8ue?" in end.stderr
    assert {p: p.read_bytes() for p in spec.rglob("*.md")} == before


def test_an_eval_without_its_clause_is_refused(spec: Path) -> None:
    path = spec / "lending.md"
    path.write_text(path.read_text("utf-8").replace("[^d8ue]", ""), "utf-8")
    end = command(spec, "d8ue")
    assert end.returncode == 2
    assert "tests [^d8ue], which no section carries" in end.stderr


def test_it_says_what_it_did(spec: Path) -> None:
    assert command(spec, "d8ue").stdout == "spec/evals/d8ue.md: confirmed [^d8ue].\n"
    assert command(spec, "d8ue").stdout == "spec/evals/d8ue.md: confirmed already.\n"


# --- examples and clauses ------------------------------------------------------------------------

CONVERSATION = """~~~xml
<user>
May I take {0} home?
</user>
<comparison>
<assistant> <!-- GOOD: says when -->
Yes, until the 1st of May.
</assistant>
<assistant> <!-- BAD: does not say when -->
Yes, of course.
</assistant>
</comparison>
~~~
"""
BODY = "The assistant must say when a book is due[^d8ue]. It must say where[^w4re].\n" + "".join(
    f"\n**Example**: {name}\n\n{CONVERSATION.format(name)}" for name in ("a map", "a pen")
)
WHEN, WHERE = "84b102fec69d", "a3490ec71c7e"
"""The fingerprints of the two clauses."""
BLOCK = """  # the first one
  - id: map   # an old one
    title: a map
    clauses: [d8ue, w4re]
  - title: 'a pen'
    id: pen
    clauses:
      - d8ue
"""
FLOW = """  - {id: map, title: a map, clauses: [d8ue, w4re]} # an old one
  - {id: pen, title: a pen, clauses: [d8ue], confirmed: {d8ue: aaaaaaaaaaaa}} # by mara
"""


def lending(entries: str, body: str = BODY) -> str:
    head = "id: lending\ntitle: Lend books\nauthority: developer"
    return f"---\n{head}\nexamples:\n{entries}tags: [x] # last\n---\n{body}"


def two_clauses(spec: Path, entries: str = BLOCK) -> Path:
    """Two clauses, an eval that tests both, one that tests one of them, and two examples."""
    body = eval_of(spec).read_text("utf-8").rpartition("---\n")[2]
    write(
        spec,
        {
            "lending.md": lending(entries),
            "evals/both.md": "---\nclauses: [w4re, d8ue]\n---\n**Example**: b\n\n~~~xml\n<user>\nB\n</user>\n~~~\n",
            "evals/d8ue.md": body,
        },
    )
    return spec / "lending.md"


def confirmed(spec: Path) -> dict[str, dict[str, str]]:
    found = parse(read(work_tree(cwd=spec.parent, spec=FOLDER)))
    assert [f.message for f in found.findings] == []
    evals = {one.id: dict(one.confirmed) for one in found.evals}
    examples = {e.id: dict(e.confirmed) for s in found.sections for e in s.examples}
    return {name: prints for name, prints in (evals | examples).items() if prints}


BOTH = {"d8ue": WHEN, "w4re": WHERE}
MEANT = [
    (["lending#map"], {"map": BOTH}),
    (["lending#pen"], {"pen": {"d8ue": WHEN}}),
    (["both"], {"both": BOTH}),
    (["d8ue"], {"d8ue": {"d8ue": WHEN}}),
    (["^d8ue"], {name: {"d8ue": WHEN} for name in ("both", "d8ue", "map", "pen")}),
    (["[^w4re]"], {name: {"w4re": WHERE} for name in ("both", "map")}),
    (["w4re"], {name: {"w4re": WHERE} for name in ("both", "map")}),
    (["w4re", "lending#map", "d8ue"], {"both": {"w4re": WHERE}, "map": BOTH, "d8ue": {"d8ue": WHEN}}),
]  # fmt: skip


@pytest.mark.parametrize(("ids", "wanted"), MEANT, ids=[" ".join(ids) for ids, _ in MEANT])
def test_an_id_is_an_eval_an_example_or_else_a_clause_of_all_that_is_about_it(
    spec: Path, ids: list[str], wanted: dict[str, dict[str, str]]
) -> None:
    two_clauses(spec)
    assert all(one.clauses for one in confirm(Context(), ids))
    assert confirmed(spec) == wanted
    before = {p: p.read_bytes() for p in spec.rglob("*.md")}
    assert not any(one.clauses for one in confirm(Context(), ids))
    assert {p: p.read_bytes() for p in spec.rglob("*.md")} == before


WRITTEN = {
    "block": (
        BLOCK,
        BLOCK.replace("w4re]\n", f"w4re]\n    confirmed:\n      d8ue: {WHEN}\n      w4re: {WHERE}\n")
        + f"    confirmed:\n      d8ue: {WHEN}\n",
    ),
    "flow": (
        FLOW,
        FLOW.replace("w4re]}", f"w4re], confirmed: {{d8ue: {WHEN}, w4re: {WHERE}}}}}")
        .replace("aaaaaaaaaaaa", WHEN),
    ),
    "old": (
        BLOCK + "    confirmed: # by mara\n      g0ne: 0123456789ab\n      d8ue: aaaaaaaaaaaa  # in May\n",
        BLOCK.replace("w4re]\n", f"w4re]\n    confirmed:\n      d8ue: {WHEN}\n      w4re: {WHERE}\n")
        + f"    confirmed: # by mara\n      d8ue: {WHEN}  # in May\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("name", WRITTEN)
def test_the_fingerprint_of_an_example_goes_into_its_entry_and_nowhere_else(
    spec: Path, name: str, newline: str
) -> None:
    before, after = WRITTEN[name]
    path = two_clauses(spec, before)
    path.write_bytes(path.read_bytes().replace(b"\n", newline.encode()))
    confirm(Context(), ["lending#map", "lending#pen"])
    assert path.read_bytes().decode() == lending(after).replace("\n", newline)


def test_examples_of_one_id_are_confirmed_alike_and_others_left_alone(spec: Path) -> None:
    entries = BLOCK.replace("id: pen", "id: map")
    two_clauses(spec, entries)
    assert len(confirm(Context(), ["lending#map"])) == 2
    found = parse(read(work_tree(cwd=spec.parent, spec=FOLDER)))
    (section,) = (s for s in found.sections if s.id == "lending")
    assert [e.confirmed for e in section.examples] == [BOTH, {"d8ue": WHEN}]


def test_what_counts_is_the_manifests_to_say(spec: Path) -> None:
    path = two_clauses(spec)
    confirm(Context(), ["^d8ue"])
    manifest = spec / "spec.yaml"
    text = manifest.read_text("utf-8")
    manifest.write_text(text + "fingerprint: [text, authority, tags]\n", "utf-8")
    assert stale(spec) == ["d8ue", "d8ue", "map", "pen"]
    confirm(Context(), ["^d8ue"])
    assert stale(spec) == []
    for old, new in (("developer", "user"), ("[x]", "[x, y]"), ("[x, y]", "[y, x, x]")):
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
        assert len(stale(spec)) == (0 if "[y" in new else 4)
        confirm(Context(), ["^d8ue"])
        assert stale(spec) == []
    manifest.write_text(text, "utf-8")
    assert len(stale(spec)) == 4


def test_a_clause_above_counts_with_what_it_hands_down(spec: Path) -> None:
    write(spec, {
        "spec.yaml": (spec / "spec.yaml").read_text("utf-8") + "fingerprint: [text, authority]\n",
        "lending.md": "---\nid: lending\ntitle: L\nauthority: user\nsections: [due]\n---\n",
        "lending/due.md": "---\nid: due\ntitle: D\n---\nIt must say when[^d8ue].\n",
    })  # fmt: skip
    confirm(Context(), ["d8ue"])
    assert stale(spec) == []
    above = spec / "lending.md"
    above.write_text(above.read_text("utf-8").replace("user", "root"), "utf-8")
    assert stale(spec) == ["d8ue"]


# --- what is refused -----------------------------------------------------------------------------

MARKS = "<<<<<<< ours\n{0}=======\n{1}>>>>>>> theirs\n"
OURS, THEIRS = ("confirmed:\n  d8ue: aaaaaaaaaaaa\n", "confirmed:\n  d8ue: bbbbbbbbbbbb\n")
ONE_ENTRY = BLOCK.partition("  - title")[0]
REFUSED = [
    ("an unknown example", "d8ue lending#pan", {}, "there is no example lending#pan; did you mean lending#pen?"),
    ("an example of no clause", "d8ue lending#a-pen", {"lending.md": lending(ONE_ENTRY)}, "the example lending#a-pen names no clause that it shows"),
    ("an unknown section", "d8ue loans#map", {}, "there is no example loans#map"),
    ("a clause of nothing", "d8ue ^n0ne", {}, "there is no eval ^n0ne, and nothing is about a clause of that name"),
    ("a clause that is gone", "d8ue both", {"lending.md": lending(BLOCK, BODY.replace("[^w4re]", ""))}, "spec/evals/both.md tests [^w4re], which no section carries"),
    ("a clause in commentary", "both", {"lending.md": lending(BLOCK, '!!! meta "Commentary"\n    So be it[^w4re].\n')}, "spec/evals/both.md tests [^w4re], which no section carries"),
    ("an example of a clause that is gone", "d8ue lending#map", {"lending.md": lending(BLOCK, BODY.replace("[^w4re]", ""))}, "spec/lending.md shows in the example lending#map [^w4re], which no section carries"),
    ("two clauses of one anchor", "w4re d8ue", {"greet.md": "---\nid: greet\ntitle: G\nauthority: user\n---\nSay hello[^d8ue].\n"}, "[^d8ue] stands on more than one clause, in spec/greet.md:6 and spec/lending.md:16"),
    ("marks of a merge in what is confirmed", "both d8ue", {"evals/d8ue.md": "---\n" + MARKS.format(OURS, THEIRS) + "---\n**Example**: a\n"}, "spec/evals/d8ue.md:2: a merge left its marks in the lines 2 to 8"),
    ("marks of a merge in an entry", "d8ue lending#map", {"lending.md": lending(BLOCK + MARKS.format("    confirmed:\n      d8ue: aaaaaaaaaaaa\n", ""))}, "spec/lending.md:14: a merge left its marks"),
    ("marks of a merge in the body of an eval", "both d8ue", {"evals/d8ue.md": MARKS.format("**Example**: a\n", "**Example**: b\n")}, "spec/evals/d8ue.md:1: a merge left its marks"),
    ("marks of a merge around the clause", "d8ue", {"lending.md": lending(BLOCK, MARKS.format("It must say when[^d8ue].\n", "It must say so.\n"))}, "spec/lending.md:16: a merge left its marks"),
    ("a clause in a file that cannot be read", "d8ue", {"lending.md": "---\nid: [\n---\nWhen[^d8ue].\n"}, "spec/lending.md:2: the front matter cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("ids", "files", "said"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED]
)
def test_what_cannot_have_been_looked_at_is_refused_and_nothing_is_written(
    spec: Path, ids: str, files: dict[str, str], said: str
) -> None:
    two_clauses(spec)
    write(spec, files)
    before = {p: p.read_bytes() for p in spec.rglob("*.md")}
    end = command(spec, *ids.split())
    assert (end.returncode, end.stdout) == (2, "")
    assert said in end.stderr
    assert {p: p.read_bytes() for p in spec.rglob("*.md")} == before


def test_what_is_written_off_form_is_written_anew(spec: Path) -> None:
    off = BLOCK + "    confirmed: {d8ue: yes, 12: 3, w4re: [x]}\n"
    path = two_clauses(spec, off)
    write(spec, {"evals/d8ue.md": "---\nconfirmed: soon\n---\n" + eval_of(spec).read_text("utf-8")})
    confirm(Context(), ["lending#pen", "d8ue"])
    assert f"    confirmed: {{d8ue: {WHEN}}}\n" in path.read_text("utf-8")
    assert confirmed(spec) == {"pen": {"d8ue": WHEN}, "d8ue": {"d8ue": WHEN}}


# --- writing -------------------------------------------------------------------------------------


def test_a_file_that_is_read_only_is_named_and_the_others_are_written(spec: Path) -> None:
    two_clauses(spec).chmod(0o444)
    with pytest.raises(SpecctlError) as raised:
        confirm(Context(), ["^d8ue"])
    assert raised.value.message == "spec/lending.md is read-only; allow writing it"
    assert confirmed(spec).keys() == {"both", "d8ue"}
    (spec / "lending.md").chmod(0o644)
    confirm(Context(), ["^d8ue"])
    assert confirmed(spec).keys() == {"both", "d8ue", "map", "pen"}


KILLED = """
import os, signal, sys
from specctl.pipeline import Context, confirm
replace, left = os.replace, [int(sys.argv[1])]
def killed(*given, **more):
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    replace(*given, **more)
os.replace = killed
confirm(Context(), ["^d8ue"])
"""


@pytest.mark.parametrize("many", range(4))
def test_a_kill_between_two_files_leaves_whole_ones_and_again_finishes(
    spec: Path, many: int
) -> None:
    two_clauses(spec)
    code = [sys.executable, "-c", KILLED, str(many)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    end = subprocess.run(code, cwd=spec.parent, env=env, check=False)
    assert end.returncode == (0 if many == 3 else -signal.SIGKILL)
    names = ["both", "d8ue", "map", "pen"]
    assert sorted(confirmed(spec)) == names[: 4 if many == 3 else many]
    confirm(Context(), ["^d8ue"])
    assert sorted(confirmed(spec)) == names


def test_it_says_what_it_did_of_an_example(spec: Path) -> None:
    two_clauses(spec)
    said = "spec/lending.md: confirmed [^d8ue] for the example pen.\n"
    assert command(spec, "lending#pen").stdout == said
    assert command(spec, "lending#pen").stdout == said.replace(" [^d8ue]", " already")
