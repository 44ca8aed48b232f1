"""What stands in for GitHub and GitLab in tests: their runners, and the part of their APIs that takes comments."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parent.parent
BOT, PERSON = "github-actions[bot]", "somebody"


def loaded(path: str) -> Any:
    return YAML(typ="safe", pure=True).load(ROOT / path)


# --- the API


@dataclass(slots=True)
class Api:
    """Comments of one request, as both platforms keep them."""

    comments: list[dict[str, Any]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    refuses: int = 0
    url: str = ""

    def put(self, body: str, who: str = BOT) -> None:
        number = len(self.comments) + 1
        name = {"login": who, "username": who}
        self.comments.append({"id": number, "body": body, "user": name, "author": name})

    def answer(self, method: str, path: str, data: Any) -> tuple[int, Any]:
        self.asked.append((method, path))
        where, _, query = path.partition("?")
        if where.endswith("/graphql"):
            return 200, {"data": {"viewer": {"login": BOT}}}
        if where.endswith("/user"):
            return 200, {"username": BOT}
        if method == "GET":
            page = int(re.search(r"page=(\d+)\Z", query)[1])  # type: ignore[index]
            return 200, self.comments[(page - 1) * 100 : page * 100]
        if self.refuses:
            return self.refuses, {"message": "Resource not accessible by integration"}
        if method == "POST":
            self.put(data["body"])
            return 201, self.comments[-1]
        self.comments[int(where.rpartition("/")[2]) - 1]["body"] = data["body"]
        return 200, {}


@contextmanager
def api() -> Iterator[Api]:
    known = Api()

    class Handler(BaseHTTPRequestHandler):
        def _do(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            data = json.loads(self.rfile.read(length)) if length else None
            known.tokens.add(self.headers.get("Authorization") or self.headers["PRIVATE-TOKEN"])
            status, said = known.answer(self.command, self.path, data)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        do_GET = do_POST = do_PATCH = do_PUT = _do  # noqa: N815

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()


# --- the runners


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a step."""

    name: str
    status: int
    output: str


def run(script: str, folder: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """As both runners run a script with bash."""
    file = folder.parent / "script.sh"
    file.write_text(script)
    ran = subprocess.run(
        ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", file],
        cwd=folder,
        env={**os.environ, **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout


_EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")


def evaluated(text: str, known: Mapping[str, Any]) -> str:
    """Text with the values of its expressions."""
    return _EXPRESSION.sub(lambda match: _text(_value(match[1], known)), str(text))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value or "")


def _value(said: str, known: Mapping[str, Any]) -> Any:
    """``a && b``, ``a || b``, ``a == 'b'``, ``a.b.c``: as much as the action needs."""
    for operator, stops in (("||", True), ("&&", False)):
        if f" {operator} " in said:
            value: Any = None
            for part in said.split(f" {operator} "):
                value = _value(part, known)
                if bool(value) is stops:
                    break
            return value
    if " == " in said:
        left, right = said.split(" == ")
        return _value(left, known) == right.strip("'")
    value = known
    for name in said.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def act(
    folder: Path, env: Mapping[str, str], known: Mapping[str, Any], inputs: Mapping[str, str]
) -> tuple[list[Step], dict[str, str]]:
    """Run the steps of action.yml as GitHub does; what it keeps as an artifact is by name."""
    action = loaded("action.yml")
    asked = {
        name: inputs.get(name, evaluated(one.get("default", ""), known))
        for name, one in action["inputs"].items()
    }
    assert set(inputs) <= set(asked)
    context = {**known, "inputs": asked}
    steps, kept = [], {}
    for step in action["runs"]["steps"]:
        if "if" in step and not _value(step["if"], context):
            continue
        if "uses" in step:
            given = {k: evaluated(v, context) for k, v in step.get("with", {}).items()}
            if "upload-artifact" in step["uses"] and Path(given["path"]).is_file():
                kept[given["name"]] = Path(given["path"]).read_text("utf-8")
            continue
        assert "${{" not in step["run"]
        own = {name: evaluated(value, context) for name, value in step["env"].items()}
        status, said = run(step["run"], folder, {**env, **own})
        steps.append(Step(step["name"], status, said))
        if status:
            break
    return steps, kept
