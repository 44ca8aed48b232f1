"""The words of English that decide a class.

Data and no code, so that another language is another table. A word or phrase is of one kind; the
longest phrase counts. ``specctl class NAME`` and the cases say what follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping


def _rows(strength: int, words: str) -> dict[str, int]:
    """Words and phrases, separated by commas, that oblige so much."""
    return {word.strip(): strength for word in words.split(",")}


def _set(words: str) -> frozenset[str]:
    return frozenset(word.strip() for word in words.split(","))


STRENGTH: Mapping[str, int] = {
    **_rows(
        3,
        "must, shall, never, always, required, requires, require, prohibited, forbidden, barred, "
        "banned, has to, have to, needs to, need to, is obliged to, are obliged to, at all times, "
        "in all cases, under all circumstances, without exception, without exceptions, "
        "under no circumstances, in no case, on no account, under any circumstances, strictly",
    ),
    **_rows(
        2,
        "should, ought, recommended, is expected to, are expected to, is supposed to, "
        "are supposed to, is to be, are to be, discouraged, assistant will, model will, "
        "models will",
    ),
    **_rows(
        1,
        "may, can, could, might, need not, optional, optionally, encouraged, allowed, permitted, "
        "free to, welcome to",
    ),
}
"""How much a modal word obliges: 3 an obligation, 2 a default, 1 a permission."""

FORBIDDING = frozenset({"may", "can"})
"""Followed by ``not``, these forbid: strength 3."""

PERMITTING = _set("allowed, permitted, free to, welcome to")
"""Preceded by ``not``, these forbid."""

RELEASING = _set(
    "always, required, requires, require, prohibited, forbidden, barred, banned, has to, have to, "
    "needs to, need to, is obliged to, are obliged to, at all times, in all cases, strictly"
)
"""Preceded by ``not``, these oblige nobody ("not always", "does not have to")."""

HEDGES = _set(
    "typically, generally, usually, often, sometimes, ideally, preferably, normally, mostly, "
    "ordinarily, in general, as a rule, in most cases, for the most part"
)
"""Adverbs that weaken the modal word that they stand beside."""

SOFTENERS = _set(
    "try to, tries to, aim to, aims to, strive to, strives to, attempt to, attempts to, seek to, "
    "seeks to, endeavor to, endeavour to, where possible, if possible, when possible, "
    "whenever possible, where feasible, if feasible, when feasible, where practical, "
    "where appropriate, as appropriate, as far as possible, as much as possible, "
    "to the extent possible, to the extent feasible, "
    "make a best effort, make an effort"
)
"""What turns an obligation to do something into one to attempt it, wherever it stands."""

NEGATIONS = _set("not, never, no, nor, neither, cannot, without")

DENIALS = _set(
    "avoid, avoids, avoiding, refuse to, refuses to, decline to, declines to, refrain from, "
    "refrains from, abstain from, abstains from, no longer, stop, stops, rather than, instead of, "
    "under no circumstances, in no case, on no account, fail to, fails to"
)
"""Words that deny what follows them as "not" does: "avoid asking", "refuse to help"."""

FORBIDS = _set("prohibited, forbidden, barred, banned, discouraged, prohibits, forbids")
"""Words that do the same before "from" or "to"."""

CONTRACTIONS: Mapping[str, str] = {
    "cannot": "can not",
    "can't": "can not",
    "won't": "will not",
    "shan't": "shall not",
    **{f"{who}'s": f"{who} is" for who in ("it", "that", "there", "what", "who")},
    **{f"{who}'re": f"{who} are" for who in ("they", "we", "you")},
}
"""Any other word in ``n't`` is the word and ``not``."""

FOCUS = _set("only, just, merely, simply, solely")
"""Preceded by a negation, these take it upon themselves: "not only keys" denies no keys."""

OVERRIDING = _set(
    "override, overrides, overridden, overriding, overridable, overrode, supersede, supersedes, "
    "superseded, take precedence, take priority"
)
"""Words after which stands who overrides, or what is overridden."""

OVERRIDES = _set(
    "by default, exception, exceptions, regardless, irrespective, notwithstanding, subject to, "
    "without permission, without explicit permission, without consent, without explicit consent, "
    "without authorization, without explicit authorization"
)
"""Other words and phrases that say who may override a clause, or when it holds."""

CONDITIONS = _set(
    "unless, except, even if, even when, even where, only if, only when, only where, only after, "
    "only with, as long as, if, when, whenever, until"
)
"""What opens a condition: a clause holds, or does not, by what follows."""

LOOSE = _set("if, until")
"""Those that may be reworded: in the others every word counts, for they say what is excepted."""

ALIKE = _set("if, when, whenever")
"""Conditions that say the same."""

ASKING = _set(
    "tell, tells, ask, asks, say, says, explain, explains, know, knows, clarify, clarifies, "
    "indicate, indicates, state, states, show, shows, see, decide, decides, specify"
)
"""After these "when" and "if" ask a question: "tell the user when it was updated"."""

SETTINGS = _set(
    "setting, settings, context, contexts, case, cases, situation, situations, mode, modes, "
    "conversation, conversations, deployment, deployments, scenario, scenarios, environment, "
    "environments, domain, domains"
)
"""With these at its end "In voice mode, ..." says when a clause holds."""

EXCEPTING = _set("except, only with")
"""Those that a list may follow, so that a comma does not end them."""

_SAID = ("specified", "stated", "instructed", "told", "noted", "directed")

SAME: Mapping[str, str] = {
    **{f"unless otherwise {said}": "by default" for said in _SAID},
    **{f"unless {said} otherwise": "by default" for said in _SAID},
    "provided that": "as long as",
    "so long as": "as long as",
    "other than": "except",
    "takes precedence": "take precedence",
    "takes priority": "take priority",
}
"""Phrases that say what another one says."""

EXPLICIT = _set("explicit, implicit, explicitly, implicitly")
ORDERS = _set(
    "instruction, instructions, instructed, permission, permissions, permitted, allowed, consent, "
    "consents, request, requests, requested, ask, asks, asked, told, authorization, authorisation, "
    "authorized, authorised, approval, approved, direction, directions, directed, confirmation, "
    "confirmed, granted, given, override, overridden, agreed, quoted, opted"
)
"""``explicit`` counts as an override only beside one of these: not in "explicit content"."""

LEVELLED = _set("level, levels, authority, instruction, instructions, rule, rules")
"""After the name of a level, these show that the level is meant, not somebody of that name."""

OPPOSITES: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (
        _set("allow, allowed, permit, permitted, acceptable, free to, welcome to"),
        _set("prohibit, prohibited, forbid, forbidden, disallow, banned, barred"),
    ),
    (
        _set("disclose, reveal, share, show, volunteer, divulge"),
        _set("withhold, conceal, hide"),
    ),
    (
        _set("accept, fulfill, fulfil, honor, honour, grant, comply, help, assist, agree"),
        _set("reject, refuse, decline, deny"),
    ),
    (_set("follow, obey, heed"), _set("ignore, disregard")),
    (_set("include"), _set("exclude, omit")),
    (_set("enable"), _set("disable")),
    (_set("encourage, promote"), _set("discourage")),
    (_set("any, anything, anybody, anyone, something"), _set("none, nothing, nobody")),
    (_set("yes"), _set("no")),
)
"""Words of the first set with a negation mean what words of the second mean without.

They stand for all their forms: ``share`` also for ``sharing``.
"""

TRANSPARENT = frozenset(
    "a an the be been being is are was were to have has had do does did ever also even "
    "then any all itself themselves in of by it".split()
)
"""Words between a negation and what it denies."""

PARTS = frozenset(". ; : ! ? ( ) | but however except unless although though while whereas".split())
"""What ends the reach of a negation."""

SUBORDINATORS = frozenset(
    "that which who whom whose what where wherever because since while although though whereas "
    "whether how why after before once whatever whoever".split()
)
"""Words that begin a part of a sentence in which a modal word need not oblige the assistant."""

OBLIGING = frozenset("that while although though whereas".split())
"""Those among them after which it does where the assistant is its subject."""

ASSISTANT = frozenset(
    "assistant assistants model models it they agent agents reply replies response responses "
    "answer answers refusal refusals".split()
)
"""Whom a spec obliges, and what these say."""

COMMON = frozenset(
    {
        *TRANSPARENT,
        *SUBORDINATORS,
        *"about over under into between on at for with from and or but not as than "
        "this that these those its their his her "
        "your our them he she you we us if so such other more most very must should may can "
        "could might will would shall never always only no any some assistant model it "
        "they".split(),
    }
)
"""Words that two sentences share without being alike."""

NUMBERS = _set("two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, dozen")
"""Numbers in words; "one" is a number only where it took the place of another."""

WATCHED = NUMBERS | _set(
    "all, every, each, both, any, some, most, none, half, at least, at most, more than, less than, "
    "fewer than, up to, no more than, before, after, and, or, immediately, once, twice, daily, "
    "weekly"
)
"""Words that change what a clause covers without obliging more or less: a row names them."""
