"""Edits of a spec as chance will have them: what people do to one, and what happens to it."""

import random
import re
from collections.abc import Callable

Files = dict[str, bytes]
Edit = Callable[[Files, str, random.Random], None]
"""Changes the files of a spec, mostly one of its sections, by its path in the spec folder."""


def edited(files: Files, chance: random.Random, many: int) -> Files:
    """The files after so many edits."""
    found = dict(files)
    for _ in range(many):
        sections = [name for name in found if name.endswith(".md") and not _is_eval(name)]
        chance.choice(EDITS)(found, chance.choice(sections), chance)
    return dict(sorted(found.items()))


def _is_eval(name: str) -> bool:
    return name.startswith("evals/")


def _stem(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".md")


def _text(files: Files, name: str) -> str:
    return files[name].decode("utf-8", "surrogateescape")


def _put(files: Files, name: str, text: str) -> None:
    files[name] = text.encode("utf-8", "surrogateescape")


def _field(files: Files, name: str, key: str, value: str | None) -> None:
    """Give a file's front matter a field in one line, or take it away."""
    front, mark, body = _text(files, name).partition("\n---\n")
    front = re.sub(rf"^{key}:.*\n?", "", front, flags=re.MULTILINE).rstrip("\n")
    line = "" if value is None else f"\n{key}: {value}"
    if mark:
        _put(files, name, f"{front}{line}{mark}{body}")


def _other(files: Files, chance: random.Random) -> str:
    return chance.choice([n for n in files if n.endswith(".md") and not _is_eval(n)])


def field(key: str, *values: str | None) -> Edit:
    return lambda files, name, chance: _field(files, name, key, chance.choice(values))


def line(*lines: str) -> Edit:
    """A line more, in which ``{}`` is some section's id."""

    def add(files: Files, name: str, chance: random.Random) -> None:
        said = chance.choice(lines).format(_stem(_other(files, chance)))
        _put(files, name, _text(files, name).rstrip("\n") + f"\n\n{said}\n")

    return add


def _relate(files: Files, name: str, chance: random.Random) -> None:
    _field(files, name, "exception_to", f"[{_stem(_other(files, chance))}]")


def _drop(files: Files, name: str, chance: random.Random) -> None:
    del files[chance.choice([name, *filter(_is_eval, files)])]


def _rename(files: Files, name: str, chance: random.Random) -> None:
    """Another id, with or without a word of the old one, and of those that refer to it."""
    old, new = _stem(name), f"{_stem(name)}_x"
    moved = name.removesuffix(".md") + "_x.md"
    _put(files, moved, re.sub(r"^id: .*$", f"id: {new}", _text(files, name), count=1, flags=re.M))
    del files[name]
    if chance.random() < 0.6:
        _field(files, moved, "formerly", f"[{old}]")
    for other in [*files] if chance.random() < 0.6 else []:
        if other != moved:
            _put(files, other, re.sub(rf"(?<![\w-]){old}(?![\w-])", new, _text(files, other)))


def _move(files: Files, name: str, chance: random.Random) -> None:
    """Below another section, or a second time there."""
    content = files[name] if chance.random() < 0.3 else files.pop(name)
    home = _other({**files, name: content}, chance).removesuffix(".md")
    files[f"{home}/{_stem(name)}.md"] = content


def _list(files: Files, name: str, chance: random.Random) -> None:
    """Another order of children, one less, or one that stands elsewhere."""
    name = chance.choice([name, "spec.yaml"]) if "spec.yaml" in files else name
    found = re.search(r"^sections: \[(.*)\]$", _text(files, name), re.MULTILINE)
    if found:
        names = [one.strip() for one in found[1].split(",") if one.strip()]
        chance.shuffle(names)
        more = [_stem(_other(files, chance))] if chance.random() < 0.3 else []
        kept = names[chance.choice([0, 0, 1]) :] + more
        _put(files, name, _text(files, name).replace(found[0], f"sections: [{', '.join(kept)}]"))


def _cut(files: Files, name: str, chance: random.Random) -> None:
    """A line less, of a section or an eval."""
    name = chance.choice([name, name, *filter(_is_eval, files)])
    lines = _text(files, name).split("\n")
    lines.pop(chance.randrange(len(lines)))
    _put(files, name, "\n".join(lines))


def _reword(files: Files, name: str, chance: random.Random) -> None:
    words = _text(files, name).split(" ")
    words[chance.randrange(len(words))] = chance.choice(["must", "never", "zebra"])
    _put(files, name, " ".join(words))


def _anchor(files: Files, name: str, chance: random.Random) -> None:
    """An anchor that is gone, or stands in another section."""
    anchors = re.findall(r"\[\^[\w-]+\]", _text(files, name))
    if anchors:
        gone = chance.choice(anchors)
        _put(files, name, _text(files, name).replace(gone, "", 1))
        if chance.random() < 0.7:
            line(f"The assistant must say so{gone}.")(files, _other(files, chance), chance)


def _carry(files: Files, name: str, chance: random.Random) -> None:
    """A line of one section that goes to another."""
    lines = _text(files, name).split("\n")
    taken = lines.pop(max(range(len(lines)), key=lambda n: len(lines[n]) * chance.random()))
    _put(files, name, "\n".join(lines))
    line(taken.replace("{", "(").replace("}", ")"))(files, _other(files, chance), chance)


def _test(files: Files, name: str, chance: random.Random) -> None:
    """An eval of other clauses."""
    evals = list(filter(_is_eval, files))
    if evals:
        two = ", ".join(_stem(chance.choice(evals)) for _ in range(2))
        _field(files, chance.choice(evals), "clauses", f"[{two}]")


def _confirm(files: Files, name: str, chance: random.Random) -> None:
    """A fingerprint that is gone, or another one, of an eval or an example."""
    name = chance.choice([name, *filter(_is_eval, files)])
    found = re.findall(r": ([0-9a-f]{12})$", _text(files, name), re.MULTILINE)
    if found:
        _put(files, name, _text(files, name).replace(chance.choice(found), "0123456789ab", 1))


def _more(files: Files, name: str, chance: random.Random) -> None:
    home = chance.choice([name.removesuffix(".md") + "/", ""])
    new = f"new{chance.randrange(3)}"
    _put(files, f"{home}{new}.md", _text(files, name).replace(_stem(name), new))


def _spoil(files: Files, name: str, chance: random.Random) -> None:
    files[chance.choice([name, *filter(_is_eval, files)])] = b"\xff\xfe"


def _manifest(files: Files, name: str, chance: random.Random) -> None:
    text = _text(files, "spec.yaml") if "spec.yaml" in files else "name: x\n"
    lines = [f"tombstones: {{{_stem(name)}: {{kind: section}}}}", "lint: {rules: {self-link: off}}"]
    lines.append("fingerprint: [text, authority, tags]")
    key = chance.choice([one for one in lines if one.partition(":")[0] not in text] or [""])
    levels = re.sub(r"\broot\b", "platform", text)
    _put(files, "spec.yaml", chance.choice([f"{text.rstrip()}\n{key}\n", levels]))


EDITS: tuple[Edit, ...] = (
    field("authority", "root", "system", "developer", "user", "guideline", None),
    field("status", "draft", "current", "deprecated", None),
    field("tags", "[a]", "[b, c]", None),
    field("kind", "definition", "rule", "container"),
    line("The assistant must answer.", "The assistant may refuse[^q1].", "See [?](#nowhere)."),
    line("See [?](#{}).", "This outweighs [?](#{})."),
    line("**Assistant**: who answers.", "**User**: who asks.", "**Zebra**: a beast."),
    _relate,
    _drop,
    _rename,
    _move,
    _list,
    _cut,
    _reword,
    _anchor,
    _carry,
    _test,
    _confirm,
    _more,
    _spoil,
    _manifest,
)
