"""What has to be looked at again, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from specctl.model import Place, Side, Word
from specctl.model.stale import About, Stale, Staleness, Worded
from specctl.render import data, marks, wording
from specctl.render.comment import Block, Fold, Lengths, Piece, fitted
from specctl.render.escape import code, markdown, prose
from specctl.render.layout import BLANK, Line, Part, Run, compose, described, wrap
from specctl.render.rows_markdown import marked
from specctl.render.rows_text import WHOLE
from specctl.render.style import Style

_MOST = 2_000
"""So many characters of a clause are shown: whoever confirms has read it."""
_READ = "Read each beside its clause, mend what no longer fits, then run `specctl confirm ID...`."

_KINDS = ("eval", "example")
_NOWHERE = "no commit of the first-parent line has what was confirmed"
Words = tuple[Word, ...]
Alike = Sequence[Stale]
"""What was confirmed of one clause as it was at one time."""


def text(found: Staleness, style: Style) -> str:
    """Each clause as it was and is, with what is about it; then what never was confirmed."""
    lines = [*wrap([Run("strong", _side(found)), f": {_counted(found)}"], style.width)]
    for note in filter(None, (_unknown(found), _doubtful(found))):
        lines += wrap([note], style.width)
    for alike in _grouped(found.stale):
        lines += [BLANK, *_clause(alike, found, style)]
    if found.unconfirmed:
        said: list[Part] = [Run("strong", "Never confirmed"), f": {_many(found.unconfirmed)}"]
        lines += [BLANK, *wrap(said, style.width), *_never(found.unconfirmed, style.width)]
    if found.stale or found.unconfirmed:
        lines += [BLANK, *wrap([_READ], style.width)]
    return compose(lines, style)


def comment(found: Staleness, style: Style) -> str:
    """The same in Markdown."""
    title = f"<!-- specctl-stale -->\n## To look at again: {code(_side(found))}\n"
    said = markdown(_counted(found)), prose(_unknown(found)), prose(_doubtful(found))
    facts = filter(None, said)
    head = [Block(title), *(Block(f"{fact}\n") for fact in facts)]
    names = tuple(Block(f"- {item}", 3, "eval or example") for item in _items(found.unconfirmed))

    def pieces(lengths: Lengths) -> Sequence[Piece]:
        groups = [
            Block(_item(alike, found, lengths[0]), 1, "clause") for alike in _grouped(found.stale)
        ]
        last = [Block(f"\n{prose(_READ)}\n")] if found.stale or found.unconfirmed else []
        never = Fold(f"Never confirmed: {_many(found.unconfirmed)}", names)
        return [*groups, Block("\n"), never, *last]

    return fitted(head, pieces)


def as_json(found: Staleness, style: Style) -> str:
    """``schemas/stale.json``."""
    return data.dump(
        {
            "schema": "specctl/stale/1",
            "rev": found.rev,
            "commit": found.commit,
            "stale": [_stale(one) for one in found.stale],
            "unconfirmed": [_about(one) for one in found.unconfirmed],
            "doubtful": [{"path": at.path, "line": at.line} for at in found.doubtful],
            "summary": {
                "stale": len(found.stale),
                "unconfirmed": len(found.unconfirmed),
                "fits": found.fits,
            },
        }
    )


# --- data ----------------------------------------------------------------------------------------


def _about(one: About) -> data.Data:
    return {
        "kind": one.kind,
        "id": one.id,
        "path": one.place.path,
        "line": one.place.line,
        "clause": one.clause,
        "section": one.section,
    }


def _stale(one: Stale) -> data.Data:
    return {
        **_about(one.about),
        "confirmed": one.confirmed,
        "now": _worded(one.now),
        "was": _worded(one.was) if one.was else None,
        "words": [[op, text] for op, text in one.words],
        "committed": one.since is not None if one.was else None,
        "since": {"commit": one.since.id, "date": one.since.date} if one.since else None,
    }


def _worded(one: Worded) -> data.Data:
    return {
        "text": one.text,
        "section": one.section,
        "authority": one.authority,
        "tags": list(one.tags),
        "counted": list(one.counted),
        **(data.place(one.place) or {}),
    }


# --- words ---------------------------------------------------------------------------------------


def _side(found: Staleness) -> str:
    return wording.side(Side(found.rev, found.commit))


def _grouped(found: Sequence[Stale]) -> list[Alike]:
    groups: dict[tuple[Place, str], list[Stale]] = {}
    for one in found:
        groups.setdefault((one.now.place, one.confirmed), []).append(one)
    return list(groups.values())


def _anchors(alike: Alike) -> str:
    return ", ".join(dict.fromkeys(f"[^{one.about.clause}]" for one in alike))


def _counted(found: Staleness) -> str:
    """How many clauses are others, and how many confirmations fit."""
    clauses = len({one.now.place for one in found.stale})
    fits = wording.count(found.fits, "confirmation")
    if not clauses:
        return f"nothing is stale; {fits} {'fits' if found.fits == 1 else 'fit'}."
    has = "has" if clauses == 1 else "have"
    about = [one.about for one in found.stale]
    was = "was" if len({(one.kind, one.id) for one in about}) == 1 else "were"
    since = f"{wording.count(clauses, 'clause')} {has} changed since {_many(about)} {was} confirmed"
    return f"{since}; {fits} {'fits' if found.fits == 1 else 'fit'}."


def _many(found: Sequence[About]) -> str:
    """``2 evals and 1 example``."""
    ids = {(one.kind, one.id) for one in found}
    counts = {kind: sum(one[0] == kind for one in ids) for kind in _KINDS}
    return wording.listed([wording.count(many, kind) for kind, many in counts.items() if many])


def _names(found: Sequence[About]) -> Iterator[tuple[str, str, Sequence[str]]]:
    """The kind and id of each eval or example, with its clauses."""
    clauses: dict[tuple[str, str], dict[str, None]] = {}
    for one in found:
        clauses.setdefault((one.kind, one.id), {})[f"[^{one.clause}]"] = None
    return ((kind, name, tuple(said)) for (kind, name), said in clauses.items())


def _by_kind(alike: Alike) -> Iterator[tuple[str, Sequence[str]]]:
    """The evals and the examples that are about a clause."""
    found = [(kind, name) for kind, name, _ in _names([one.about for one in alike])]
    for kind in _KINDS:
        if names := [name for one, name in found if one == kind]:
            yield kind, names


def _unknown(found: Staleness) -> str:
    """Why the history does not tell all that was confirmed, in sentences."""
    why = found.unknown.rstrip(".")
    return f"Not all is known. {why[:1].upper()}{why[1:]}." if why else ""


def _doubtful(found: Staleness) -> str:
    """What was not looked at, in sentences."""
    names = ", ".join(f"`{wording.at(one)}`" for one in found.doubtful)
    return f"Not looked at: {names}. `specctl lint` says what is wrong there." if names else ""


def _when(one: Stale, found: Staleness) -> str:
    """Since when the clause is another."""
    if one.was is None:
        return "what was confirmed is not known" if found.unknown else _NOWHERE
    moved = one.was.section != one.now.section
    stood = f"; it stood in `{one.was.section}`" if moved else ""
    if one.since is None:
        return f"changed, and not committed yet{stood}"
    return f"changed by {one.since.id[:9]} on {one.since.date}{stood}"


def _beside(one: Stale) -> list[Words]:
    """What counts beside the text and is another, or that other things count."""
    if one.was is None:
        return []
    values = (
        ("authority", one.was.authority or "none", one.now.authority or "none"),
        ("tags", ", ".join(one.was.tags) or "none", ", ".join(one.now.tags) or "none"),
    )
    found: list[Words] = [
        (Word("=", f"{name}: "), Word("-", was), Word("+", now))
        for name, was, now in values
        if was != now and name in one.now.counted
    ]
    if found or one.words:
        return found
    counted = [", ".join(each.counted) for each in (one.was, one.now)]
    said = "the clause is the same; what counts towards its fingerprint: "
    return [(Word("=", said), Word("-", counted[0]), Word("+", counted[1]))]


def _texts(one: Stale, most: int) -> list[Words]:
    """The clause with its marks, or old and new each as a whole; then what else counts."""
    shown = one.words or (Word("=", one.now.text),)
    wholes = marks.wholes(one.words) if one.words else ()
    texts: list[Words] = [(whole,) for whole in wholes]
    return [*(marks.shorten(each, most) for each in texts or [shown]), *_beside(one)]


# --- text ----------------------------------------------------------------------------------------


def _clause(alike: Alike, found: Staleness, style: Style) -> list[Line]:
    one = alike[0]
    head: list[Part] = [Run("strong", one.about.section), f" {_anchors(alike)}"]
    head += [f", {one.now.authority}"] if one.now.authority else []
    lines = wrap(head, style.width, "", "  ")
    for words in _texts(one, _MOST):
        if len(words) == 1 and words[0].op in WHOLE:
            role, sign = WHOLE[words[0].op]
            lines += wrap([Run(role, words[0].text)], style.width, f"  {sign} ")
        else:
            lines += wrap(marks.runs(words, style.colour), style.width, "  ")
    facts = f"{_when(one, found)} \u00b7 {wording.at(one.now.place)}"
    lines += wrap([Run("faint", facts)], style.width, "  ", "    ")
    for kind, names in _by_kind(alike):
        said: list[Part] = [f"{wording.plural(len(names), kind)} "]
        for number, name in enumerate(names):
            said += [", " if number else "", Run("link", name)]
        lines += wrap(said, style.width, "  ", "    ")
    return lines


def _never(found: Sequence[About], width: int) -> list[Line]:
    named = tuple(_names(found))
    rows = [(kind, Run("link", name)) for kind, name, _ in named]
    return described(rows, [", ".join(said) for _, _, said in named], width)


# --- Markdown ------------------------------------------------------------------------------------


def _item(alike: Alike, found: Staleness, most: int) -> str:
    one = alike[0]
    facts = (
        f"**{markdown(one.about.section)}** {code(_anchors(alike))}",
        markdown(one.now.authority or ""),
        prose(_when(one, found)),
        code(wording.at(one.now.place)),
    )
    texts = [text for words in _texts(one, most) if (text := marked(words))]
    shown = [f"  > {text}<br>" for text in texts[:-1]] + [f"  > {text}" for text in texts[-1:]]
    about = "; ".join(
        f"{wording.plural(len(names), kind)} {', '.join(map(code, names))}"
        for kind, names in _by_kind(alike)
    )
    return "\n".join([f"- {' · '.join(filter(None, facts))}", "", *shown, "", f"  {about}"])


def _items(found: Sequence[About]) -> Iterator[str]:
    for kind, name, said in _names(found):
        yield f"{kind} {code(name)}: {', '.join(map(code, said))}"
