"""``specctl lint``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from specctl.cli.options import common, context, epilog, formatted
from specctl.cli.outcome import FINE, FOUND

if TYPE_CHECKING:
    from specctl.model import Finding
    from specctl.render.findings import Linted

_GRAVEST_FIRST = ("error", "warning", "info")
_PLATFORMS = ("sarif", "github", "gitlab")
"""The formats that name a file by its path from the repository's top."""
_TABLES = ("statistics", "coverage", "explain_config", "write_baseline")
"""What is shown or written instead of findings, one at a time."""
_COMPARING = ("since", "settings_from")
_ELSEWHERE = ("staged", "rev", *_COMPARING)
_MENDING = ("fix", "unsafe_fixes", "diff")


@click.command(
    "lint",
    epilog=epilog(
        "specctl lint",
        "specctl lint spec/style.md --fail-on warning",
        "specctl lint --staged --format github",
        "specctl lint --since main",
        "specctl lint --fix",
    ),
)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--staged", is_flag=True, help="Check what is staged.")
@click.option("--rev", metavar="REV", help="Check a revision.")
@click.option("--since", metavar="REV", help="Report only what REV does not have.")
@click.option("--settings-from", metavar="REV", help="Take lint settings and baseline from REV.")
@click.option("--strict", is_flag=True, help="Spare no draft, and fail on warnings.")
@click.option(
    "--fail-on", type=click.Choice(_GRAVEST_FIRST), default="error", show_default=True,
    help="The lightest finding that gives exit code 1.",
)  # fmt: skip
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, in the work tree.")
@click.option("--unsafe-fixes", is_flag=True, help="Mend also what may change the meaning.")
@click.option("--diff", is_flag=True, help="Show what --fix would do, and write nothing.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead.")
@click.option("--coverage", is_flag=True, help="Show how much of each section evals test.")
@click.option("--explain-config", is_flag=True, help="Show what each rule weighs here, and why.")
@click.option("--write-baseline", is_flag=True, help="Take the present findings for known.")
@click.option("-v", "--verbose", is_flag=True, help="Show what only informs in full, too.")
@formatted("text", "json", *_PLATFORMS)
@common
@click.pass_context
def command(ctx: click.Context, /, **asked: Any) -> None:
    """Report what is wrong with the spec, each finding with its place and what to do.

    The whole spec is checked, that of the work tree by default; with PATH only the findings in
    these files and folders are shown. `specctl rule NAME` says why a rule matters. What a spec
    may ask of lint stands in the manifest, see `--explain-config`.
    """
    _agree(asked)
    for name, show in _SHOWN.items():
        if asked[name]:
            ctx.exit(show(ctx, asked))
    mending = asked["fix"] or asked["diff"] or asked["unsafe_fixes"]
    ctx.exit(_mend(ctx, asked) if mending else _check(ctx, asked))


def _agree(asked: dict[str, Any]) -> None:
    """Refuse options that contradict each other."""
    if asked["staged"] and asked["rev"] is not None:
        raise click.UsageError("--staged and --rev exclude each other")
    modes = [name for name in (*_TABLES, *_MENDING) if asked[name]]
    if modes and modes[0] in _TABLES:
        _alone(modes, asked)
    if asked["diff"] and asked["fmt"] != "text":
        raise click.UsageError(f"--diff comes as text, not {asked['fmt']}")
    elsewhere = next((name for name in _ELSEWHERE if asked[name]), None)
    mending = next((n for n in (*_MENDING, "write_baseline") if asked[n]), None)
    if mending and elsewhere:
        raise click.UsageError(
            f"{_option(mending)} works on the work tree, so it takes no {_option(elsewhere)}"
        )


def _alone(modes: list[str], asked: dict[str, Any]) -> None:
    """Refuse what the first of the modes, a table, does not go with."""
    mode = _option(modes[0])
    if len(modes) > 1:
        raise click.UsageError(f"{mode} and {_option(modes[1])} exclude each other")
    if asked["fmt"] in _PLATFORMS:
        raise click.UsageError(f"{mode} comes as text or json, not {asked['fmt']}")
    other = next((name for name in _COMPARING if asked[name]), None)
    if other and modes[0] in ("coverage", "explain_config"):
        raise click.UsageError(f"{mode} shows no findings, so it takes no {_option(other)}")
    if modes[0] == "write_baseline":
        given = {"PATH": asked["paths"], "-o": asked["output"], "--format": asked["fmt"] != "text"}
        if other := next((name for name, value in given.items() if value), None):
            raise click.UsageError(f"{mode} writes all findings to its own file; leave out {other}")


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _check(ctx: click.Context, asked: dict[str, Any], what: str = "findings") -> int:
    from specctl import pipeline
    from specctl.cli.output import emit
    from specctl.cli.progress import busy

    side = {"staged": asked["staged"], "rev": asked["rev"]}
    with busy("Checking the spec") as progress:
        checked = pipeline.check(
            context(ctx),
            asked["paths"],
            **side,
            since=asked["since"],
            settings_from=asked["settings_from"],
            strict=asked["strict"],
            progress=progress,
        )
        lines = checked.lines() if what == "findings" else {}
    linted = _linted(
        ctx,
        asked,
        checked.findings,
        what=what,
        sources=lines,
        allowed=checked.allowed,
        known=len(checked.known),
        gone=checked.gone,
        folder=pipeline.standing(context(ctx), **side) if asked["fmt"] in _PLATFORMS else None,
    )
    emit(ctx, what, asked["fmt"], linted, asked["output"])
    return _code(asked, checked.findings)


def _linted(
    ctx: click.Context,
    asked: dict[str, Any],
    found: tuple[Finding, ...],
    *,
    what: str = "findings",
    **more: Any,
) -> Linted:
    """What is shown: with the pages of the rules and the fixes where they are of use."""
    from specctl import __version__, pipeline
    from specctl.render.findings import Linted

    pages = what == "statistics" or asked["fmt"] == "sarif"
    in_words = asked["fmt"] in ("text", "github")
    mendable = in_words and any(one.fixable for one in found)
    if mendable and "unsafe" not in more:
        more["unsafe"], more["either"] = pipeline.unsafe_fixes()
    return Linted(
        found,
        pipeline.rules(context(ctx)) if pages else (),
        __version__,
        verbose=asked["verbose"],
        **more,
    )


def _code(asked: dict[str, Any], found: tuple[Finding, ...]) -> int:
    lightest = asked["fail_on"]
    if asked["strict"] and lightest == "error":
        lightest = "warning"
    graves = _GRAVEST_FIRST[: _GRAVEST_FIRST.index(lightest) + 1]
    return FOUND if any(one.severity.value in graves for one in found) else FINE


def _mend(ctx: click.Context, asked: dict[str, Any]) -> int:
    from specctl import pipeline
    from specctl.cli.output import emit
    from specctl.cli.progress import busy

    with busy("Mending the spec"):
        fixed = pipeline.fix(
            context(ctx),
            asked["paths"],
            unsafe=asked["unsafe_fixes"],
            dry_run=asked["diff"],
            strict=asked["strict"],
        )
    if asked["diff"]:
        emit(ctx, "patch", "text", fixed.changes, asked["output"])
        return FOUND if fixed.changes else FINE
    unsafe = frozenset(one.rule for one in fixed.left)  # what is safe was done
    linted = _linted(
        ctx,
        asked,
        fixed.left,
        sources=fixed.lines,
        fixed=fixed.fixed,
        unsafe=unsafe,
        known=len(fixed.known),
        gone=fixed.gone,
        allowed=fixed.allowed,
    )
    emit(ctx, "findings", asked["fmt"], linted, asked["output"])
    return _code(asked, fixed.left)


def _statistics(ctx: click.Context, asked: dict[str, Any]) -> int:
    return _check(ctx, asked, "statistics")


def _coverage(ctx: click.Context, asked: dict[str, Any]) -> int:
    from specctl import pipeline
    from specctl.cli.output import emit

    side = {"staged": asked["staged"], "rev": asked["rev"]}
    found = pipeline.coverage(context(ctx), asked["paths"], **side)
    emit(ctx, "coverage", asked["fmt"], found, asked["output"])
    return FINE


def _settings(ctx: click.Context, asked: dict[str, Any]) -> int:
    from specctl import pipeline
    from specctl.cli.output import emit

    if len(asked["paths"]) > 1:
        raise click.UsageError("--explain-config takes one PATH, or none")
    said = pipeline.explain_config(
        context(ctx),
        *asked["paths"],
        staged=asked["staged"],
        rev=asked["rev"],
        strict=asked["strict"],
    )
    emit(ctx, "settings", asked["fmt"], said, asked["output"])
    return FINE


def _baseline(ctx: click.Context, asked: dict[str, Any]) -> int:
    from specctl import pipeline

    path, many = pipeline.write_baseline(context(ctx))
    said = f"{path.resolve().parent.name}/{path.name}"
    click.echo(f"{said}: {many} finding{'s' if many != 1 else ''} taken for known.")
    return FINE


_SHOWN = {
    "statistics": _statistics,
    "coverage": _coverage,
    "explain_config": _settings,
    "write_baseline": _baseline,
}
