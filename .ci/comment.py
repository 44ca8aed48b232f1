#!/usr/bin/env python3
"""Put a comment on a pull request or merge request, or bring the one that is there up to date.

    comment.py FILE

FILE begins with a line by which the comment is known again; the spec folder is added to it, as a
repository may have several. Only a comment of the same account is changed: anybody else may have
copied the line. What the platform does not allow (a token of a fork may not write) is told, and is
no failure: what the comment says is elsewhere, too.

curl does the talking. The token is given to it on standard input, where no list of processes shows
it. The environment is that of GitHub Actions or GitLab CI, with SPEC and TOKEN, and on GitHub the
REQUEST's number.
"""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from subprocess import run
from tempfile import NamedTemporaryFile
from typing import Any, NamedTuple

CURL = (
    'header = "Content-Type: application/json"',
    'write-out = "\\n%{http_code}"',
    *("silent", "show-error", "max-time = 60", "proto = =https,http"),
)
FOREIGN = re.compile(r"[^\w./-]")
NOTHING = "Nothing changed."
PAGE = 100
PAGES = 50


class Platform(NamedTuple):
    """How a platform takes comments.

    ``who`` is asked for the account of the token, whose name is at ``name`` in the answer and under
    ``author`` in a comment.
    """

    header: str
    comments: str
    comment: str
    update: str
    who: tuple[str, str, Any]
    name: tuple[str, ...]
    author: tuple[str, str]


class Refused(Exception):
    """The platform did not do it."""


def github(env: Mapping[str, str]) -> Platform:
    """GitHub, whose tokens for Actions may ask for their account in GraphQL alone."""
    issues = f"{env['GITHUB_API_URL']}/repos/{env['GITHUB_REPOSITORY']}/issues"
    return Platform(
        header=f"Authorization: Bearer {env['TOKEN']}",
        comments=f"{issues}/{int(env['REQUEST'])}/comments",
        comment=f"{issues}/comments",
        update="PATCH",
        who=("POST", env["GITHUB_GRAPHQL_URL"], {"query": "{viewer{login}}"}),
        name=("data", "viewer", "login"),
        author=("user", "login"),
    )


def gitlab(env: Mapping[str, str]) -> Platform:
    """GitLab, where the token of a job may not comment, so that it takes one of its own."""
    api, request = env["CI_API_V4_URL"], int(env["CI_MERGE_REQUEST_IID"])
    notes = f"{api}/projects/{int(env['CI_PROJECT_ID'])}/merge_requests/{request}/notes"
    return Platform(
        header=f"PRIVATE-TOKEN: {env['TOKEN']}",
        comments=notes,
        comment=notes,
        update="PUT",
        who=("GET", f"{api}/user", None),
        name=("username",),
        author=("author", "username"),
    )


def main(file: str) -> str:
    """What was done, in a sentence."""
    body = Path(file).read_text("utf-8")
    if not os.environ.get("TOKEN"):
        return "No comment: there is no token."
    platform = github(os.environ) if "GITHUB_ACTIONS" in os.environ else gitlab(os.environ)
    mark, _, rest = body.partition("\n")
    mark = mark.replace(" -->", f" {FOREIGN.sub('', os.environ['SPEC'])} -->")
    body = f"{mark}\n{rest}"
    there = own(platform, mark)
    if there is None:
        if NOTHING in body:
            return "No comment: nothing changed."
        call(platform, "POST", platform.comments, {"body": body})
        return "Put a comment on the request."
    call(platform, platform.update, f"{platform.comment}/{int(there)}", {"body": body})
    return "Brought the comment up to date."


def own(platform: Platform, marker: str) -> int | None:
    """The number of our comment, or None."""
    answer = call(platform, *platform.who)
    for key in platform.name:
        answer = answer[key]
    outer, inner = platform.author
    for comment in comments(platform):
        if comment["body"].startswith(marker) and (comment[outer] or {}).get(inner) == answer:
            return comment["id"]
    return None


def comments(platform: Platform) -> Iterator[Any]:
    """All comments, page by page."""
    for number in range(1, PAGES + 1):
        address = f"{platform.comments}?per_page={PAGE}&page={number}"
        page = call(platform, "GET", address)
        yield from page
        if len(page) < PAGE:
            return


def call(platform: Platform, method: str, address: str, data: Any = None) -> Any:
    """What the platform answers. Raises Refused where it does not do what is asked."""
    with NamedTemporaryFile("w", encoding="ascii", suffix=".json") as file:
        json.dump(data, file)
        file.flush()
        settings = {
            "url": address,
            "request": method,
            "header": platform.header,
            "data-binary": None if data is None else f"@{file.name}",
        }
        lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items() if value]
        text = "\n".join([*lines, *CURL])
        ran = run(
            ["curl", "--config", "-"], input=text, capture_output=True, text=True, check=False
        )
    if ran.returncode:
        raise Refused(ran.stderr.strip())
    answer, _, status = ran.stdout.rpartition("\n")
    if not status.startswith("2"):
        raise Refused(f"{method} is answered with {status}")
    return json.loads(answer)


if __name__ == "__main__":
    try:
        print(main(*sys.argv[1:]))
    except (Refused, KeyError, TypeError, ValueError) as error:
        said = f"No comment: {error or type(error).__name__}"
        if "GITHUB_ACTIONS" in os.environ:
            said = f"::notice title=specctl::{said}; the job's summary says the same."
        print(said.replace("\n", " "))
