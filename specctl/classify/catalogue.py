"""The pages of the change classes: one Markdown file each, read when somebody asks for it.

A page is its class's name as a heading, a line of summary, what a reviewer should know, and the
sections ``This is one`` and ``This is not``. Each of the two holds a sentence, where one helps; the
rows of a review, ``In a review: `title-changed`; `eval-moved` (rank 1)``; and files in fences of
``diff``. The fence names the file, and the part of it if that is all that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from specctl.classify.accuracy import figures
from specctl.classify.classes import RANK
from specctl.classify.policy import weights
from specctl.model.classes import Accuracy, ClassPage, Excerpt, Pair, PairRow
from specctl.model.place import Place
from specctl.model.spec import Manifest
from specctl.model.word import Word

_FILE = re.compile(
    r"^(?P<fence>`{3,})diff (?P<path>\S+)(?: (?P<part>front matter|body))?\n"
    r"(?P<text>.*?)^(?P=fence)$",
    re.MULTILINE | re.DOTALL,
)
_ROWS = re.compile(r"^In a review: (.*)$", re.MULTILINE)
_RANK = re.compile(r"\(rank (\d)\)")
_CODE = re.compile(r"`([^`]+)`")
_DEFAULTS = Manifest("", Place(""))


def page(name: str, manifest: Manifest = _DEFAULTS) -> ClassPage:
    """The page of a class.

    Args:
        name: the class's.
        manifest: of the spec at hand, which may move ranks and gates.

    Raises:
        KeyError: there is no such class.
    """
    by_default, here = weights(name, _DEFAULTS), weights(name, manifest)
    moved = here != by_default
    text = _read("pages", f"{name}.md")
    about, is_one, is_not = re.split(r"^## This is (?:one|not)\n", text, flags=re.MULTILINE)
    _, summary, said = about.strip().split("\n\n", 2)
    return ClassPage(
        *(name, summary, said),
        *(by_default, _pair(is_one), _pair(is_not)),
        accuracy=_figures()[name],
        here=here if moved else (),
        manifest=manifest.place.path if moved else "",
    )


@cache  # a list of all classes asks for it 58 times
def _figures() -> Mapping[str, Accuracy]:
    return figures(_read("ACCURACY.md"))


def _read(*path: str) -> str:
    from importlib.resources import files

    return files("specctl.classify").joinpath(*path).read_text("utf-8")


def _pair(text: str) -> Pair:
    excerpts = (
        Excerpt(m["path"], m["part"] or "", _lines(m["text"])) for m in _FILE.finditer(text)
    )
    prose = _FILE.sub("", text)
    (rows,) = _ROWS.findall(prose)
    return Pair(_ROWS.sub("", prose).strip(), tuple(map(_row, rows.split(";"))), tuple(excerpts))


def _lines(text: str) -> tuple[Word, ...]:
    """Lines of a diff; an editor may have taken the space off an empty one."""
    rows = text.removesuffix("\n").split("\n")
    return tuple(Word(row[0] if row[:1] in ("-", "+") else "=", row[1:]) for row in rows)


def _row(text: str) -> PairRow:
    classes = tuple(_CODE.findall(text))
    rank = _RANK.search(text)
    return PairRow(classes, int(rank[1]) if rank else min(RANK[c] for c in classes))
