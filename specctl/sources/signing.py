"""SSH signatures, made and checked by ``ssh-keygen``.

The format is that of ssh-keygen(1), ``-Y sign`` and ``-Y verify``
(https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.sshsig), the same that git uses;
the namespace keeps a signature of a commit or a file from being taken for one of an approval.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from specctl.errors import SpecctlError
from specctl.sources.limits import displayed
from specctl.sources.plumbing import run as git

NAMESPACE = "specctl"

_MOST = 64 * 2**10
"""Bytes in a signature; an RSA key of 16,384 bits makes one of 5 KiB."""
_LITERAL = "key::"
"""What begins a key in git's configuration that stands there itself, not in a file."""
_NO_KEY = (
    "Load one into the SSH agent with `ssh-add`, or name its file with --key or with "
    "`git config user.signingkey FILE` and `git config gpg.format ssh`."
)


class Made(NamedTuple):
    """What a signature is worth.

    Attributes:
        key: which of the keys that were asked about made it; "" for none of them.
        why: why it does not hold, whoever made it; or "".
    """

    key: str = ""
    why: str = ""


def check(payload: bytes, signature: str, keys: Sequence[str]) -> Made:
    """Hold a signature against what was signed.

    Args:
        payload: what was signed.
        signature: armored.
        keys: public keys in one line each, ``ssh-ed25519 AAAA…``; what follows is left out.

    Raises:
        SpecctlError: ssh-keygen cannot be run.
    """
    if len(signature) > _MOST:
        return Made(why="it is no SSH signature")
    known = list(dict.fromkeys(keys))
    with tempfile.TemporaryDirectory(prefix="specctl-") as folder:
        signed, allowed = Path(folder, "signature"), Path(folder, "allowed")
        signed.write_text(signature, "utf-8")
        lines = (f"{number} {_bare(key)}\n" for number, key in enumerate(known))
        allowed.write_text("".join(lines), "utf-8")
        found = _keygen("-Y", "find-principals", "-s", str(signed), "-f", str(allowed))
        name = found.stdout.decode().strip() if not found.returncode else ""
        asked = ("-n", NAMESPACE, "-s", str(signed))
        if not name:
            return Made(why=_why(_keygen("-Y", "check-novalidate", *asked, feed=payload)))
        who = ("-I", name, "-f", str(allowed))
        return Made(known[int(name)], _why(_keygen("-Y", "verify", *who, *asked, feed=payload)))


def sign(payload: bytes, key: str | os.PathLike[str]) -> str:
    """Sign with a private key, or with the agent's that belongs to a public one.

    Args:
        payload: what to sign.
        key: the file of either, or the public key itself (``ssh-ed25519 AAAA…``).

    Returns:
        The armored signature.

    Raises:
        SpecctlError: there is no such key, it is refused, or ssh-keygen cannot be run.
    """
    with tempfile.TemporaryDirectory(prefix="specctl-") as folder:
        file = os.fspath(key)
        if _is_public(file):
            file = str(Path(folder, "key.pub"))
            Path(file).write_text(f"{key}\n", "utf-8")
        done = _keygen("-Y", "sign", "-n", NAMESPACE, "-f", file, feed=payload)
    if done.returncode:
        said = _last(done.stderr) or "ssh-keygen gave no reason"
        raise SpecctlError(f"signing with {displayed(key)} failed: {displayed(said)}", _NO_KEY)
    return done.stdout.decode("ascii").strip()


def signing_key(cwd: Path, named: str | None, wanted: Sequence[str]) -> str:
    """The key to sign with: the one that is named, git's, else one of the agent's.

    Args:
        cwd: where git is asked for ``user.signingkey``.
        named: the file of a key, or None.
        wanted: public keys that would do; one of them is taken from the agent.

    Raises:
        SpecctlError: there is none.
    """
    if named:
        return _existing(cwd, named)
    if configured := _configured(cwd):
        return configured
    wanted = [_bare(key) for key in wanted]
    held = [_bare(line) for line in _agent().splitlines()]
    for key in held:
        if key in wanted:
            return key
    what = "the SSH agent holds none of yours" if held else "there is no SSH agent that holds one"
    raise SpecctlError(f"no key to sign with: git's configuration names none, and {what}", _NO_KEY)


def _configured(cwd: Path) -> str | None:
    """Git's ``user.signingkey``, if it is for SSH."""
    said, key = (_config(cwd, "--get", "gpg.format"), _config(cwd, "--get", "user.signingkey"))
    literal = key.removeprefix(_LITERAL)
    if _is_public(literal):
        return literal
    if said != "ssh" or not key:
        return None
    return _existing(cwd, _config(cwd, "--type=path", "--get", "user.signingkey"))


def _config(cwd: Path, *asked: str) -> str:
    status, out, _ = git(cwd, "config", *asked)
    return "" if status else os.fsdecode(out).rstrip("\n")


def _existing(cwd: Path, file: str) -> str:
    path = cwd / Path(file).expanduser()
    if not path.is_file():
        raise SpecctlError(f"there is no key {displayed(file)}", _NO_KEY)
    return str(path)


def _agent() -> str:
    try:
        done = subprocess.run(["ssh-add", "-L"], capture_output=True, check=False)
    except OSError:
        return ""
    return done.stdout.decode("utf-8", "replace") if not done.returncode else ""


def _is_public(key: str) -> bool:
    return key.startswith(("ssh-", "ecdsa-", "sk-")) and " " in key


def _bare(key: str) -> str:
    """A public key without what follows it: a comment could hold options, or another line."""
    return " ".join(key.split()[:2])


def _keygen(*arguments: str, feed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["ssh-keygen", *arguments],
            input=feed,
            capture_output=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except OSError:
        raise SpecctlError(
            "ssh-keygen cannot be run: it is not installed, or not on the PATH",
            "Signatures are made and checked with it: install OpenSSH.",
        ) from None


_WHYS = (
    ("namespace", "it is in another namespace: it was made for something else"),
    ("incorrect signature", "what was signed is not what stands there"),
    ("parse signature", "it is no SSH signature"),
    ("missing header", "it is no SSH signature"),
    ("incomplete message", "it is no SSH signature"),
)


def _why(done: subprocess.CompletedProcess[bytes]) -> str:
    """Why a signature does not hold; "" where it does."""
    if not done.returncode:
        return ""
    said = (done.stderr + done.stdout).decode("utf-8", "replace").lower()
    for needle, why in _WHYS:
        if needle in said:
            return why
    return f"ssh-keygen refuses it ({displayed(_last(done.stderr))})"


def _last(said: bytes) -> str:
    lines = [line for line in os.fsdecode(said).splitlines() if line.strip()]
    return lines[-1] if lines else ""
