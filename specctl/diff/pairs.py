"""The elements of two specs, paired: within each pair of sections or evals, then between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

from specctl.diff import match
from specctl.diff.elements import norm_of
from specctl.diff.likeness import Likeness
from specctl.model.change import Element
from specctl.model.spec import Message
from specctl.words import fold, terms

Pair = tuple[Element | None, Element | None]
TEXT = ("clause", "rationale", "commentary", "note")


class Owner:
    """A section or eval of either side, or both, with its elements."""

    __slots__ = ("base", "head", "new", "old", "pairs")

    def __init__(
        self,
        base: str | None,
        head: str | None,
        old: tuple[Element, ...],
        new: tuple[Element, ...],
    ) -> None:
        self.base, self.head, self.old, self.new = base, head, old, new
        self.pairs: list[Pair] = []


def pair_elements(owners: Sequence[Owner], like: Likeness) -> None:
    """Fill in ``pairs`` of every owner; what moved between owners is put with its head's owner.

    The surest comes first: the same text or anchor in the same place, the same text elsewhere, much
    the same text in the same place, much the same text elsewhere.
    """
    for owner in owners:
        owner.pairs = _same(owner, like)
    _across(owners, (TEXT,), _verbatim, like)
    for owner in owners:
        owner.pairs += _edited(owner, like)
    _across(owners, (TEXT, ("example",), ("prompt",)), lambda a, b: _moved(a, b, like), like)
    taken = {id(e) for owner in owners for pair in owner.pairs for e in pair}
    for owner in owners:
        owner.pairs += [(e, None) for e in owner.old if id(e) not in taken]
        owner.pairs += [(None, e) for e in owner.new if id(e) not in taken]


def _same(owner: Owner, like: Likeness) -> list[Pair]:
    """What is plainly the same thing on both sides of one file: all but texts that were edited."""
    old, new = owner.old, owner.new
    pairs = match.by_key(_front(old), _front(new), _front_key)
    texts = match.stepwise(
        _kind(old, TEXT),
        _kind(new, TEXT),
        lambda a, b: match.by_key(a, b, lambda e: (_group(e), norm_of(e), e.subject.ids)),
        lambda a, b: match.by_key(a, b, lambda e: (_group(e), norm_of(e))),
        _by_anchor,
    )
    examples = _titled(_kind(old, ("example",)), _kind(new, ("example",)))
    prompts = _titled(_kind(old, ("prompt",)), _kind(new, ("prompt",)))
    rest = match.by_key(_kind(old, ("header",)), _kind(new, ("header",)), lambda e: e.key)
    found: list[Pair] = [*pairs, *texts, *examples, *prompts, *rest]
    for before, after in examples:
        found += _messages(before, after, old, new, like)
    return found


def _edited(owner: Owner, like: Likeness) -> list[tuple[Element, Element]]:
    """Texts of one file that were edited: those that are alike."""
    old = match.left_over(_kind(owner.old, TEXT), (a for a, _ in owner.pairs if a is not None))
    new = match.left_over(_kind(owner.new, TEXT), (b for _, b in owner.pairs if b is not None))
    enough = match.enough(old, new, match.NEAR)

    def score(x: Element, y: Element) -> float:
        return like(norm_of(x), norm_of(y), enough) if _group(x) == _group(y) else 0.0

    return match.by_score(old, new, score, match.NEAR, _likely(old, new, like))


def _kind(elements: Iterable[Element], kinds: Sequence[str]) -> list[Element]:
    return [e for e in elements if e.kind in kinds]


def _front(elements: Iterable[Element]) -> list[Element]:
    body = (*TEXT, "example", "prompt", "header", "reply", "message")
    return [e for e in elements if e.kind not in body]


def _front_key(element: Element) -> Hashable:
    """Front matter is known by its key; the number after ``@`` is only where it stands."""
    return element.key.partition("@")[0]


def _likely(
    old: Sequence[Element], new: Sequence[Element], like: Likeness
) -> Iterable[tuple[int, int]] | None:
    return like.likely([norm_of(e) for e in old], [norm_of(e) for e in new])


def _group(element: Element) -> str:
    """Commentary is only like commentary; a clause may become rationale."""
    return element.kind if element.kind in ("commentary", "note") else "text"


def _by_anchor(old: Sequence[Element], new: Sequence[Element]) -> list[tuple[Element, Element]]:
    pairs: list[tuple[Element, Element]] = []
    taken: set[int] = set()
    carriers = {(_group(e), anchor): e for e in reversed(new) for anchor in e.subject.ids}
    for element in old:
        for anchor in element.subject.ids:
            after = carriers.get((_group(element), anchor))
            if after is not None and id(after) not in taken:
                pairs.append((element, after))
                taken.add(id(after))
                break
    return pairs


def _titled(old: Sequence[Element], new: Sequence[Element]) -> list[tuple[Element, Element]]:
    """Examples and prompts: same conversation, same id, same title, then most of it shared."""
    bags: dict[int, Counter[str]] = {}

    def bag(e: Element) -> Counter[str]:
        if id(e) not in bags:
            bags[id(e)] = _said(e)
        return bags[id(e)]

    def score(x: Element, y: Element) -> float:
        return match.overlap(bag(x), bag(y))

    return match.stepwise(
        old,
        new,
        lambda a, b: match.by_key(a, b, lambda e: (norm_of(e), e.subject.id)),
        lambda a, b: match.by_key(a, b, norm_of),
        lambda a, b: match.by_key(a, b, lambda e: e.subject.id),
        lambda a, b: match.by_key(a, b, lambda e: str(e.value["title"])),
        lambda a, b: match.by_score(a, b, score, match.CONTENT),
    )


def _said(element: Element) -> Counter[str]:
    """What an example or prompt says, by message, weighed by length."""
    talk = element.source.conversation
    found: Counter[str] = Counter()
    for message in talk.messages if talk else ():
        found[fold(message.text)] += max(len(message.text), 1)
    return found


def _messages(
    before: Element,
    after: Element,
    old: Sequence[Element],
    new: Sequence[Element],
    like: Likeness,
) -> list[tuple[Element, Element]]:
    """Messages and replies of two examples: the same, alike, or alone of their kind."""
    left = [e for e in old if e.parent == before.key]
    right = [e for e in new if e.parent == after.key]
    if [(e.kind, e.raw) for e in left] == [(e.kind, e.raw) for e in right]:
        return list(zip(left, right, strict=True))  # nearly always

    return match.stepwise(
        left,
        right,
        lambda a, b: match.by_key(a, b, lambda e: (e.kind, norm_of(e))),
        lambda a, b: match.by_key(a, b, lambda e: (e.kind, e.value["role"], e.value["text"])),
        lambda a, b: _rewritten(a, b, like),
        _alone,
    )


def _rewritten(
    old: Sequence[Element], new: Sequence[Element], like: Likeness
) -> list[tuple[Element, Element]]:
    """Messages that are alike."""
    enough = match.enough(old, new, match.NEAR)

    def score(x: Element, y: Element) -> float:
        return like(_text(x), _text(y), enough) if x.kind == y.kind else 0.0

    return match.by_score(old, new, score, match.NEAR)


def _alone(old: Sequence[Element], new: Sequence[Element]) -> list[tuple[Element, Element]]:
    """One reply with one verdict became one reply with the same verdict: it was rewritten."""
    pairs = []
    for kind, verdict, role in sorted({_slot(e) for e in old}):
        a = [e for e in old if _slot(e) == (kind, verdict, role)]
        b = [e for e in new if _slot(e) == (kind, verdict, role)]
        if len(a) == len(b) == 1:
            pairs.append((a[0], b[0]))
    return pairs


def _slot(element: Element) -> tuple[str, str, str]:
    return element.kind, element.value["verdict"], element.value["role"]


def _text(element: Element) -> str:
    source = element.source
    return fold(source.text) if isinstance(source, Message) else ""


# --- between owners ------------------------------------------------------------------------------


def _across(
    owners: Sequence[Owner],
    groups: Sequence[Sequence[str]],
    way: match.Way[Element],
    like: Likeness,
) -> None:
    """Passages, examples and prompts that left one owner and came up in another."""
    by_base = {id(e): owner for owner in owners for e in owner.old}
    by_head = {id(e): owner for owner in owners for e in owner.new}
    singles_old, singles_new = _singles(owners)
    for kinds in groups:
        for before, after in way(_kind(singles_old, kinds), _kind(singles_new, kinds)):
            owner = by_head[id(after)]
            owner.pairs.append((before, after))
            if before.kind == "example":
                home = by_base[id(before)]
                owner.pairs += _messages(before, after, home.old, owner.new, like)


def _singles(owners: Sequence[Owner]) -> tuple[list[Element], list[Element]]:
    old: list[Element] = []
    new: list[Element] = []
    for owner in owners:
        old += match.left_over(owner.old, (a for a, _ in owner.pairs if a is not None))
        new += match.left_over(owner.new, (b for _, b in owner.pairs if b is not None))
    return old, new


def _moved(
    old: Sequence[Element], new: Sequence[Element], like: Likeness
) -> list[tuple[Element, Element]]:
    """A shared anchor, the same text, a long stretch of the same words, great likeness."""
    return match.stepwise(
        old, new, _by_anchor, _verbatim, _by_stretch, lambda a, b: _by_likeness(a, b, like)
    )


def _verbatim(old: Sequence[Element], new: Sequence[Element]) -> list[tuple[Element, Element]]:
    """The same text, if nothing else has it and it is long enough to be known by it."""
    return match.by_sole_key(old, new, _telling)


def _telling(element: Element) -> Hashable:
    norm = norm_of(element)
    return (_role(element), norm) if len(norm) >= 25 else None


def _role(element: Element) -> str:
    """A clause that goes where it obliges nobody is no clause that moved."""
    return element.kind


STRETCH = 10
"""So many words in a row that stand nowhere else tell where a text went."""
MOST_OF_IT = 0.4
"""The share of the shorter text that they must make up."""


def _by_stretch(old: Sequence[Element], new: Sequence[Element]) -> list[tuple[Element, Element]]:
    """Texts that share a long stretch of words which nothing else on either side has."""
    left, right = _stretches(old), _stretches(new)
    shared: Counter[tuple[int, int]] = Counter()
    for stretch in left.keys() & right.keys():
        i, j = left[stretch], right[stretch]
        if i is not None and j is not None and _role(old[i]) == _role(new[j]):
            shared[i, j] += 1
    pairs = []
    ones, others = set[int](), set[int]()
    for (i, j), many in sorted(shared.items(), key=lambda one: (-one[1], one[0])):
        words = min(len(terms(norm_of(one))) for one in (old[i], new[j]))
        if many + STRETCH - 1 >= MOST_OF_IT * words and i not in ones and j not in others:
            pairs.append((old[i], new[j]))
            ones.add(i)
            others.add(j)
    return pairs


def _stretches(elements: Sequence[Element]) -> dict[tuple[str, ...], int | None]:
    """Which element has each stretch of words; None for several."""
    found: dict[tuple[str, ...], int | None] = {}
    for number, element in enumerate(elements):
        words = terms(norm_of(element))
        for at in range(len(words) - STRETCH + 1):
            stretch = tuple(words[at : at + STRETCH])
            found[stretch] = number if found.get(stretch, number) == number else None
    return found


def _by_likeness(
    old: Sequence[Element], new: Sequence[Element], like: Likeness
) -> list[tuple[Element, Element]]:
    """Only texts that share words can be alike; asking no others keeps large edits quick."""
    old = [e for e in old if len(norm_of(e)) >= 40]
    new = [e for e in new if len(norm_of(e)) >= 40]
    bags = {id(e): frozenset(terms(norm_of(e))) for e in (*old, *new)}
    enough = match.enough(old, new, match.FAR)

    def score(a: Element, b: Element) -> float:
        x, y = bags[id(a)], bags[id(b)]
        if _role(a) != _role(b) or 2 * len(x & y) < len(x | y):
            return 0.0
        return like(norm_of(a), norm_of(b), enough)

    return match.by_score(old, new, score, match.FAR, _likely(old, new, like))
