"""The script that git runs as a hook, and how it is known again."""

from __future__ import annotations

import hashlib
import re
from enum import Enum
from shlex import quote

BEFORE = ".before-specctl"
"""What is added to the name of the hook that was there before."""

_MARK = re.compile(rb"\A#!/bin/sh\n# specctl hook, sum ([0-9a-f]{16})\n")

# GIT_INDEX_FILE and its like reach specctl as git sets them. `-P` keeps Python from importing what
# the work tree holds: a clone of a stranger's repository must not run its modules.
_SCRIPT = """\
# Written by `specctl hook install`; `specctl hook uninstall` takes it away. It changes nothing once
# this file was edited. The hook that was here before, if any, is {name}{before} and runs first.

[ "$SPECCTL_HOOK" = {name}:"$PWD" ] && exit 0  # called by the hook that it called
{feed}
kept=${{0%/*}}/{name}{before}
if [ -x "$kept" ]; then
    {pipe}SPECCTL_HOOK={name}:"$PWD" "$kept" "$@" || exit
fi
{python}
if command -v specctl >/dev/null 2>&1; then
    {pipe}specctl hook run{spec} {name} -- "$@"
    exit
fi

echo "specctl: error: the {name} hook cannot run: specctl is {where}" >&2
echo "  Install specctl, then run 'specctl hook install {name}' again." >&2
echo "  To go on without the check, use --no-verify; to do away with it, remove $0." >&2
exit 1
"""

_PYTHON = """
python={python}
if [ -x "$python" ]; then
    {pipe}"$python" -P -m specctl hook run{spec} {name} -- "$@" && exit
    status=$?
    # A Python that specctl was removed from is as good as none.
    "$python" -P -c 'import specctl' 2>/dev/null && exit "$status"
fi
"""

# What git says on standard input is for both, and can be read but once.
_FEED = """
said=$(cat && echo .)
feed() { printf %s "${said%.}"; }
"""


class Origin(Enum):
    """Who wrote a hook."""

    OURS = 1
    EDITED = 2
    FOREIGN = 3


def script(name: str, *, python: str, spec: str) -> bytes:
    """The script of a hook.

    Args:
        name: as git calls the hook.
        python: the interpreter that has specctl; "" leaves it to the ``PATH``.
        spec: the spec folder from the root of the work tree; "" for the default.
    """
    fed = name == "pre-push"
    filled = {
        "name": name,
        "before": BEFORE,
        "pipe": "feed | " if fed else "",
        "spec": f" {quote(f'--spec={spec}')}" if spec else "",
        "where": "neither in its Python nor on the PATH" if python else "not on the PATH",
    }
    search = _PYTHON.format(python=quote(python), **filled) if python else ""
    text = _SCRIPT.format(feed=_FEED if fed else "", python=search, **filled)
    body = text.encode("utf-8", "surrogateescape")
    return b"#!/bin/sh\n# specctl hook, sum %s\n" % _sum(body) + body


def origin(content: bytes) -> Origin:
    """Whether a hook is a script of this or any other version, and as it was written."""
    mark = _MARK.match(content)
    if not mark:
        return Origin.FOREIGN
    return Origin.OURS if mark[1] == _sum(content[mark.end() :]) else Origin.EDITED


def _sum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest()[:16].encode()
