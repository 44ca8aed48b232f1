"""A tree alike one that was found fine: told without reading the rest, and never wrongly."""

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from gitrepo import git, write
from linting import BASE, FOLDER, folder

from specctl.cache import Store
from specctl.lint import RULES, page
from specctl.lint.card import Card, EvalCard, SectionCard
from specctl.lint.engine import conclude, examine
from specctl.lint.examined import Examined
from specctl.lint.gist import gist_of, grave
from specctl.lint.settings import Settings, settings_of
from specctl.model import Eval, Section, Severity, Snapshot
from specctl.parse import parse
from specctl.pipeline import Context, alike, check, verdicts
from specctl.sources import staged

ROOT = Path(__file__).parent.parent
SAMPLE = folder(ROOT / "spec")
TODAY = date(2026, 1, 31)
STYLE, EVAL = "style.md", next(name for name in SAMPLE if name.startswith("evals/"))

# --- what a gist leaves out ----------------------------------------------------------------------


def blurred(card: Card) -> Card:
    """A card without what its gist leaves out."""
    if isinstance(card, SectionCard):
        return card._replace(
            title="",
            children=[(child, "") for child, _ in card.children],
            formerly=[(old, "") for old, _ in card.formerly],
            exception_to=[(target, "") for target, _ in card.exception_to],
            successor=[(target, "") for target, _ in card.successor],
            anchors=[row._replace(at="", print="", clause=0) for row in card.anchors],
            links=[row._replace(at="", text="") for row in card.links],
            blames=[row._replace(at="", example="") for row in card.blames],
            claims=[row._replace(at="") for row in card.claims],
            confirmed=[],
            rubrics=[row._replace(at="", digest="") for row in card.rubrics],
            norms=[],
            dashes=[],
            clauses=min(card.clauses, 1),
            bare=0,
            bare_at="",
            at={},
        )
    if isinstance(card, EvalCard):
        return card._replace(
            clauses=[(clause, "") for clause, _ in card.clauses],
            confirmed=[],
            header="",
            header_at="",
            links=[row._replace(at="", text="") for row in card.links],
            prompts=[
                row._replace(title="", at="", digest="", rubric_at="", named=False, judged=False)
                for row in card.prompts
            ],
            formerly=[(old, "") for old, _ in card.formerly],
            at={},
        )
    return card


def errors(examined: list[Examined], files: dict[str, bytes]) -> set[tuple[str, str, str | None]]:
    """What stops a commit, but for where exactly."""
    manifest = parse(Snapshot("test", None, FOLDER, files)).manifest
    found = conclude(examined, (), FOLDER, manifest, settings_of(manifest), today=TODAY).findings
    return {(f.rule, f.place.path, f.subject) for f in found if f.severity is Severity.ERROR}


def cards(files: dict[str, bytes]) -> list[Examined]:
    spec = parse(Snapshot("test", None, FOLDER, files))
    values: list[Section | Eval] = [*spec.sections, *spec.evals]
    settings = settings_of(spec.manifest)
    return [examine(v, (), spec.lines[v.path], spec.manifest, settings) for v in values]


@pytest.mark.parametrize("name", [r.name for r in RULES.values() if r.severity is Severity.ERROR])
def test_errors_between_files_hang_on_gists_alone(name: str) -> None:
    samples = {s.path.removeprefix(f"{FOLDER}/"): s.content for s in page(name).fails.files}
    files = {**BASE, **samples}
    sharp = [Examined((), one.card) for one in cards(files)]
    blunt = [Examined((), blurred(one.card)) for one in sharp]
    assert [gist_of(one.card) for one in blunt] == [gist_of(one.card) for one in sharp]
    assert errors(blunt, files) == errors(sharp, files)


def test_settings_may_make_errors_of_what_others_report() -> None:
    usual = grave(Settings())
    assert usual is not None
    assert "dangling-link" in usual
    assert "stale-eval" not in usual
    assert grave(Settings({"stale-eval": "error"})) is None
    assert grave(Settings({"dangling-link": "error", "stale-eval": "off"})) == usual


# --- in a repository -----------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path / FOLDER, SAMPLE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    git(Path(), "init", "-q")
    git(Path(), "add", "-A")
    assert check(Context(), staged=True).errors == ()
    return tmp_path


def put(root: Path, name: str, content: bytes) -> None:
    path = root / FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def quick(root: Path) -> bool:
    """Whether it is told without looking at the rest."""
    found = staged(str(root), FOLDER)
    assert found is not None
    rows, common, where = found
    store = Store(f"{common}/specctl")
    key = verdicts._keys(store, rows, where, verdicts.day())[1]
    return alike.fine(store, key, rows, where, str(root))


def really(root: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    with monkeypatch.context() as patched:
        patched.setenv("SPECCTL_CACHE", "off")
        return not check(Context(root), staged=True).errors


Edit = Callable[[Path], None]


def text(name: str, old: str, new: str) -> Edit:
    def edit(root: Path) -> None:
        path = root / FOLDER / name
        content = path.read_text("utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), "utf-8")

    return edit


def more(name: str, said: str) -> Edit:
    def edit(root: Path) -> None:
        path = root / FOLDER / name
        path.write_text(path.read_text("utf-8") + said, "utf-8")

    return edit


def gone(name: str) -> Edit:
    return lambda root: (root / FOLDER / name).unlink()


# (what, the edit, whether it is told at once, whether it is fine)
EDITS: list[tuple[str, Edit, bool, bool]] = [
    ("nothing", lambda root: None, True, True),
    ("a sentence", more("chain_of_command.md", "\nThis is explained below.\n"), True, True),
    ("a warning", more("style.md", "\nSay the the same.\n"), True, True),
    ("a link that leads somewhere", more("style.md", "\nSee [?](#be_honest).\n"), False, True),
    ("a link that leads nowhere", more("style.md", "\nSee [?](#nowhere).\n"), False, False),
    ("an anchor that nothing tests", more("style.md", "\nDo this[^zzzz].\n"), False, False),
    ("another title", text("style.md", "title: ", "title: New "), True, True),
    ("a broken id", text("style.md", "id: style", "id: stile"), False, False),
    ("front matter that is none", text("style.md", "---\n", "--\n"), False, False),
    ("a comment that allows", more("style.md", "\n<!-- specctl: allow doubled-word because I say so -->\n\nThe the.\n"), False, True),
    ("the manifest", text("spec.yaml", 'version: "1.0.0"', 'version: "1.0.1"'), False, True),
    ("an eval that went", gone(EVAL), False, False),
    ("a section that went", gone("style.md"), False, False),
    ("a file that came", lambda root: put(root, "new.md", b"---\nid: new\ntitle: New\n---\n"), False, False),
    ("a baseline that came", lambda root: put(root, "lint-baseline.json", b"[]"), False, False),
    ("no text", lambda root: put(root, "style.md", b"\xff\x00"), False, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("edit", "at_once", "fine"), [row[1:] for row in EDITS], ids=[row[0] for row in EDITS]
)
def test_edits(
    repository: Path, monkeypatch: pytest.MonkeyPatch, edit: Edit, at_once: bool, fine: bool
) -> None:
    edit(repository)
    git(Path(), "add", "-A")
    assert (quick(repository), really(repository, monkeypatch)) == (at_once, fine)
    grave_ones = check(Context(), staged=True, only_grave=True).errors
    assert grave_ones == check(Context(), staged=True).errors
    assert verdicts.fine(["hook", "run", "pre-commit"]) == fine


def test_many_edits_at_once(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is edited, what is told at once is true."""
    chance = random.Random(7)
    names = sorted(name for name in SAMPLE if name.endswith(".md"))
    told = []
    for _ in range(40):
        for name in chance.sample(names, chance.choice([1, 1, 2, 5])):
            put(repository, name, _edited(SAMPLE[name], chance))
        git(Path(), "add", "-A")
        told.append((quick(repository), really(repository, monkeypatch)))
        for name, content in SAMPLE.items():
            put(repository, name, content)
    assert (True, False) not in told
    assert {(True, True), (False, False)} <= set(told)


def _edited(content: bytes, chance: random.Random) -> bytes:
    """A file with a line less, twice, with a word more or less, or one that looks like markup."""
    lines = content.decode().split("\n")
    at = chance.randrange(len(lines))
    match chance.choice(["less", "twice", "word", "word", "word", "drop", "mark"]):
        case "less":
            del lines[at]
        case "twice":
            lines.insert(at, lines[at])
        case "word":
            lines[at] = f"{lines[at]} Indeed." if lines[at].endswith(".") else lines[at]
        case "drop":
            lines[at] = " ".join(lines[at].split(" ")[:-1])
        case _:
            lines[at] += chance.choice([" [?](#style)", "[^zz]", " <!-- x -->", "~~~", " the the"])
    return "\n".join(lines).encode()


def test_what_is_known_by_the_baseline_stays_known(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from specctl.pipeline import write_baseline

    put(repository, "style.md", SAMPLE["style.md"] + b"\nSee [?](#nowhere).\n")
    write_baseline(Context())
    git(Path(), "add", "-A")
    assert check(Context(), staged=True).errors == ()
    more("be_honest.md", "\nThis is explained below.\n")(repository)
    git(Path(), "add", "-A")
    assert (quick(repository), really(repository, monkeypatch)) == (True, True)
    more("style.md", "\nThis is explained below.\n")(repository)
    git(Path(), "add", "-A")
    assert (quick(repository), really(repository, monkeypatch)) == (False, True)


def test_a_file_of_another_kind_is_looked_at(repository: Path) -> None:
    path = repository / FOLDER / "style.md"
    path.unlink()
    path.symlink_to("be_honest.md")
    git(Path(), "add", "-A")
    assert not quick(repository)


def test_more_changes_than_are_worth_it(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike, "_MOST", 3)
    names = sorted(name for name in SAMPLE if name.startswith("evals/"))[:4]
    for many, name in enumerate(names, start=1):
        path = repository / FOLDER / name
        path.write_bytes(path.read_bytes().replace(b"<user>\n", b"<user>\nWell, ", 1))
        git(Path(), "add", "-A")
        assert quick(repository) == (many <= 3)
    assert really(repository, monkeypatch)
