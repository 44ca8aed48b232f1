"""What is told in a short way is what the long way tells."""

import sys
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

import specctl.diff
from specctl.words import forms, stems

compare = sys.modules[f"{specctl.diff.__name__}.compare"]
TEXTS = st.recursive(
    st.sampled_from(["", "a", "b", "c"]),
    lambda inner: st.dictionaries(st.sampled_from(["x", "y", "", "z.w"]), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_where_texts_differ_is_where_deepdiff_says(old: Any, new: Any) -> None:
    assume(old != new)
    assert tuple(sorted({*compare._parts(old, new)})) == compare._deep({0: (old, new)})[0]


@settings(max_examples=500, deadline=None)
@given(st.from_regex(r"[asexihcuyz]{1,7}('s)?", fullmatch=True))
def test_every_word_is_a_form_of_its_stem(word: str) -> None:
    assert word in forms(stems(word).strip())
