"""What words decide: it comes to an end for any sentence, and nothing is decided of no change."""

from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from specctl.classify import english
from specctl.classify.wording import judge, noted

LEVELS = {"root": "root", "user": "user"}
WORDS = sorted(
    {
        *chain.from_iterable(
            table
            for table in (
                *(english.STRENGTH, english.HEDGES, english.SOFTENERS, english.NEGATIONS),
                *(english.DENIALS, english.FORBIDS, english.OVERRIDING, english.OVERRIDES),
                *(english.CONDITIONS, english.SAME, english.EXPLICIT, english.ORDERS),
                *(english.WATCHED, english.ASSISTANT, english.SUBORDINATORS, LEVELS),
            )
        ),
        *"( ) , . : ; | share key guest asking slowly".split(),
    }
)
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


@settings(deadline=None, max_examples=400)
@given(SENTENCES, SENTENCES)
@example("It is not allowed permitted : a.", "It is.")
@example("not permitted", "never to allowed :")
def test_every_pair_of_sentences_is_judged(old: str, new: str) -> None:
    there = {verdict.cls for verdict in judge(old, new, LEVELS)}
    back = {verdict.cls for verdict in judge(new, old, LEVELS)}
    assert all(verdict.words for verdict in judge(old, new, LEVELS))
    assert ("override-changed" in there) == ("override-changed" in back)
    assert judge(old, old, LEVELS) == ()
    assert noted(old, old) == ""


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "must ",
            "only must ",
            "not a ",
            "that it must ",
            "even if ",
            "explicit ",
            "not allowed ",
        ),
        *("user ", "generally should ", "( ", "in a case, ", "overridden by users or "),
    ],
)
def test_a_sentence_without_end_is_judged_in_linear_time(piece: str) -> None:
    many = 20_000  # in quadratic time this would take minutes
    judge(piece * many, piece * (many - 1) + "x", LEVELS)


def test_conditions_without_end_are_judged_in_linear_time() -> None:
    old, new = (" ".join(f"if {side}{n}." for n in range(8_000)) for side in "ab")
    (verdict,) = judge(old, new, LEVELS)
    assert verdict.cls == "override-changed"
    assert verdict.words == "if ...: otherwise"


def test_a_number_in_words_is_pointed_out_and_one_only_beside_another() -> None:
    two, one = "There are two exceptions to this.", "There is one exception to this."
    assert noted(two, one) == "two -> one"
    assert noted(one, "There are 3 exceptions to this.") == "one -> 3"
    assert noted("Ask which one is meant.", "Ask which room is meant.") == ""


RENAMED = {"platform": "root", "root": "root", "system": "system", "user": "user"}


@pytest.mark.parametrize(("old", "new", "words"), [
    # a level by the name that the text has for it, not by the one that it got
    ("It must follow the spec and any platform-level instructions.", "It must follow the spec.",
     "-platform level"),
    ("Users can change it, unless a platform rule forbids it.", "Users can change it, unless a user objects.",
     "unless ...: platform + rule + forbids -> user + objects"),
    # what is said of a level is not said again of the condition that names it
    ("It may be overridden at the platform or user level.", "It may be overridden at the system or user level.",
     "platform level -> system level"),
    ("It may be overridden by staff at the platform level.", "It may be overridden by guests at the system level.",
     "platform level -> system level, overridden ...: staff + platform -> guests + system"),
    # in the order of the sentence
    ("If a guest snores, ring.", "If a guest snores or walks about the zoo after dinner, ring.",
     "if ...: +or, +walks, +zoo, +after, +dinner"),
    # two conditions at once
    ("If a guest snores, ring. If it rains, knock.", "If a cat meows, ring. If it hails badly, knock.",
     "if ...: guest + snores + rains -> cat + meows + hails + badly"),
])  # fmt: skip
def test_an_override_tells_the_words_that_changed(old: str, new: str, words: str) -> None:
    verdicts = {verdict.cls: verdict.words for verdict in judge(old, new, RENAMED)}
    assert verdicts["override-changed"] == words


def test_a_level_that_only_got_another_name_overrides_as_before() -> None:
    old = "It may be overridden at the platform level, unless a platform rule says no."
    assert judge(old, old.replace("platform", "root"), RENAMED) == ()


def test_a_long_condition_is_read_to_its_end_and_without_its_contractions() -> None:
    (verdict,) = judge(
        "Unless the cost of a wrong guess is too high or the task is too vague or difficult with "
        "what is available, the assistant should try it.",
        "Unless the cost of a wrong guess is too high or it's wholly open which of the many rooms "
        "that the guest may have meant is the one to be got ready for that night or too difficult "
        "with what is available, the assistant should try it.",
        LEVELS,
    )
    assert verdict.words.startswith("unless ...: task + vague -> ")
    assert "available" not in verdict.words
    assert "it's" not in verdict.words
