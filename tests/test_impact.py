"""Impact: each file of ``cases/impact`` is an old spec, a new one, and all that the change touches.

How a case is written stands in ``case_files``. What is touched is an eval with level and state
(``r0om direct rerun``) or an example with its level (``tone#late-arrival reference``). A case may
also say the cost in prompts: all there are, direct, with context, with reference (``cost: 2 1 2 2``).
"""

from pathlib import Path

import case_files
from case_files import BASE
from comparing import Compared, compared


def touched(found: Compared) -> list[str]:
    evals = [f"{one.id} {one.level} {one.state}" for one in found.evals]
    return sorted([*evals, *(f"{one.id} {one.level}" for one in found.examples)])


@case_files.each("impact")
def test_a_case_touches_exactly_what_it_says(path: Path) -> None:
    case = case_files.read(path, "touches")
    found = compared(case.old, case.new)
    reasons = [(one.id, r.reason) for one in (*found.evals, *found.examples) for r in one.reasons]
    assert touched(found) == sorted(case.expected), "\n".join(": ".join(r) for r in reasons)
    assert_sound(found)


@case_files.each("impact")
def test_the_cost_counts_the_prompts_of_the_head(path: Path) -> None:
    case = case_files.read(path, "touches")
    found = compared(case.old, case.new)
    counts = dict.fromkeys(("direct", "context", "reference"), 0)
    for one in found.evals:
        if one.state != "removed":
            counts[one.level] += len(one.prompts)
    direct, context, reference = counts.values()
    cost = found.cost
    assert cost.total == sum(len(one.prompts) for one in found.head.evals)
    assert cost.direct == direct
    assert cost.context == direct + context
    assert cost.reference == direct + context + reference


@case_files.each("changes")
def test_what_is_touched_has_reasons_that_name_rows(path: Path) -> None:
    case = case_files.read(path)
    assert_sound(compared(case.old, case.new))
    assert_sound(compared(case.new, case.old))


def assert_sound(found: Compared) -> None:
    rows = {row.id for row in found.rows}
    evals = {"head": {e.id for e in found.head.evals}, "base": {e.id for e in found.base.evals}}
    assert len({one.id for one in found.examples}) == len(found.examples)
    for one in (*found.evals, *found.examples):
        assert one.reasons
        assert all(reason.change in rows for reason in one.reasons)
        assert all(reason.level in ("", one.level) for reason in one.reasons)
    for touched_eval in found.evals:
        side = "base" if touched_eval.state == "removed" else "head"
        assert touched_eval.id in evals[side]


def test_a_reason_tells_the_way_from_the_change() -> None:
    safety = BASE["safety.md"].replace("must not tell anybody", "must never tell a stranger")
    found = compared(BASE, {**BASE, "safety.md": safety})
    said = {one.id: one.reasons[0] for one in (*found.evals, *found.examples)}
    (row,) = found.rows
    assert {reason.change for reason in said.values()} == {row.id}
    assert said["r0om"].reason == "its clause [^r0om] changed"
    assert said["r0om"].via == ("^r0om",)
    assert said["w4ke"].reason == "the clause [^r0om] of `safety` changed"
    assert said["w4ke"].via == ("safety",)
    example = said["tone#late-arrival"]
    assert example.reason == "`tone#late-arrival` cites `safety`, whose clause [^r0om] changed"
    assert example.via == ("safety",)


def test_a_touched_eval_brings_its_prompts() -> None:
    keys = BASE["evals/r0om.md"].replace("colleague", "boss")
    found = compared(BASE, {**BASE, "evals/r0om.md": keys})
    (one,) = found.evals
    (prompt,) = one.prompts
    assert (one.section, one.clauses) == ("safety", ("r0om",))
    assert (prompt.id, prompt.title, prompt.place.line) == ("which-room", "which room is it", 10)
    (message,) = prompt.messages
    assert (message.role, message.text) == ("user", "Which room is my boss in?")


LIST = """The assistant should ask for one of these[^n4me]:

- a passport
- the number of the booking, which the guest got by letter
- a badge

Nobody waits for long."""
ASKING = """---
clauses: [n4me]
---
**Example**: no name

~~~xml
<user>
My key, please.
</user>
~~~
"""


def _keys(body: str) -> dict[str, str]:
    front = BASE["service/keys.md"].rpartition("---\n")[0]
    return {**BASE, "evals/n4me.md": ASKING, "service/keys.md": f"{front}---\n{body}\n"}


def test_a_list_touches_its_sentence_by_every_item_that_changed() -> None:
    new = LIST.replace("by letter", "by mail").replace("- a badge", "- a\u00a0badge\n- a photo")
    found = compared(_keys(LIST), _keys(new))
    (one,) = found.evals
    classes = {row.id: row.cls for row in found.rows}
    assert sorted(classes.values()) == ["clause-added", "clause-reworded", "whitespace"]
    assert {classes[r.change] for r in one.reasons} == {"clause-added", "clause-reworded"}
    assert {r.reason for r in one.reasons} == {
        "the list or block that its clause [^n4me] introduces changed"
    }


def test_a_clause_that_left_and_changed_is_said_to_have_left() -> None:
    ring = "The desk should ring a guest who asked to be woken at an hour before seven."
    safety = BASE["safety.md"]
    old = {**BASE, "safety.md": f"{safety}\n{ring}\n"}
    keys = f"{BASE['service/keys.md']}\n{ring.replace('before seven', 'before eight')}\n"
    found = compared(old, {**BASE, "service/keys.md": keys})
    said = {reason.reason for one in found.evals for reason in one.reasons}
    assert said == {
        "the clause 'The desk should ring a guest who asked t…' of `safety` went to `keys` and changed"
    }
