"""action.yml and .gitlab/specctl.yml, run as the platforms run them, against real repositories."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ci import BOT, PERSON, ROOT, Api, Step, act, api, loaded, run
from gitrepo import Repo, deafen, make

SECTION = "---\nid: {id}\ntitle: {id}\nauthority: user\n---\n{text}\n"
FILES = {
    "spec/spec.yaml": "name: x\nsections: [style, tone]\n",
    "spec/style.md": SECTION.format(id="style", text="The assistant must be brief[^b0ef]."),
    "spec/tone.md": SECTION.format(
        id="tone", text="The assistant should be kind, see [?](#style)."
    ),
    "spec/evals/b0ef.md": "---\nprompts:\n  - {id: a, title: a}\n---\n**Example**: a\n\n~~~xml\n<user>\nHi\n</user>\n~~~\n",
}
WEAKER = {"spec/style.md": FILES["spec/style.md"].replace("must", "should")}
BROKEN = {"spec/tone.md": FILES["spec/tone.md"].replace("#style", "#nowhere")}
LENIENT = {"spec/spec.yaml": FILES["spec/spec.yaml"] + "lint: {rules: {dangling-link: off}}\ngates: {dangling-link: info}\n"}  # fmt: skip

PYTHON = """\
#!/bin/sh
# A Python whose environments have specctl already, and which notes what it is asked for.
echo "$@" >> {log}
[ "$1 $2 $3" = "-I -m venv" ] || exit 9
mkdir -p "$4/bin"
cat > "$4/bin/specctl" <<'END'
#!/bin/sh
exec {python} -P -m specctl "$@"
END
cat > "$4/bin/python" <<'END'
#!/bin/sh
if [ "$2" = -m ]; then echo "$@" >> {log}; exit; fi
exec {python} "$@"
END
chmod +x "$4"/bin/*
"""


@dataclass
class Forge:
    """A platform with a repository, and a runner that has checked out a request."""

    origin: Repo
    folder: Path
    api: Api
    ref: str = "refs/pull/7/merge"

    @property
    def work(self) -> Path:
        return self.folder / "temp" / "specctl"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def propose(self, files: Mapping[str, str | bytes], branch: str = "change") -> str:
        """A branch with one more commit."""
        known = self.origin.git("branch", "--list", branch)
        self.origin.git("switch", "-q", *(() if known else ("-c",)), branch)
        commit = self.origin.commit(files)
        self.origin.git("switch", "-q", "main")
        return commit

    def checked_out(self, head: str, ref: str) -> Path:
        """What actions/checkout leaves: one commit, by default the merge of the request."""
        self.origin.git("switch", "-q", "--detach", "main")
        self.origin.git("merge", "-q", "--no-ff", "-m", "merge", head)
        self.origin.git("update-ref", "refs/pull/7/merge", "HEAD")
        self.origin.git("switch", "-q", "main")
        place = self.folder / "place"
        subprocess.run(["rm", "-rf", place], check=True)
        made = make(place)
        made.git("remote", "add", "origin", f"file://{self.origin.root}")
        made.git("fetch", "-q", "--no-tags", "--depth=1", "origin", ref)
        made.git("checkout", "-q", "--detach", "FETCH_HEAD")
        return place

    def pull_request(self, head: str, /, **inputs: str) -> tuple[list[Step], dict[str, str]]:
        """Run the action on a request."""
        base = self.origin.git("rev-parse", "main")
        event = {"pull_request": {"number": 7, "base": {"sha": base}, "head": {"sha": head}}}
        known: dict[str, Any] = {
            "github": {"event": event, "token": "t0k3n", "sha": "0" * 40},
            "runner": {"temp": str(self.folder / "temp")},
            "steps": {"python": {"outputs": {"python-path": str(self.folder / "bin/python3")}}},
        }
        env = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            "GITHUB_API_URL": self.api.url,
            "GITHUB_GRAPHQL_URL": f"{self.api.url}/graphql",
            "GITHUB_REPOSITORY": "acme/assistant",
        }
        return act(self.checked_out(head, self.ref), env, known, inputs)


@pytest.fixture
def forge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Forge]:
    deafen(monkeypatch)
    origin = make(tmp_path / "origin")
    origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
    origin.commit(FILES)
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.write_text(PYTHON.format(log=tmp_path / "log", python=sys.executable))
    python.chmod(0o755)
    with api() as known:
        yield Forge(origin, tmp_path, known)


def said(steps: list[Step], name: str) -> str:
    (one,) = [step for step in steps if step.name == name]
    return one.output


# --- GitHub


def test_a_pull_request_is_linted_reviewed_and_commented_on(forge: Forge) -> None:
    steps, _ = forge.pull_request(forge.propose(WEAKER | BROKEN))
    assert [(one.name, one.status) for one in steps] == [
        ("Install specctl", 0),
        ("Find the base", 0),
        ("Lint the spec", 0),
        ("Review the spec", 0),
        ("Comment on the pull request", 0),
        ("Pass or fail", 1),
    ]
    assert "\n::error file=spec/tone.md,line=6,endLine=6," in said(steps, "Lint the spec")
    assert "\n::warning file=spec/style.md,line=6," in said(steps, "Review the spec")
    assert "A row of the review blocks.\n" in said(steps, "Pass or fail")
    (comment,) = forge.api.comments
    assert comment["body"].startswith("<!-- specctl-review spec -->\n## Spec review: `")
    assert "**modality-weakened + clause-reworded**" in comment["body"]
    summary = (forge.folder / "summary.md").read_text("utf-8")
    assert summary == comment["body"].replace("review spec -->", "review -->")
    assert forge.api.tokens == {"Bearer t0k3n"}


def test_the_tool_comes_from_the_actions_own_checkout(forge: Forge) -> None:
    forge.pull_request(forge.propose(WEAKER))
    assert forge.log == (
        f"-I -m venv {forge.work}/venv\n"
        f"-I -m pip install --quiet --disable-pip-version-check {ROOT}\n"
    )


def test_one_comment_is_kept_up_to_date(forge: Forge) -> None:
    for number in range(130):
        forge.api.put(f"talk {number}", PERSON)
    forge.api.put("<!-- specctl-review spec -->\ncopied by somebody", PERSON)
    forge.pull_request(forge.propose(WEAKER))
    assert len(forge.api.comments) == 132
    steps, _ = forge.pull_request(
        forge.propose({"spec/tone.md": "---\nid: tone\ntitle: Gone\n---\n"})
    )
    assert said(steps, "Comment on the pull request") == "Brought the comment up to date.\n"
    assert len(forge.api.comments) == 132
    assert "clause-removed" in forge.api.comments[-1]["body"]
    assert forge.api.comments[-2]["body"].endswith("copied by somebody")


def test_a_comment_may_be_as_long_as_it_gets(forge: Forge) -> None:
    lines = "\n".join(f'The assistant must not say "{n} ä".' for n in range(3_000))
    forge.pull_request(forge.propose({"spec/tone.md": SECTION.format(id="tone", text=lines)}))
    (comment,) = forge.api.comments
    assert 50_000 < len(comment["body"]) <= 65_000
    body = (forge.work / "comment.md").read_text("utf-8")
    assert comment["body"].partition("\n")[2] == body.partition("\n")[2]


def test_each_spec_of_a_repository_has_its_own_comment(forge: Forge) -> None:
    forge.origin.commit(
        {path.replace("spec/", "docs/other/", 1): text for path, text in FILES.items()}
    )
    head = forge.propose(WEAKER | {"docs/other/style.md": WEAKER["spec/style.md"]})
    for spec in ("spec", "docs/other", "spec"):
        forge.pull_request(head, spec=spec)
    marks = [comment["body"].partition("\n")[0] for comment in forge.api.comments]
    assert marks == ["<!-- specctl-review spec -->", "<!-- specctl-review docs/other -->"]


def test_a_token_that_may_not_comment_is_no_failure(forge: Forge) -> None:
    forge.api.refuses = 403
    steps, _ = forge.pull_request(forge.propose(WEAKER))
    assert said(steps, "Comment on the pull request") == (
        "::notice title=specctl::No comment: POST is answered with 403; "
        "the job's summary says the same.\n"
    )
    assert [one.status for one in steps] == [0] * 6


def test_nothing_is_said_of_what_is_no_spec_until_there_was_something(forge: Forge) -> None:
    steps, _ = forge.pull_request(forge.propose({"README.md": "x\n"}))
    assert said(steps, "Comment on the pull request") == "No comment: nothing changed.\n"
    forge.pull_request(forge.propose(WEAKER))
    forge.pull_request(forge.propose({"spec/style.md": FILES["spec/style.md"]}))
    (comment,) = forge.api.comments
    assert "Nothing changed." in comment["body"]


def test_a_branch_cannot_loosen_what_it_is_held_to(forge: Forge) -> None:
    steps, _ = forge.pull_request(forge.propose(BROKEN | LENIENT), comment="false")
    assert "\n::error file=spec/tone.md," in said(steps, "Lint the spec")
    assert "\n::error file=spec/tone.md," in said(steps, "Review the spec")
    assert "Comment on the pull request" not in [one.name for one in steps]
    assert steps[-1].status == 1


def test_nothing_of_a_branch_is_run(forge: Forge) -> None:
    trap = f"open({str(forge.folder / 'sprung')!r}, 'w')\n"
    modules = "pip venv json specctl subprocess sitecustomize click markdown_it deepdiff".split()
    traps = {f"{name}.py": trap for name in modules}
    plugin = {"x.egg-info/entry_points.txt": "[specctl.rules]\nx = pip:x\n"}
    name = "$(touch${IFS}sprung)`touch${IFS}sprung`;echo"
    head = forge.propose({**WEAKER, **traps, **plugin}, name)
    inputs = {"spec": "spec'; touch ../sprung; '", "head": head}
    steps, _ = forge.pull_request(head, **inputs)
    assert steps[-1].status == 2
    steps, _ = forge.pull_request(head, head=f"$(touch ../sprung){head}")
    assert steps[-1].status == 2
    steps, _ = forge.pull_request(head)
    assert [one.status for one in steps] == [0] * 6
    assert not [*forge.folder.rglob("sprung")]


def test_a_base_that_is_far_is_fetched(forge: Forge) -> None:
    head = forge.propose(WEAKER)
    for number in range(60):
        forge.origin.git("commit", "-q", "--allow-empty", "-m", str(number))
    steps, _ = forge.pull_request(head, comment="false")
    base = forge.origin.git("merge-base", "main", head)
    assert f"Comparing {head} with {base}," in said(steps, "Find the base")
    assert steps[-1].status == 0


def test_a_checkout_of_the_base_alone_will_do(forge: Forge) -> None:
    forge.ref = "main"
    forge.pull_request(forge.propose(WEAKER))
    assert "modality-weakened" in forge.api.comments[0]["body"]


def test_what_the_base_did_since_is_not_reviewed(forge: Forge) -> None:
    head = forge.propose(WEAKER)
    forge.origin.commit({"spec/tone.md": FILES["spec/tone.md"].replace("kind", "calm")})
    forge.pull_request(head)
    (comment,) = forge.api.comments
    assert "calm" not in comment["body"]


@pytest.mark.parametrize(("inputs", "reason"), [
    ({"base": ""}, "BASE is not set"),
    ({"base": "--upload-pack=touch sprung"}, "BASE is '--upload-pack=touch sprung', which is no revision"),
    ({"base": "no/such/branch"}, "cannot fetch 'no/such/branch' and '"),
    ({"base": "refs/heads/other"}, "no common ancestor of 'refs/heads/other' and '"),
])  # fmt: skip
def test_a_base_that_is_none_is_explained(
    forge: Forge, inputs: dict[str, str], reason: str
) -> None:
    forge.origin.git("switch", "-q", "--orphan", "other")
    forge.origin.commit({"x": "y"})
    forge.origin.git("switch", "-q", "main")
    steps, _ = forge.pull_request(forge.propose(WEAKER), **inputs)
    assert (steps[-1].name, steps[-1].status) == ("Find the base", 2)
    assert f"specctl: error: {reason}" in steps[-1].output


@pytest.mark.parametrize(("fail_on", "lint", "review", "status"), [
    ("any", 0, 0, 0), ("any", 1, 0, 1), ("any", 0, 1, 1),
    ("error", 1, 0, 1), ("error", 0, 1, 0),
    ("block", 1, 0, 0), ("block", 0, 1, 1),
    ("never", 1, 1, 0), ("sometimes", 0, 0, 2),
])  # fmt: skip
def test_fail_on_says_what_fails(
    tmp_path: Path, fail_on: str, lint: int, review: int, status: int
) -> None:
    (tmp_path / "place").mkdir()
    (tmp_path / "lint").write_text(f"{lint}\n")
    (tmp_path / "review").write_text(f"{review}\n")
    script = f"'{ROOT}/.ci/pull-request' verdict"
    env = {"WORK": str(tmp_path), "FAIL_ON": fail_on}
    assert run(script, tmp_path / "place", env)[0] == status


GATED = {"spec/spec.yaml": FILES["spec/spec.yaml"] + "approvals: [{match: {}, require: {policy: 1}}]\ngroups: {policy: {members: [ruth]}}\n"}  # fmt: skip


def test_a_branch_is_held_to_the_approval_policy_of_its_base(forge: Forge) -> None:
    forge.origin.commit(GATED)
    head = forge.propose(WEAKER | LENIENT)
    steps, _ = forge.pull_request(head)
    assert [one.status for one in steps] == [0] * 6
    steps, _ = forge.pull_request(head, gate="true")
    assert "no-proposal: there is no proposal, and the change has" in said(
        steps, "Hold it to the approval policy"
    )
    assert "Something is in the way of the merge" in said(steps, "Pass or fail")
    assert steps[-1].status == 1
    assert "## Spec approval: no proposal" in (forge.folder / "summary.md").read_text("utf-8")


# --- GitLab


def merge_request(forge: Forge, head: str, **env: str) -> tuple[int, str, Path]:
    """Run the job as GitLab does, in one shell and a whole clone."""
    place = forge.folder / "place"
    subprocess.run(["git", "clone", "-q", forge.origin.root, place], check=True)
    tool = make(forge.folder / "tools" / "specctl.git")
    for path in (".ci/pull-request", ".ci/comment.py", "constraints.txt"):
        file = tool.root / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes((ROOT / path).read_bytes())
        file.chmod(0o755)
    tool.commit({})
    template = loaded(".gitlab/specctl.yml")
    server = "https://gitlab-ci-token:j0b@gitlab.example:443/"
    known = {
        **template["variables"],
        "SPECCTL_PROJECT": "tools/specctl",
        "CI_BUILDS_DIR": str(forge.folder),
        "CI_JOB_ID": "9",
        "CI_JOB_TOKEN": "j0b",
        "CI_SERVER_PROTOCOL": "https",
        "CI_SERVER_HOST": "gitlab.example",
        "CI_SERVER_PORT": "443",
        "CI_PROJECT_DIR": str(place),
        "CI_COMMIT_SHA": head,
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": forge.origin.git("merge-base", "main", head),
        "CI_API_V4_URL": forge.api.url,
        "CI_PROJECT_ID": "3",
        "CI_MERGE_REQUEST_IID": "7",
        "PATH": f"{forge.folder}/bin:{os.environ['PATH']}",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{forge.folder}/.insteadOf",
        "GIT_CONFIG_VALUE_0": server,
    }
    status, output = run("\n".join(template["specctl"]["script"]), place, known | env)
    return status, output, place / "specctl-review"


def test_a_merge_request_is_linted_reviewed_and_commented_on(forge: Forge) -> None:
    head = forge.propose(WEAKER | BROKEN | LENIENT)
    status, output, results = merge_request(forge, head, SPECCTL_TOKEN="gl-t0k3n")
    assert status == 1
    assert "  6:35  error  dangling-link\n" in output
    assert "  modality-weakened + clause-reworded (meaning not judged): style [^b0ef]" in output
    assert output.endswith(
        "Put a comment on the request.\nLint finds errors that the base does not have.\n"
        "A row of the review blocks.\n"
    )
    report = json.loads((results / "gl-code-quality-report.json").read_text("utf-8"))
    assert "dangling-link" in {one["check_name"] for one in report}
    (comment,) = forge.api.comments
    assert comment["body"].startswith("<!-- specctl-review spec -->\n")
    assert forge.api.asked[-1] == ("POST", "/projects/3/merge_requests/7/notes")
    assert forge.api.tokens == {"gl-t0k3n"}


def test_a_note_is_kept_up_to_date_and_a_token_is_no_must(forge: Forge) -> None:
    forge.api.put("<!-- specctl-review spec -->\nof yesterday", BOT)
    head = forge.propose(WEAKER)
    status, _, _ = merge_request(forge, head, SPECCTL_TOKEN="t")
    assert (status, forge.api.asked[-1]) == (0, ("PUT", "/projects/3/merge_requests/7/notes/1"))
    assert "modality-weakened" in forge.api.comments[0]["body"]


def test_a_merge_request_is_held_to_the_policy_of_its_target(forge: Forge) -> None:
    head = forge.propose(WEAKER)
    forge.origin.commit(GATED)
    target = {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    status, output, _ = merge_request(forge, head, SPECCTL_GATE="true", **target)
    assert status == 1
    assert "no-proposal: there is no proposal" in output
    assert "has changed `groups`, `approvals` since this" in output


def test_without_a_token_there_is_no_note(forge: Forge) -> None:
    status, output, _ = merge_request(forge, forge.propose(WEAKER))
    assert status == 0
    assert "No comment: there is no token.\n" in output
    assert forge.api.asked == []


def test_a_link_in_a_branch_does_not_lead_the_results_astray(forge: Forge) -> None:
    (forge.folder / "elsewhere").mkdir()
    (forge.origin.root / "specctl-review").symlink_to(forge.folder / "elsewhere")
    head = forge.propose(WEAKER)
    forge.origin.git("switch", "-q", "change")
    merge_request(forge, head)
    assert [*(forge.folder / "elsewhere").iterdir()] == []


# --- form


@pytest.mark.parametrize(("schema", "path"), [
    ("vendor.github-actions", "action.yml"),
    ("vendor.github-workflows", ".github/workflows/ci.yml"),
    ("vendor.gitlab-ci", ".gitlab/specctl.yml"),
])  # fmt: skip
def test_the_platforms_files_have_the_form_that_they_publish(schema: str, path: str) -> None:
    command = [sys.executable, "-P", "-m", "check_jsonschema", "--builtin-schema", schema, path]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_readme_has_every_input_and_variable() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    section = text.partition("\n## In CI\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]*`) \|", section, re.MULTILINE)
    told = {name for cell in cells for name in re.findall(r"`([\w-]+)`", cell)}
    variables = loaded(".gitlab/specctl.yml")["variables"]
    assert told == {*loaded("action.yml")["inputs"], *variables, "SPECCTL_TOKEN"}
