"""From values to text: a pure function for each thing that is shown and each format.

A renderer takes a value and a :class:`Style` and gives text that ends in a newline, or "". Those
for programs ignore the style and are the same byte for byte on every run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from specctl.render.style import PLAIN, Style

Renderer = Callable[[Any, Style], str]

_RENDERERS: Mapping[tuple[str, str], str] = {
    ("findings", "text"): "findings:text",
    ("findings", "json"): "findings:as_json",
    ("findings", "sarif"): "sarif:render",
    ("findings", "github"): "github:render",
    ("findings", "gitlab"): "gitlab:render",
    ("statistics", "text"): "statistics:text",
    ("statistics", "json"): "statistics:as_json",
    ("patch", "text"): "patch:render",
    ("coverage", "text"): "coverage:text",
    ("coverage", "json"): "coverage:as_json",
    ("settings", "text"): "settings:text",
    ("settings", "json"): "settings:as_json",
    ("review", "text"): "review_text:render",
    ("review", "markdown"): "review_markdown:render",
    ("review", "json"): "review_json:render",
    ("review", "github"): "review_github:render",
    ("review", "html"): "page:render",
    ("diff", "text"): "review_text:changes",
    ("diff", "markdown"): "review_markdown:changes",
    ("diff", "json"): "review_json:changes",
    ("diff", "github"): "review_github:changes",
    ("impact", "text"): "impact_text:render",
    ("impact", "markdown"): "review_markdown:impact",
    ("impact", "json"): "review_json:impact",
    ("impact", "jsonl"): "impact_lines:render",
    ("summary", "text"): "summary:text",
    ("summary", "markdown"): "summary:comment",
    ("summary", "json"): "review_json:render",
    ("conflicts", "text"): "conflicts:text",
    ("conflicts", "markdown"): "conflicts:comment",
    ("conflicts", "json"): "review_json:render",
    ("stale", "text"): "stale:text",
    ("stale", "markdown"): "stale:comment",
    ("stale", "json"): "stale:as_json",
    ("proposals", "text"): "proposals:text",
    ("proposals", "json"): "proposals:as_json",
    ("proposal-status", "text"): "proposals:status",
    ("proposal", "text"): "proposal_view:text",
    ("proposal", "markdown"): "proposal_view:as_markdown",
    ("proposal", "json"): "proposal_view:as_json",
    ("clashes", "text"): "clashes:text",
    ("clashes", "json"): "clashes:as_json",
    ("drafted", "text"): "drafted:new",
    ("updated", "text"): "drafted:updated",
    ("moved", "text"): "drafted:moved",
    ("raised", "text"): "drafted:raised",
    ("renumbered", "text"): "drafted:renumbered",
    ("why", "text"): "why:text",
    ("why", "json"): "why:as_json",
    ("list", "text"): "contents:sections",
    ("list", "json"): "contents:as_json",
    ("evals", "text"): "contents:evals",
    ("evals", "json"): "contents:as_json",
    ("show", "text"): "shown:text",
    ("show", "markdown"): "shown:as_markdown",
    ("show", "json"): "shown:as_json",
    ("log", "text"): "log:text",
    ("log", "json"): "log:as_json",
    ("blame", "text"): "blame:text",
    ("blame", "json"): "blame:as_json",
    ("audit", "text"): "audit_text:render",
    ("audit", "html"): "page.audit:render",
    ("audit", "json"): "audit_json:render",
    ("audit", "csv"): "audit_csv:render",
    ("import", "text"): "imported:text",
    ("import", "json"): "imported:as_json",
    ("export", "text"): "imported:exported",
    ("rule", "text"): "rules:page",
    ("rule", "json"): "rules:page_json",
    ("rules", "text"): "rules:listing",
    ("rules", "json"): "rules:listing_json",
    ("class", "text"): "classes:page",
    ("class", "json"): "classes:page_json",
    ("classes", "text"): "classes:listing",
    ("classes", "json"): "classes:as_json",
    ("hooks", "text"): "hooks:done",
    ("stopped", "text"): "hooks:stopped",
    ("passed", "text"): "hooks:passed",
    ("driver", "text"): "driver:render",
    ("release", "text"): "release_notes:plan",
    ("release", "json"): "release_notes:json",
    ("release", "markdown"): "release_notes:text",
    ("standing", "text"): "standing:text",
    ("standing", "json"): "standing:json",
    ("standing", "markdown"): "standing:comment",
    ("approved", "text"): "standing:approved",
    ("unmerged", "text"): "driver:unmerged",
    ("converted", "text"): "textconv:render",
}
"""(what, format) -> module and function; a module is loaded when its output is asked for."""


def formats(what: str) -> tuple[str, ...]:
    """The formats that there are for a thing."""
    return tuple(fmt for name, fmt in _RENDERERS if name == what)


def render(what: str, fmt: str, value: Any, style: Style = PLAIN) -> str:
    """A value as text.

    Args:
        what: findings or statistics (a :class:`specctl.render.findings.Linted`), review, diff,
            impact, summary or conflicts (a :class:`specctl.model.Review`; for github a
            :class:`specctl.render.review_github.Placed`), coverage (a
            :class:`specctl.model.coverage.Coverage`), why (a :class:`specctl.model.review.Ways`),
            stale (a :class:`specctl.model.stale.Staleness`), audit (a
            :class:`specctl.model.audit.Audit`), proposals, proposal, clashes and what drafting one
            has done (see :mod:`specctl.model.survey`), rule, rules, class, classes, import,
            export, hooks, stopped and passed (see
            :mod:`specctl.render.hooks`), or driver, unmerged and converted (see
            :mod:`specctl.render.driver` and :mod:`specctl.render.textconv`).
        fmt: one of :func:`formats`.
        value: what to show.
        style: width and colour, for text.
    """
    module, _, function = _RENDERERS[what, fmt].partition(":")
    renderer: Renderer = getattr(import_module(f"specctl.render.{module}"), function)
    return renderer(value, style)


__all__ = ["PLAIN", "Style", "formats", "render"]
