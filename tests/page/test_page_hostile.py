"""A spec from a stranger: on the page everything of it is text, and nothing of it happens."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from gitrepo import write
from pages import Open, Source, between, saved

from specctl.model import Review

CALL = "window.happened = true"
TAG = f"</script></style></textarea><script>{CALL}</script><img src=x onerror='{CALL}'>"
SCRIPT = f"[here](javascript:{CALL}) {{{{ 7 * 7 }}}} {{% raw %}}"
HIDDEN = "\u202ereversed\u202c \u200bapart \U000e0041tagged"

SECTION = r"""---
id: trap
title: "TAG \u202e \0 \x1b"
authority: user
owners: ["TAG", "\" onmouseover=alert(1) x=\""]
tags: ["SCRIPT"]
"onclick=alert(1)": "TAG"
examples:
  - id: "x\" onclick=\"alert(1)"
    title: "TAG SCRIPT"
---
The assistant must never TAG say SCRIPT[^"><b>].

HIDDEN

**Example**: TAG SCRIPT

~~~xml
<user onclick="CALL" style="color: red" name="&quot;&gt;&lt;script&gt;CALL&lt;/script&gt;">
&lt;script&gt;CALL&lt;/script&gt; SCRIPT
</user>
<comparison>
<assistant> <!-- BAD[#"onload="alert(1)]: TEASED -->
&lt;img src=x onerror="CALL"&gt;
</assistant>
</comparison>
~~~
"""

EVAL = """---
clauses: [zz11]
prompts:
  - id: one
    title: "TAG"
    expect: "SCRIPT TAG"
---
**Example**: TAG

~~~xml
<user>
&lt;/script&gt;&lt;svg onload="CALL"&gt; HIDDEN
</user>
~~~
"""
BASE = {
    "spec/spec.yaml": "name: plain\nauthority:\n  levels: [root, user]\nsections: [trap]\n",
    "spec/trap.md": "---\nid: trap\ntitle: Plain\nauthority: user\n---\nThe assistant may say it.\n",
}


def filled(text: str) -> str:
    teased = TAG.replace("--", "")
    words = {"TEASED": teased, "TAG": TAG, "SCRIPT": SCRIPT, "HIDDEN": HIDDEN, "CALL": CALL}
    for name, value in words.items():
        text = text.replace(name, value.replace("\n", " "))
    return text


HEAD: Mapping[str, str] = {
    "spec/spec.yaml": filled(
        'name: "TAG SCRIPT"\nauthority:\n  levels: [root, user, "onload=alert(1)"]\nsections: [trap]\n'
    ),
    "spec/trap.md": filled(SECTION),
    "spec/evals/zz11.md": filled(EVAL),
    "spec/<img src=x onerror=alert(1)>.md": filled(
        "---\nid: '<img src=x onerror=alert(1)>'\ntitle: \"TAG\"\nauthority: 'onload=alert(1)'\n---\nTAG SCRIPT must.\n"
    ),
    'spec/" autofocus onfocus="alert(1).md': filled("TAG HIDDEN"),
    "spec/javascript:alert(1).md": filled("---\nid: 'javascript:alert(1)'\n---\nSCRIPT\n"),
}


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Review:
    folder = tmp_path_factory.mktemp("hostile")
    return between(write(folder / "old", BASE), write(folder / "new", HEAD))


@pytest.fixture(scope="module")
def trap(review: Review, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("page"), review)


def test_nothing_of_it_becomes_an_element_an_attribute_or_an_address(trap: Path) -> None:
    source = Source(trap.read_text("utf-8"))
    tags = [element.tag for element in source.elements]
    assert {tag: tags.count(tag) for tag in ("script", "style", "img", "form")} == {
        "script": 1, "style": 1, "img": 0, "form": 2,
    }  # fmt: skip
    names = {name for element in source.elements for name in element.attributes}
    assert {n for n in names if n.startswith("on") or n in ("style", "src", "autofocus")} == set()
    links = [e.attributes["href"] for e in source.elements if "href" in e.attributes]
    assert [link for link in links if not link.startswith("#")] == []


def test_it_can_be_read_as_it_was_written(trap: Path) -> None:
    text = trap.read_text("utf-8")
    said = Source(text).elements[0].words
    for what in (TAG, SCRIPT, "<U+202E>reversed", "<U+200B>apart", "<U+E0041>", "alert(1)"):
        assert what in said
    assert not {*"\u202e\u200b\0\U000e0041"} & set(text)


def test_nothing_of_it_happens(opened: Open, trap: Path) -> None:
    with opened(trap) as page:
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        page.keyboard.press("v")
        for element in page.locator("summary, .title, .said").all()[:60]:
            element.hover()
        page.fill("[name=q]", "script")
        assert page.evaluate("window.happened") is None
        assert page.locator(".row:not([hidden])").count() > 0


@pytest.mark.parametrize(
    "attack",
    [
        "const s = document.createElement('script'); s.textContent = 'window.happened = true'; "
        "document.body.append(s)",
        "document.body.insertAdjacentHTML('beforeend', "
        "'<button id=x onclick=\"window.happened = true\">x</button>'); document.querySelector('#x').click()",
        "document.body.setAttribute('style', 'color: rgb(1, 2, 3)'); "
        "window.happened = getComputedStyle(document.body).color === 'rgb(1, 2, 3)' || undefined",
        "const i = new Image(); i.onload = () => { window.happened = true }; "
        "i.src = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA='; document.body.append(i)",
        "const b = document.createElement('base'); b.href = 'https://example.invalid/'; "
        "document.head.append(b); window.happened = document.baseURI.startsWith('https') || undefined",
    ],
    ids=["script", "handler", "style", "image", "base"],
)
def test_what_would_get_through_is_stopped_by_the_policy(
    opened: Open, sample: Path, attack: str
) -> None:
    errors: list[str] = []
    with opened(sample, errors=errors) as page:
        page.evaluate(
            "() => addEventListener('securitypolicyviolation', () => { window.stopped = true })"
        )
        page.evaluate(f"() => {{ {attack} }}")
        page.wait_for_function("window.stopped")
        assert page.evaluate("window.happened") is None
    assert errors
    assert all("Content Security Policy" in error for error in errors)
