"""Comments that allow findings: what stays, and what they can never hide. Cases are among lint's."""

from collections import Counter
from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linting import BASE, FOLDER, TODAY, spec_of

from specctl.lint import page
from specctl.lint.engine import conclude, examine
from specctl.lint.examined import Examined
from specctl.lint.settings import settings_of
from specctl.lint.suppress import MOST
from specctl.model import Eval, Finding, Place, Section
from specctl.render import render
from specctl.render.findings import Linted

OWN = {"malformed-suppression", "unused-suppression"}
FAULTY = {
    name: sample.content
    for rule in ("no-good-reply", "dangling-blame", "missing-authority")
    for sample in page(rule).fails.files
    for name in [f"{rule.replace('-', '_')}.md"]
}
GREET = b"""\
---
id: greeting
title: Greet the reader
authority: usr
owner: nobody
exception_to:
  - nowhere
rubrics:
  - id: kind
    question: |
      Is it kind, or is it
      not?
    scale: {pass: it is, fail: it is not}
---
The assistant should greet, see [?](#nowhere), with one of these:

- hello, see [?](#nowhere)

- good morning
  and welcome, see [?](#nowhere)

!!! meta "Commentary"
    See [?](#nowhere).

It should be brief, see
[?](#nowhere).

**Example**: a reader says hello

~~~xml
<user>
Hello!
</user>
<comparison>
<assistant>
Yes?
</assistant>
<assistant> <!-- BAD[#nowhere]: rude -->
No.
</assistant>
</comparison>
~~~
"""
FILES = {**BASE, **FAULTY, "greet.md": GREET}


def told(files: Mapping[str, bytes]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What lint finds, and what comments allow."""
    spec = spec_of(files)
    made = settings_of(spec.manifest)
    values: list[Section | Eval] = [*spec.sections, *spec.evals]
    examined: list[Examined] = [
        examine(value, (), spec.lines[value.path], spec.manifest, made) for value in values
    ]
    outcome = conclude(
        examined,
        spec.findings,
        FOLDER,
        spec.manifest,
        made,
        today=TODAY,
        manifest_lines=spec.lines.get("spec/spec.yaml", ()),
    )
    return outcome.findings, tuple(finding for finding, _ in outcome.allowed)


FOUND = sorted({f.rule for f in told(FILES)[0]})


def key(finding: Finding) -> tuple[str, Place, str | None]:
    subject = finding.subject and finding.subject.replace("allox", "allow")
    return finding.rule, finding.place, subject


@st.composite
def commented(draw: st.DrawFn) -> dict[str, bytes]:
    """The files with comments in them, wherever they may stand."""
    files = dict(FILES)
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(files)))
        lines = files[name].split(b"\n")
        rules = draw(
            st.lists(
                st.sampled_from([*FOUND, "no-such-rule", "stray-text"]), min_size=1, max_size=3
            )
        )
        said = f"specctl: allow {', '.join(rules)}{draw(st.sampled_from([' because of this', ' because', '']))}"
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["html", "html", "yaml", "yaml", "end", "item", "indented"])):
            case "html":
                lines.insert(at, f"<!-- {said} -->".encode())
            case "yaml":
                lines.insert(at, f"# {said}".encode())
            case "end":
                lines[at] += f" # {said}".encode()
            case "item":
                lines.insert(at, f"- <!-- {said} -->".encode())
            case _:
                lines.insert(at, f"  <!-- {said}\n  and more -->".encode())
        files[name] = b"\n".join(lines)
    return files


SLOW = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(commented())
def test_comments_take_findings_away_and_add_none_but_about_themselves(
    files: dict[str, bytes],
) -> None:
    silent = {name: content.replace(b": allow", b": allox") for name, content in files.items()}
    plain, none = told(silent)
    left, allowed = told(files)
    assert none == ()
    kept = [key(f) for f in left if f.rule not in OWN]
    assert Counter(kept) + Counter(map(key, allowed)) == Counter(
        key(f) for f in plain if f.rule not in OWN
    )
    for finding in left:
        if finding.rule in OWN:
            assert b"specctl:" in b"".join(
                files[finding.place.path.removeprefix("spec/")].split(b"\n")[
                    finding.place.line - 1 : finding.place.end_line
                ]
            )


def test_a_file_of_comments_is_read_in_good_time() -> None:
    comment = b"<!-- specctl: allow dangling-link because of this -->\n\n- one\n\n"
    found, _ = told({**BASE, "greet.md": BASE["greet.md"] + comment * 4 * MOST})
    counts = Counter(f.rule for f in found)
    assert counts["unused-suppression"] == MOST
    assert counts["malformed-suppression"] == 1


def test_what_is_allowed_is_told_to_code_scanning_alone() -> None:
    text = page("malformed-suppression").passes.files[0]
    spec = spec_of({**BASE, "greet.md": text.content})
    made = settings_of(spec.manifest)
    examined = [examine(s, (), spec.lines[s.path], spec.manifest, made) for s in spec.sections]
    outcome = conclude(examined, (), FOLDER, spec.manifest, made, today=TODAY)
    assert [(f.rule, reason) for f, reason in outcome.allowed] == [
        ("no-good-reply", "the good reply is still being written")
    ]
    linted = Linted(outcome.findings, allowed=outcome.allowed)
    assert "no-good-reply" not in render("findings", "text", linted)
    assert "no-good-reply" not in render("findings", "json", linted)
    assert '"justification": "the good reply is still being written"' in render(
        "findings", "sarif", linted
    )
