"""Rules that other distributions bring, by the entry-point group ``specctl.rules``.

An entry point names a :class:`PluginRule`, or a list of them::

    [project.entry-points."specctl.rules"]
    acme = "acme_rules:RULES"

Looking for them must cost next to nothing where there are none, so the metadata of what is
installed is read as text, and importlib only where that names the group. What a plugin does wrong
is a finding about that plugin, and nothing else comes to harm.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from specctl.lint.file import File
from specctl.lint.registry import RuleRow
from specctl.model.finding import Finding, Severity
from specctl.model.place import Place
from specctl.model.spec import Spec

GROUP = "specctl.rules"
_GROUP = rb"(?m)^\[\s*specctl\.rules\s*\]"
_NAME = r"[a-z][a-z0-9]*(-[a-z0-9]+)+\Z"
_LONGEST = 300
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "rule": str,
    "message": str,
    "severity": Severity,
    "section": (str, type(None)),
    "subject": (str, type(None)),
    "fixable": bool,
}


class PluginRule(NamedTuple):
    """A rule written in Python.

    Attributes:
        name: lower-case words joined by ``-``, best beginning with the team's name.
        summary: one line, what it reports.
        check: yields what is wrong in one file, best made by ``file.finding``.
        check_spec: yields what is wrong between files.
        severity: the default.
        reason: why it matters, in paragraphs of one line each.
    """

    name: str
    summary: str
    check: Callable[[File], Iterable[Finding]] | None = None
    check_spec: Callable[[Spec], Iterable[Finding]] | None = None
    severity: Severity = Severity.WARNING
    reason: str = ""


class Plugin(NamedTuple):
    """Where a rule comes from: the distribution with its version, and the entry point's value."""

    distribution: str
    value: str

    @property
    def said(self) -> str:
        """For messages."""
        return f"the plugin {self.distribution} ({self.value})"


class Plugins(NamedTuple):
    """What is installed: rules with where they are from, and what went wrong in loading them."""

    rules: tuple[tuple[PluginRule, Plugin], ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def active(self) -> bool:
        """Whether there is any plugin at all, be it a broken one."""
        return bool(self.rules or self.problems)


NO_PLUGINS = Plugins()


@lru_cache(maxsize=1)
def installed() -> Plugins:
    """The plugins on Python's path. The current folder is left out: a spec may be a stranger's."""
    here = Path.cwd()
    folders = [path for path in sys.path if path and Path(path).resolve() != here]
    naming = [folder for folder in folders if _names_group(folder)]
    return _loaded(naming) if naming else NO_PLUGINS


def _names_group(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:  # paths of all that is installed would take longer
            found = [one.path for one in entries if one.name.endswith((".dist-info", ".egg-info"))]
    except OSError:
        return False
    return any(re.search(_GROUP, _content(Path(one, "entry_points.txt"))) for one in found)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _loaded(folders: Sequence[str]) -> Plugins:
    from importlib.metadata import distributions

    rules: list[tuple[PluginRule, Plugin]] = []
    problems: list[str] = []
    seen: set[str] = set()
    for distribution in distributions(path=list(folders)):
        name = str(distribution.metadata["Name"])
        if name in seen:  # the first one on the path is the one that Python imports
            continue
        seen.add(name)
        for entry in sorted(distribution.entry_points.select(group=GROUP)):
            plugin = Plugin(f"{name} {distribution.version}", entry.value)
            try:
                with redirect_stdout(sys.stderr):  # standard output is the renderers'
                    given = entry.load()
                rules += [(_checked(rule), plugin) for rule in _listed(given)]
            except (Exception, SystemExit) as error:  # whatever it does on import
                problems.append(f"{plugin.said} cannot be loaded: {_told(error)}")
    return Plugins(tuple(sorted(rules, key=lambda pair: (pair[0].name, pair[1]))), tuple(problems))


def _listed(given: Any) -> list[Any]:
    return [given] if isinstance(given, PluginRule) else list(given)


def _checked(rule: Any) -> PluginRule:
    """A rule whose parts are what they must be. Raises TypeError or ValueError."""
    if not isinstance(rule, PluginRule):
        raise TypeError(f"{type(rule).__name__} is no PluginRule")
    parts: dict[str, object] = {name: getattr(rule, name) for name in PluginRule._fields}
    if not (isinstance(parts["name"], str) and re.match(_NAME, rule.name)):
        raise ValueError(f"{rule.name!r} is no name for a rule: join lower-case words by '-'")
    if not isinstance(parts["severity"], Severity):
        raise TypeError(f"the severity of {rule.name} is no Severity")
    if not all(isinstance(parts[name], str) for name in ("summary", "reason")):
        raise TypeError(f"the summary and the reason of {rule.name} must be text")
    if not (callable(rule.check) or callable(rule.check_spec)):
        raise TypeError(f"{rule.name} has neither check nor check_spec")
    return rule


def _told(error: BaseException) -> str:
    said = " ".join(str(error).split())
    said = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}\u2026"


class Running:
    """The plugins of one run: rows that call them, and what went wrong with them.

    Args:
        plugins: what is installed.
        taken: names that other rules have.
        lines: of the spec's files, by ``place.path``: no finding may stand elsewhere.
    """

    __slots__ = ("_by_name", "broken", "lines", "plugins", "problems", "rows")

    def __init__(
        self, plugins: Plugins, taken: Iterable[str], lines: Mapping[str, Sequence[str]]
    ) -> None:
        self.plugins, self.lines = plugins, lines
        self.problems = [*plugins.problems]
        self.broken: set[str] = set()
        self.rows: dict[str, RuleRow] = {}
        self._by_name: dict[str, tuple[PluginRule, Plugin]] = {}
        taken = set(taken)
        for rule, plugin in self.plugins.rules:
            if rule.name in taken:
                self.problems.append(
                    f"{plugin.said} has a rule {rule.name}, which there is already"
                )
                continue
            taken.add(rule.name)
            self._by_name[rule.name] = rule, plugin
            file = self._about_files(rule) if rule.check else None
            self.rows[rule.name] = RuleRow(rule.name, rule.severity, file=file)

    def _about_files(self, rule: PluginRule) -> Callable[[File], Iterator[Finding]]:
        def check(file: File) -> Iterator[Finding]:
            assert rule.check is not None
            return self._run(rule.name, rule.check, file, f" on {file.path}")

        return check

    def about_spec(self, spec: Spec, runs: Callable[[str], bool]) -> list[Finding]:
        """What rules about the whole spec find."""
        return [
            finding
            for rule, _ in self._by_name.values()
            if rule.check_spec is not None and runs(rule.name)
            for finding in self._run(rule.name, rule.check_spec, spec, "")
        ]

    def _run(
        self, name: str, check: Callable[[Any], Iterable[Finding]], seen: Any, where: str
    ) -> Iterator[Finding]:
        """What a check finds; after its first failure it is not called again."""
        if name in self.broken:
            return
        try:
            with redirect_stdout(sys.stderr):
                found = list(check(seen))
            for finding in found:
                self._hold(name, finding)
                yield finding
        except (Exception, SystemExit) as error:  # whatever it does, the others go on
            self.broken.add(name)
            plugin = self._by_name[name][1]
            self.problems.append(f"the rule {name} of {plugin.said} failed{where}: {_told(error)}")

    def _hold(self, name: str, finding: Any) -> None:
        """Refuse what no renderer could show. Raises TypeError or ValueError."""
        if not isinstance(finding, Finding) or not isinstance(finding.place, Place):
            raise TypeError("what it yields is no Finding with a Place")
        for part, kind in _KINDS.items():
            value: object = getattr(finding, part)
            if not isinstance(value, kind):
                raise TypeError(f"the {part} of its finding is a {type(value).__name__}")
        if finding.rule != name or not finding.message.strip():
            raise ValueError(f"it reports the rule {finding.rule!r}, {finding.message!r}")
        at = finding.place
        numbers: list[Any] = [at.line, at.column, at.end_line, at.end_column]
        if not all(type(number) is int and number >= 1 for number in numbers):
            raise ValueError("lines and columns count from 1")
        rows = max(len(self.lines[at.path]), 1) if at.path in self.lines else 0
        if not at.line <= at.end_line <= rows:
            raise ValueError(f"there is no line {at.end_line} in {at.path}")

    def findings(self, place: Place) -> list[Finding]:
        """What is wrong with the plugins themselves, at the manifest."""
        return [
            Finding("broken-plugin", place, f"{problem}; mend it, or uninstall it")
            for problem in self.problems
        ]
