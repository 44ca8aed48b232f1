"""Approvals: real keys, real git, and whoever wants to approve what they may not."""

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from proposing import POLICY, SECTIONS, Stage, proposal, section, stage

from specctl import schema
from specctl.errors import SpecctlError
from specctl.model.proposal import Standing
from specctl.pipeline import Context, approve, proposal_standing, resolve, update_block
from specctl.render import render

TRUTH = SECTIONS["honesty"][1]
WEAKER = TRUTH.replace("must tell", "should tell")
BRANCH = "0001-a-change"
APPROVALS = f"proposals/{BRANCH}/approvals"


def proposed(folder: Path, files: dict[str, str] | None = None, **manifest: object) -> Stage:
    """A branch with a proposal by mara that weakens a root clause."""
    one = stage(folder, **manifest)
    one.repo.git("switch", "--quiet", "--create", BRANCH)
    one.repo.commit({**proposal(), "spec/honesty.md": section("honesty", WEAKER), **(files or {})})
    return one


def approves(one: Stage, *members: str, **how: object) -> None:
    """Members approve, each in a commit of their own."""
    for name in members:
        one.acts(name)
        approve(one.context, **how)  # type: ignore[arg-type]
        one.repo.commit({}, f"{name} approves")
    one.acts("mara")


def stands(one: Stage, **how: str) -> Standing:
    found = proposal_standing(one.context, **how)  # type: ignore[arg-type]
    assert not schema.check(json.loads(render("standing", "json", found)), "standing")
    return found


def missing(found: Standing) -> list[str]:
    """What the gate says of approvals and the policy."""
    return [b.why for b in found.blockers if b.kind in ("approval", "policy")]


def refused(found: Standing) -> dict[str, str]:
    """Why approvals do not count, by member."""
    return {one.approval.member: one.why for one in found.judged if one.why}


@pytest.fixture
def approved(tmp_path: Path) -> Stage:
    """All whom the policy asks for have approved."""
    one = proposed(tmp_path)
    approves(one, "imani", "luca", "ruth")
    assert not missing(stands(one))
    return one


def test_approvals_of_all_whom_the_policy_asks_for_are_enough(tmp_path: Path) -> None:
    one = proposed(tmp_path)
    assert missing(stands(one)) == ["1 row lacks the approval of 2 of safety and 1 of policy"]
    approves(one, "imani")
    assert missing(stands(one)) == ["1 row lacks the approval of 1 more of safety and 1 of policy"]
    approves(one, "ruth", "luca")
    found = stands(one)
    assert not missing(found)
    assert all(judged.verified for judged in found.judged)


def test_an_approval_stays_over_a_rebase_a_reflow_and_an_edit_elsewhere(approved: Stage) -> None:
    repo = approved.repo
    repo.git("switch", "--quiet", "main")
    repo.commit({"notes.txt": "unrelated"})
    repo.git("switch", "--quiet", BRANCH)
    repo.git("rebase", "--quiet", "main")
    style = section("style", "The assistant should keep its replies short[^s3ho].")
    reflowed = WEAKER.replace("truth[^t1ru]. It", "truth[^t1ru].\nIt")
    repo.commit({"spec/style.md": style, "spec/honesty.md": section("honesty", reflowed)})
    found = stands(approved)
    assert not refused(found)
    assert missing(found) == ["1 row lacks the approval of 1 of editors, owners of `style`"]


def test_a_squash_keeps_approvals(approved: Stage) -> None:
    repo = approved.repo
    repo.git("reset", "--quiet", "--soft", "main")
    repo.commit({}, "squashed")
    assert not missing(stands(approved))


def test_an_edit_voids_an_approval_of_that_row_alone(tmp_path: Path) -> None:
    longer = "The assistant should keep its replies short[^s3ho]."
    one = proposed(tmp_path, {"spec/style.md": section("style", longer)})
    approves(one, "imani", "luca", "ruth", "tom")
    assert not missing(stands(one))
    one.repo.commit({"spec/style.md": section("style", longer.replace("its", "all"))})
    found = stands(one)
    assert missing(found) == ["1 row lacks the approval of 1 of editors, owners of `style`"]
    assert refused(found)["imani"] == "1 of the 2 rows that it approves changed since, or are gone"
    one.repo.commit(
        {"spec/honesty.md": section("honesty", WEAKER.replace("should tell", "may tell"))}
    )
    found = stands(one)
    assert refused(found)["imani"] == "all that it approves has changed since, or is gone"
    assert len(missing(found)) == 2


def test_some_rows_can_be_approved(tmp_path: Path) -> None:
    one = proposed(tmp_path, {"spec/style.md": section("style", "Keep it short[^s3ho].")})
    rows = {row.section: row.id for row in stands(one).review.changes}
    one.acts("imani")
    done = approve(one.context, rows=[rows["honesty"][:6]])
    assert [row.section for row in done.rows] == ["honesty"]
    with pytest.raises(SpecctlError, match="no row is ffff"):
        approve(one.context, rows=["ffff"])


def test_an_approval_that_nobody_asked_for_is_told(approved: Stage) -> None:
    approves(approved, "tom")
    assert "nobody asked for the approval of tom" in stands(approved).notes


# Whoever may not approve


def rewrite(one: Stage, name: str, change: Callable[[str], str], into: str = "") -> None:
    """Change somebody's approval by hand, or write the changed one into another file."""
    text = (one.repo.root / APPROVALS / name).read_text("utf-8")
    one.repo.commit({f"{APPROVALS}/{into or name}": change(text)}, "by hand")


def other_rows(text: str) -> str:
    digits = text.split('  - "')[1][:64]
    return text.replace(digits, digits[::-1])


def edits_an_approval(one: Stage) -> None:
    rewrite(one, "luca-1.yaml", lambda text: text.replace("rows:", "comment: and more\nrows:"))


def moves_an_approval_to_other_rows(one: Stage) -> None:
    rewrite(one, "luca-1.yaml", other_rows)


def copies_an_approval_to_another_name(one: Stage) -> None:
    (one.repo.root / APPROVALS / "luca-1.yaml").unlink()
    rewrite(
        one,
        "imani-1.yaml",
        lambda text: text.replace("member: imani", "member: luca"),
        "luca-1.yaml",
    )


def renames_an_approval(one: Stage) -> None:
    one.repo.git("mv", f"{APPROVALS}/imani-1.yaml", f"{APPROVALS}/luca-2.yaml")
    one.repo.git("rm", "--quiet", f"{APPROVALS}/luca-1.yaml")
    one.repo.commit({})


def takes_an_approval_twice(one: Stage) -> None:
    (one.repo.root / APPROVALS / "luca-1.yaml").unlink()
    rewrite(one, "imani-1.yaml", str, "imani-2.yaml")


def drops_the_signature(one: Stage) -> None:
    rewrite(one, "luca-1.yaml", lambda text: text.partition("signature:")[0])


def signs_for_somebody_else(one: Stage) -> None:
    resigned(one, "luca-1.yaml", "mara")


def resigned(one: Stage, name: str, signer: str, namespace: str = "specctl") -> None:
    """Put somebody's signature under an approval as it stands."""
    from specctl.parse import read_proposals
    from specctl.propose.payload import of_approval
    from specctl.propose.writing import approval_text

    path = f"{APPROVALS}/{name}"
    content = (one.repo.root / path).read_bytes()
    (read,) = read_proposals({path: content})[0].approvals
    made = subprocess.run(
        ["ssh-keygen", "-Y", "sign", "-n", namespace, "-f", str(one.key(signer).file)],
        input=of_approval(read), capture_output=True, check=True,
    )  # fmt: skip
    text = approval_text(read._replace(signature=made.stdout.decode().strip()))
    one.repo.commit({path: text}, "signed anew")


def signs_in_another_namespace(one: Stage) -> None:
    resigned(one, "luca-1.yaml", "luca", "git")


def signs_with_a_stranger_s_key(one: Stage) -> None:
    resigned(one, "luca-1.yaml", "mallory")


def writes_no_signature(one: Stage) -> None:
    rewrite(one, "luca-1.yaml", lambda text: text.partition("signature:")[0] + "signature: yes\n")


def dates_it_ahead(one: Stage) -> None:
    rewrite(one, "luca-1.yaml", lambda text: text.replace('date: "20', 'date: "30'))
    resigned(one, "luca-1.yaml", "luca")


def replays_another_proposal_s(one: Stage) -> None:
    rewrite(one, "luca-1.yaml", lambda text: text.replace('"0001"', '"0007"'))
    resigned(one, "luca-1.yaml", "luca")


def lists_oneself(one: Stage) -> None:
    """Mara joins safety in the same change."""
    (one.repo.root / APPROVALS / "luca-1.yaml").unlink()
    manifest = (one.repo.root / "spec/spec.yaml").read_text("utf-8")
    assert "members: [imani, luca]" in manifest
    joined = manifest.replace("members: [imani, luca]", "members: [imani, luca, tom]")
    one.repo.commit({"spec/spec.yaml": joined})
    approves(one, "tom")


def swaps_a_key(one: Stage) -> None:
    """Mara puts her own key under luca's name."""
    manifest = (one.repo.root / "spec/spec.yaml").read_text("utf-8")
    swapped = manifest.replace(one.key("luca").public, one.key("mallory").public)
    one.repo.commit({"spec/spec.yaml": swapped})
    resigned(one, "luca-1.yaml", "mallory")


def loosens_the_policy(one: Stage) -> None:
    manifest = (one.repo.root / "spec/spec.yaml").read_text("utf-8")
    assert "safety: 2" in manifest
    one.repo.commit({"spec/spec.yaml": manifest.replace("safety: 2", "safety: 1")})
    one.repo.git("rm", "--quiet", f"{APPROVALS}/luca-1.yaml")
    one.repo.commit({})


def names_a_base_of_its_own(one: Stage) -> None:
    """The proposal is to be merged into a branch whose manifest asks for nobody."""
    repo = one.repo
    repo.git("switch", "--quiet", "--create", "mine", "main")
    manifest = (repo.root / "spec/spec.yaml").read_text("utf-8")
    repo.commit({"spec/spec.yaml": manifest.replace("safety: 2", "safety: 0")})
    repo.git("switch", "--quiet", BRANCH)
    repo.git("rebase", "--quiet", "mine")
    path = next(iter(proposal()))
    text = (repo.root / path).read_text("utf-8")
    repo.commit({path: text.replace("base: main", "base: mine")})


def pushes_a_tag_of_the_base_s_name(one: Stage) -> None:
    repo = one.repo
    manifest = (repo.root / "spec/spec.yaml").read_text("utf-8")
    one.repo.git("rm", "--quiet", f"{APPROVALS}/luca-1.yaml")
    one.repo.commit({})
    repo.git("switch", "--quiet", "--detach", "main")
    repo.commit({"spec/spec.yaml": manifest.replace("safety: 2", "safety: 1")})
    repo.git("tag", "main")
    repo.git("switch", "--quiet", BRANCH)


def brings_it_in_a_merge(one: Stage) -> None:
    repo = one.repo
    text = (repo.root / APPROVALS / "luca-1.yaml").read_text("utf-8")
    repo.git("rm", "--quiet", f"{APPROVALS}/luca-1.yaml")
    repo.commit({}, "taken out")
    repo.git("switch", "--quiet", "--create", "side", "main")
    repo.commit({"notes.txt": "unrelated"})
    repo.git("switch", "--quiet", BRANCH)
    repo.git("merge", "--quiet", "--no-commit", "--no-ff", "side")
    repo.commit({f"{APPROVALS}/luca-1.yaml": text}, "merge side")


ATTACKS = [
    (
        edits_an_approval,
        "luca",
        "its signature does not hold: what was signed is not what stands there",
    ),
    (
        moves_an_approval_to_other_rows,
        "luca",
        "its signature does not hold: what was signed is not",
    ),
    (
        copies_an_approval_to_another_name,
        "luca",
        "its signature does not hold: what was signed is not",
    ),
    (
        renames_an_approval,
        "imani",
        "its file is not in order: line 2: the file is not named as an approval of",
    ),
    (takes_an_approval_twice, "", "1 row lacks the approval of 1 more of safety"),
    (drops_the_signature, "", "1 row lacks the approval of 1 more of safety"),
    (signs_for_somebody_else, "luca", "it is signed with a key of mara, not of luca"),
    (signs_in_another_namespace, "luca", "its signature does not hold: it is in another namespace"),
    (
        signs_with_a_stranger_s_key,
        "luca",
        "it is signed with a key that the base's manifest does not list",
    ),
    (writes_no_signature, "luca", "its signature does not hold: it is no SSH signature"),
    (dates_it_ahead, "luca", "which is yet to come"),
    (replays_another_proposal_s, "luca", "it is for proposal 0007, not for 0001"),
    (lists_oneself, "", "1 row lacks the approval of 1 more of safety and"),
    (
        swaps_a_key,
        "luca",
        "it is signed with a key that the base's manifest does not list for luca",
    ),
    (loosens_the_policy, "", "1 row lacks the approval of 1 more of safety"),
    (names_a_base_of_its_own, "", "whose word counts is said with --base"),
    (pushes_a_tag_of_the_base_s_name, "", "1 row lacks the approval of 1 more of safety"),
    (brings_it_in_a_merge, "luca", "stands in neither of its parents"),
]


@pytest.mark.parametrize(
    ("attack", "member", "why"), ATTACKS, ids=[a.__name__ for a, _, _ in ATTACKS]
)
def test_whoever_may_not_approve_is_told_why(
    approved: Stage, attack: Callable[[Stage], None], member: str, why: str
) -> None:
    attack(approved)
    found = stands(approved)
    assert missing(found)
    said = [refused(found)[member]] if member else missing(found)
    assert any(why.partition(" and")[0] in one for one in said), said


# Keys and people that the base knows otherwise by now


def on_main(one: Stage, old: str, new: str) -> None:
    """Change the manifest of main, and bring the branch up to date with it."""
    repo = one.repo
    repo.git("switch", "--quiet", "main")
    text = (repo.root / "spec/spec.yaml").read_text("utf-8")
    assert old in text
    repo.commit({"spec/spec.yaml": text.replace(old, new)}, "the manifest")
    repo.git("switch", "--quiet", BRANCH)


def test_what_the_base_s_manifest_says_today_counts(approved: Stage) -> None:
    on_main(approved, "members: [imani, luca]", "members: [imani]")
    assert "main has changed `groups` since this branch left it" in missing(stands(approved))[0]
    approved.repo.git("rebase", "--quiet", "main")
    found = missing(stands(approved))
    assert found == ["1 row lacks approval: 2 of safety are asked for, with 1 member"]


@pytest.mark.parametrize(
    ("field", "why"),
    [
        ('until: "2020-01-01"', "it is signed with a key that expired on 2020-01-01"),
        ('revoked: "2020-01-01"', "it is signed with a key that was revoked on 2020-01-01"),
    ],
)
def test_a_key_that_is_not_trusted_any_more_does_not_count(
    approved: Stage, field: str, why: str
) -> None:
    key = f"- key: {approved.key('luca').public}"
    on_main(approved, key, f"{key}\n        {field}")
    approved.repo.git("rebase", "--quiet", "main")
    assert refused(stands(approved)) == {"luca": why}
    approved.acts("luca")
    with pytest.raises(SpecctlError, match=f"what you sign would not count: {why}"):
        approve(approved.context)


def test_a_key_of_two_people_says_of_none_who_signed(approved: Stage) -> None:
    imani, luca = (approved.key(name).public for name in ("imani", "luca"))
    on_main(approved, imani, luca)
    approved.repo.git("rebase", "--quiet", "main")
    found = refused(stands(approved))
    assert (
        found["luca"] == "its key is listed for imani and luca, so that it says of none who signed"
    )
    assert "does not list for imani" in found["imani"]


# Authors


def test_authors_do_not_approve_their_own(tmp_path: Path) -> None:
    one = proposed(tmp_path)
    one.acts("luca")
    softer = WEAKER.replace("should say", "should tell")
    one.repo.commit({"spec/honesty.md": section("honesty", softer)}, "by luca")
    approves(one, "imani", "luca", "ruth")
    found = stands(one)
    assert any("lacks the approval of 1 more of safety" in why for why in missing(found))
    assert any(note.startswith("luca is named as an author, or wrote") for note in found.notes)


@pytest.mark.parametrize(
    "how",
    [
        ["--author", "tom <tom@example.invalid>", "--message", "x"],
        ["--message", "x\n\nCo-authored-by: Luca <LUCA@example.invalid>"],
    ],
    ids=["a committer", "a co-author"],
)
def test_whoever_has_a_hand_in_a_commit_is_an_author(tmp_path: Path, how: list[str]) -> None:
    one = proposed(tmp_path)
    one.acts("luca" if "--author" in how else "tom")
    one.repo.write({"spec/honesty.md": section("honesty", WEAKER + " Always.")})
    one.repo.git("commit", "--quiet", "--all", *how)
    approves(one, "imani", "luca", "ruth")
    assert any("1 more of safety" in why for why in missing(stands(one)))


def test_a_mailmap_of_the_branch_hides_nobody(tmp_path: Path) -> None:
    one = proposed(tmp_path, {".mailmap": "tom <tom@example.invalid> <luca@example.invalid>\n"})
    one.acts("luca")
    one.repo.commit({"spec/honesty.md": section("honesty", WEAKER + " Always.")})
    approves(one, "imani", "luca", "ruth")
    assert any("1 more of safety" in why for why in missing(stands(one)))


def test_commits_of_nobody_are_told(tmp_path: Path) -> None:
    one = proposed(tmp_path)
    one.repo.git("config", "user.email", "who@example.invalid")
    one.repo.commit({"spec/honesty.md": section("honesty", WEAKER + " Always.")})
    assert any("by who@example.invalid, which" in note for note in stands(one).notes)


def test_a_rule_may_let_authors_count(tmp_path: Path) -> None:
    rules = [{**POLICY[0], "author_counts": True}]
    one = proposed(tmp_path, approvals=rules)
    path = next(iter(proposal()))
    one.repo.commit({path: proposal(authors=["luca"])[path]})
    approves(one, "imani", "luca", "ruth")
    assert not missing(stands(one))


# Approvals without a signature


def test_an_unsigned_approval_counts_only_where_the_policy_says_so(tmp_path: Path) -> None:
    given = {"by": "luca", "evidence": "https://example.invalid/minutes"}
    one = proposed(tmp_path / "strict")
    approves(one, "imani", "ruth")
    approve(one.context, **given)
    one.repo.commit({})
    assert missing(stands(one)) == ["1 row lacks the approval of 1 more of safety"]
    one = proposed(tmp_path / "mild", approvals=[{**POLICY[0], "verified": False}])
    approves(one, "imani", "ruth")
    approve(one.context, **given)
    one.repo.commit({})
    found = stands(one)
    assert not missing(found)
    for fmt in ("text", "markdown"):
        assert "unverified, see" in render("standing", fmt, found)
    (luca,) = (judged for judged in found.judged if judged.approval.member == "luca")
    assert not luca.verified


def test_a_signature_that_fails_is_worth_less_than_none(tmp_path: Path) -> None:
    one = proposed(tmp_path, approvals=[{**POLICY[0], "verified": False}])
    approves(one, "imani", "luca", "ruth")
    edits_an_approval(one)
    assert missing(stands(one)) == [
        "1 row lacks the approval of 1 more of safety (may be unverified)"
    ]


# Concerns


CONCERN = {"id": "c1", "by": "imani", "date": "2026-01-02", "text": "who is told?"}


def concerns(found: Standing) -> list[tuple[str, str]]:
    return [(b.why, b.hint) for b in found.blockers if b.kind == "concern"]


def raised(one: Stage, **how: object) -> None:
    path = next(iter(proposal()))
    one.repo.commit({path: proposal(concerns=[{**CONCERN, **how}])[path]}, "a concern")


def test_a_concern_blocks_until_whoever_raised_it_resolves_it(tmp_path: Path) -> None:
    one = proposed(tmp_path)
    raised(one)
    (said,) = concerns(stands(one))
    assert said[0] == "concern c1 of imani stands: who is told?"
    with pytest.raises(SpecctlError, match="mara is neither imani nor in a group"):
        resolve(one.context, "1", "c1", "never mind")
    one.acts("imani")
    done = resolve(one.context, "1", "c1", "everybody")
    assert done.resolved
    one.repo.commit({})
    assert not concerns(stands(one))
    with pytest.raises(SpecctlError, match="c1 was resolved by imani"):
        resolve(one.context, "1", "c1", "again")
    with pytest.raises(SpecctlError, match="has no concern c2"):
        resolve(one.context, "1", "c2", "again")


def test_a_group_may_override_a_concern_where_the_manifest_says_so(tmp_path: Path) -> None:
    one = proposed(tmp_path, concerns={"override": ["policy"]})
    raised(one)
    one.acts("ruth")
    resolve(one.context, "1", "c1", "the board has decided")
    one.repo.commit({})
    assert not concerns(stands(one))


def resolved_by_hand(one: Stage, **how: str) -> None:
    answer = {"by": "imani", "date": "2026-01-03", "reason": "fine", **how}
    raised(one, resolved=answer)


def taken_out(one: Stage) -> None:
    raised(one)
    path = next(iter(proposal()))
    one.repo.commit({path: proposal()[path]}, "no concern")


def taken_over(one: Stage) -> None:
    raised(one)
    raised(one, by="mara")
    resolve(one.context, "1", "c1", "mine now")
    one.repo.commit({})


def answered_and_changed(one: Stage) -> None:
    raised(one)
    one.acts("imani")
    resolve(one.context, "1", "c1", "fine")
    path = next(iter(proposal()))
    text = (one.repo.root / path).read_text("utf-8")
    one.repo.commit({path: text.replace("reason: fine", "reason: better than ever")})


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (resolved_by_hand, "its resolution is not signed"),
        (lambda one: resolved_by_hand(one, by="zoe"), "knows no zoe, who is to have resolved it"),
        (
            lambda one: resolved_by_hand(one, signature="x"),
            "its signature does not hold: it is no SSH",
        ),
        (lambda one: resolved_by_hand(one, date="3026-01-01"), "which is yet to come"),
        (answered_and_changed, "what was signed is not what stands there"),
        (taken_out, "a concern was taken out or changed: c1 of imani: who is told?"),
        (taken_over, "a concern was taken out or changed: c1 of imani: who is told?"),
    ],
    ids=["unsigned", "a stranger", "no signature", "ahead", "changed", "taken out", "taken over"],
)
def test_a_concern_is_met_by_nothing_else(
    tmp_path: Path, act: Callable[[Stage], None], why: str
) -> None:
    one = proposed(tmp_path)
    act(one)
    said = [text.casefold() for pair in concerns(stands(one)) for text in pair]
    assert any(why.casefold() in text for text in said), said


def test_a_resolution_without_a_signature_counts_where_the_manifest_says_so(tmp_path: Path) -> None:
    one = proposed(tmp_path, concerns={"verified": False})
    resolved_by_hand(one)
    assert not concerns(stands(one))


# The policy itself


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        ({"approvals": None}, "the manifest of main has no `approvals`"),
        ({"approvals": []}, "no rule of `approvals` in the base's manifest is about this"),
        (
            {"approvals": [{"match": {"rank": "9"}, "require": {}}]},
            "the manifest of main is not in order",
        ),
        (
            {"approvals": [{"match": {}, "require": {"legal": 1}}]},
            "the base's manifest has no group legal",
        ),
        (
            {"approvals": [{"match": {}, "require": {"policy": 2}}]},
            "2 of policy are asked for, with 1 member",
        ),
        (
            {"approvals": [{"match": {}, "require": {"owners": 1}}], "owners": None},
            "`honesty` has no owners",
        ),
        (
            {"approvals": [{"match": {"section": ["style"]}, "require": {"policy": 1}}]},
            "no rule of",
        ),
        ({"approvals": [{"match": {"section": ["honesty"]}, "require": {}}]}, ""),
        ({"approvals": [{"match": {"owner": ["editors"]}, "require": {"policy": 0}}]}, ""),
    ],
)
def test_what_no_rule_allows_is_blocked(
    tmp_path: Path, manifest: dict[str, object], why: str
) -> None:
    found = missing(stands(proposed(tmp_path, **manifest)))
    assert any(why in one for one in found) if why else not found


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [
        ("tags: [privacy]\n", "tags: [privacy]\n", True),
        ("", "tags: [privacy]\n", True),
        ("tags: [privacy]\n", "", True),
        ("tags: [other]\n", "tags: [other]\n", False),
        ("", "", False),
    ],
)
def test_a_tag_on_either_side_is_matched(
    tmp_path: Path, before: str, after: str, asked: bool
) -> None:
    rules = [
        {"match": {"tag": ["privacy"]}, "require": {"policy": 1}},
        {"match": {}, "require": {}},
    ]
    one = stage(tmp_path, approvals=rules)
    texts = [
        section("style", text).replace("---\nThe", f"{tags}---\nThe")
        for text, tags in ((None, before), ("The assistant must be short[^s3ho].", after))
    ]
    one.repo.commit({"spec/style.md": texts[0]})
    one.repo.git("switch", "--quiet", "--create", BRANCH)
    one.repo.commit({**proposal(), "spec/style.md": texts[1]})
    assert any("of policy" in why for why in missing(stands(one))) is asked


def test_nobody_counts_for_two_within_a_rule(tmp_path: Path) -> None:
    groups = {"safety": {"members": ["imani", "ruth"]}, "policy": {"members": ["ruth"]}}
    rule = {"match": {}, "require": {"safety": 1, "policy": 1}}
    one = proposed(tmp_path, groups=groups, approvals=[rule], owners=None)
    approves(one, "ruth")
    assert missing(stands(one)) == ["1 row lacks the approval of 1 of policy"]
    approves(one, "imani")
    assert not missing(stands(one))


def test_a_level_that_the_base_does_not_know_evades_no_rule(tmp_path: Path) -> None:
    one = stage(tmp_path)
    one.repo.git("switch", "--quiet", "--create", BRANCH)
    manifest = (one.repo.root / "spec/spec.yaml").read_text("utf-8")
    renamed = manifest.replace("levels: [root", "levels: [supreme").replace(
        "grave: [root", "grave: [supreme"
    )
    added = (
        section("style", "The assistant must lie[^l1ie].", "supreme")
        .replace("style", "lies")
        .replace("Style", "Lies")
    )
    one.repo.commit(
        {
            **proposal(),
            "spec/spec.yaml": renamed.replace("sections: [", "sections: [lies, "),
            "spec/lies.md": added,
            "spec/honesty.md": section("honesty", authority="supreme"),
        }
    )
    needs = [need for need in stands(one).needs if need.rule == 1]
    assert {"lies", "honesty"} & {row.section for need in needs for row in need.rows} >= {"lies"}


def test_whoever_renames_a_level_asks_those_who_guard_the_manifest(tmp_path: Path) -> None:
    rules = [
        {"match": {}, "require": {"editors": 0}},
        {"match": {"section": ["spec.yaml"]}, "require": {"policy": 1}},
    ]
    one = stage(tmp_path, approvals=rules)
    one.repo.git("switch", "--quiet", "--create", BRANCH)
    manifest = (one.repo.root / "spec/spec.yaml").read_text("utf-8")
    renamed = manifest.replace("levels: [root", "levels: [top").replace(
        "grave: [root", "grave: [top"
    )
    one.repo.commit(
        {
            **proposal(),
            "spec/spec.yaml": renamed,
            "spec/honesty.md": section("honesty", authority="top"),
        }
    )
    assert missing(stands(one)) == ["1 row lacks the approval of 1 of policy"]


# The rest of the gate


def kinds(found: Standing) -> set[str]:
    return {b.kind for b in found.blockers}


@pytest.mark.parametrize(
    ("front", "kind"),
    [
        ({"status": "draft", "history": []}, "status"),
        ({"status": "accepted"}, "invalid"),
        ({"status": "nonsense"}, "invalid"),
        ({"declared_rank": 2}, "rank"),
        ({"declared_rank": None}, "rank"),
        ({"authors": []}, "invalid"),
    ],
)
def test_the_gate_holds_a_proposal_to_what_it_says(
    tmp_path: Path, front: dict[str, object], kind: str
) -> None:
    one = proposed(tmp_path)
    path = next(iter(proposal()))
    one.repo.commit({path: proposal(**front)[path]})
    assert kind in kinds(stands(one))


def test_a_grave_change_needs_a_proposal(tmp_path: Path) -> None:
    one = stage(tmp_path)
    one.repo.git("switch", "--quiet", "--create", "branch")
    one.repo.commit({"spec/honesty.md": section("honesty", WEAKER)})
    assert kinds(stands(one)) == {"no-proposal", "approval"}


@pytest.mark.parametrize(("require", "expected"), [({}, set()), ({"editors": 1}, {"approval"})])
def test_a_light_change_needs_one_where_the_policy_asks_for_somebody(
    tmp_path: Path, require: dict[str, int], expected: set[str]
) -> None:
    one = stage(tmp_path, approvals=[{"match": {"rank": "3-5"}, "require": require}])
    one.repo.git("switch", "--quiet", "--create", "branch")
    said = SECTIONS["style"][1]
    one.repo.commit(
        {"spec/style.md": section("style", said.replace("keep replies", "keep\nreplies"))}
    )
    assert not stands(one).blockers
    one.repo.commit({"spec/style.md": section("style", said.replace("short", "brief"))})
    assert kinds(stands(one)) == expected


def test_the_block_has_to_be_of_what_changes_now(tmp_path: Path) -> None:
    one = proposed(tmp_path)
    assert "block" in kinds(stands(one))
    update_block(one.context)
    one.repo.commit({}, "update")
    assert "block" not in kinds(stands(one))
    one.repo.commit({"spec/style.md": section("style", "The assistant must be short[^s3ho].")})
    assert "block" in kinds(stands(one))


def test_two_proposals_on_a_branch_are_an_error(tmp_path: Path) -> None:
    one = proposed(tmp_path)
    one.repo.commit(proposal("0002", "another"))
    with pytest.raises(
        SpecctlError, match="more than one proposal that is not merged: 0001 a-change, 0002"
    ):
        proposal_standing(one.context)
    assert "other" in kinds(stands(one, number="1"))


def test_one_that_took_the_number_of_what_is_merged_is_the_branchs_own(tmp_path: Path) -> None:
    one = stage(tmp_path)
    one.repo.commit(proposal())
    one.repo.git("switch", "--quiet", "--create", "0001-another")
    one.repo.commit(proposal("0001", "another"))
    found = stands(one)
    assert (found.proposal and found.proposal.name) == "0001-another"
    assert "invalid" in kinds(found)


def test_a_stale_eval_and_a_broken_row_are_in_the_way(tmp_path: Path) -> None:
    one = stage(tmp_path)
    from specctl.pipeline import confirm

    confirm(one.context, ["t1ru"])
    one.repo.commit({})
    one.repo.git("switch", "--quiet", "--create", BRANCH)
    gone = WEAKER.replace("[^k2no]", "[?](#gone)")
    one.repo.commit({**proposal(), "spec/honesty.md": section("honesty", gone)})
    assert {"stale", "row", "finding"} <= kinds(stands(one))


EXAMPLE = """
**Example**: nobody knows

~~~xml
<user>
Who wins?
</user>
<comparison>
<assistant> <!-- GOOD -->
I don't know.
</assistant>
</comparison>
~~~
"""


def shown(name: str, text: str, clause: str) -> str:
    """A section with an example of a clause, not confirmed yet."""
    entry = f"examples:\n  - id: nobody\n    title: nobody knows\n    clauses: [{clause}]\n"
    return section(name, text).replace("---\n", f"{entry}---\n").removeprefix(entry) + EXAMPLE


def test_a_stale_example_is_in_the_way_as_a_stale_eval_is(tmp_path: Path) -> None:
    from specctl.pipeline import confirm

    one = stage(tmp_path)
    said = SECTIONS["style"][1]
    one.repo.commit(
        {
            "spec/honesty.md": shown("honesty", TRUTH, "t1ru"),
            "spec/style.md": shown("style", said, "s3ho"),
        }
    )
    confirm(one.context, ["honesty#nobody"])
    one.repo.commit({})
    one.repo.git("switch", "--quiet", "--create", BRANCH)
    held = (one.repo.root / "spec/honesty.md").read_text("utf-8")
    never = shown("style", said.replace("short", "brief"), "s3ho")
    one.repo.commit(
        {**proposal(), "spec/honesty.md": held.replace(TRUTH, WEAKER), "spec/style.md": never}
    )
    (blocker,) = (b for b in stands(one).blockers if b.kind == "stale")
    assert blocker.why == (
        "an example is stale, not confirmed since the clause changed: honesty#nobody"
    )
    confirm(one.context, ["^t1ru"])
    one.repo.commit({})
    assert "stale" not in kinds(stands(one))


def test_an_example_that_was_stale_before_is_in_the_way_where_it_is_touched(tmp_path: Path) -> None:
    from specctl.pipeline import confirm

    one = stage(tmp_path)
    one.repo.commit({"spec/honesty.md": shown("honesty", TRUTH, "t1ru")})
    confirm(one.context, ["honesty#nobody"])
    held = (one.repo.root / "spec/honesty.md").read_text("utf-8")
    one.repo.commit({"spec/honesty.md": held.replace(TRUTH, WEAKER)})
    one.repo.git("switch", "--quiet", "--create", BRANCH)
    one.repo.commit({**proposal(), "spec/style.md": section("style", "Be brief[^s3ho].")})
    assert "stale" not in kinds(stands(one))
    one.repo.commit({"spec/honesty.md": held.replace(TRUTH, WEAKER).replace("Who wins", "Who won")})
    assert "stale" in kinds(stands(one))


def test_days_are_the_same_all_over_the_world(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = proposed(tmp_path)
    try:
        for zone, member in (
            ("Pacific/Kiritimati", "imani"),
            ("Pacific/Pago_Pago", "luca"),
            ("UTC", "ruth"),
        ):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            approves(one, member)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert len({judged.approval.date for judged in stands(one).judged}) == 1
    assert not missing(stands(one))


# What cannot be approved


def no_address(one: Stage) -> None:
    one.repo.git("config", "user.email", "")


def a_stranger(one: Stage) -> None:
    one.repo.git("config", "user.email", "zoe@example.invalid")


def no_key(one: Stage) -> None:
    one.repo.git("config", "--unset", "user.signingkey")


def a_key_that_is_not_there(one: Stage) -> None:
    one.repo.git("config", "user.signingkey", "/nowhere/key")


def another_key(one: Stage) -> None:
    one.repo.git("config", "user.signingkey", str(one.key("mallory").file))


def edits_beside(one: Stage) -> None:
    one.repo.write({"spec/style.md": "mine\n"})


def no_proposal(one: Stage) -> None:
    one.repo.git("switch", "--quiet", "main")


def a_draft(one: Stage) -> None:
    path = next(iter(proposal()))
    one.repo.commit({path: proposal(status="draft", history=[])[path]})


def nonsense(one: Stage) -> None:
    one.repo.commit({next(iter(proposal())): "---\nid: [\n---\n"})


def conflict_markers(one: Stage) -> None:
    marks = "<<<<<<< HEAD\nstatus: open\n=======\nstatus: draft\n>>>>>>> other\n"
    one.repo.commit({next(iter(proposal())): f'---\nid: "0001"\ntitle: x\n{marks}---\n'})


def no_such_base(one: Stage) -> None:
    path = next(iter(proposal()))
    one.repo.commit({path: proposal(base="gone")[path]})


def another_history(one: Stage) -> None:
    one.repo.git("switch", "--quiet", "--orphan", "fresh")
    one.repo.commit({"x": "y"})
    one.repo.git("branch", "--force", "main", "fresh")
    one.repo.git("switch", "--quiet", BRANCH)


def a_link(one: Stage) -> None:
    (one.repo.root / APPROVALS).symlink_to(one.repo.root)


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (no_address, "git does not know who you are: user.email is not set"),
        (
            a_stranger,
            "zoe@example.invalid, which is git's user.email, is nobody's address in the manifest of main",
        ),
        (no_key, "no key to sign with"),
        (a_key_that_is_not_there, "there is no key /nowhere/key"),
        (
            another_key,
            "what you sign would not count: it is signed with a key that the base's manifest does not list for imani",
        ),
        (edits_beside, r"spec/style.md is not committed, and an approval is of what is"),
        (no_proposal, "HEAD holds no proposal that is new or changed against main"),
        (
            a_draft,
            "proposal 0001 is draft, and only one that is open, last-call or accepted can be approved",
        ),
        (nonsense, f"proposals/{BRANCH}/proposal.md:"),
        (conflict_markers, "a merge left its marks in the lines 4 to 8"),
        (no_such_base, "there is no revision 'gone'"),
        (another_history, "HEAD and main have no common ancestor"),
        (a_link, f"{APPROVALS} is a symbolic link, which is not followed"),
    ],
)
def test_what_cannot_be_approved_is_told_and_nothing_is_written(
    tmp_path: Path, act: Callable[[Stage], None], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    one = proposed(tmp_path)
    one.acts("imani")
    act(one)
    before = one.repo.git("status", "--porcelain", "--untracked-files=all")
    with pytest.raises(SpecctlError) as error:
        approve(one.context)
    assert why in f"{error.value}"
    assert one.repo.git("status", "--porcelain", "--untracked-files=all") == before


def test_the_agent_signs_where_git_names_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = proposed(tmp_path)
    one.acts("imani")
    no_key(one)
    started = subprocess.run(["ssh-agent", "-s"], capture_output=True, check=True, text=True).stdout
    told = dict(part.split("=", 1) for part in started.replace("\n", "").split(";") if "=" in part)
    for name, value in told.items():
        monkeypatch.setenv(name.strip(), value)
    try:
        for name in ("mallory", "imani"):
            subprocess.run(["ssh-add", "-q", one.key(name).file], check=True, capture_output=True)
        assert approve(one.context).verified
        for literal in (one.key("imani").public, f"key::{one.key('imani').public}"):
            one.repo.git("config", "user.signingkey", literal)
            assert approve(one.context).verified
    finally:
        subprocess.run(["ssh-agent", "-k"], check=True, capture_output=True)


def test_a_base_in_a_shallow_clone_is_asked_for(tmp_path: Path) -> None:
    one = proposed(tmp_path)
    clone = tmp_path / "shallow"
    url = f"file://{one.repo.root}"
    command = [
        "git",
        "clone",
        "--quiet",
        "--depth=1",
        "--no-single-branch",
        "--branch",
        BRANCH,
        url,
        clone,
    ]
    subprocess.run(command, check=True, capture_output=True)
    with pytest.raises(SpecctlError, match="no common ancestor") as error:
        proposal_standing(Context(clone))
    assert "git fetch --unshallow" in error.value.hint


def test_a_detached_head_is_a_branch_like_another(approved: Stage) -> None:
    approved.repo.git("switch", "--quiet", "--detach")
    assert not missing(stands(approved))
