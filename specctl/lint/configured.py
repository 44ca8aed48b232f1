"""What is wrong in the manifest's lint settings beyond their shape, which parsing checks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from specctl import schema
from specctl.lint.options import OPTIONS
from specctl.lint.own_shape import faults
from specctl.lint.rules.evals import OTHER
from specctl.lint.scope import matches, texts
from specctl.lint.settings import mapping
from specctl.lint.whole import Whole
from specctl.model.finding import Finding
from specctl.model.place import Place
from specctl.model.spec import Manifest
from specctl.words import closest

_WILD = frozenset("*?[")

Fault = tuple[str, str]
"""Where (keys under ``lint`` joined by ``.``), and what is wrong."""


def misconfigured(known: Whole, names: Collection[str]) -> Iterator[Finding]:
    """Names that nothing has, options that do not fit, own rules that cannot be run.

    Args:
        known: the spec, with its own manifest.
        names: every rule that there is but the manifest's own.
    """
    manifest = known.manifest
    lint = mapping(manifest.fields.get("lint"))
    if not lint:
        return
    own = _entries(lint.get("own"))
    rules = {*names, *(str(entry.get("name")) for _, entry in own)}
    found = [
        *_rules(mapping(lint.get("rules")), rules),
        *_option_levels(mapping(lint.get("rules")), known),
        *_overrides(lint, rules, known),
        *_unknown("firm", dict.fromkeys(texts(lint.get("firm"))), rules),
        *_own(own, names, known),
    ]
    for path, message in found:
        place = _place(manifest, f"lint.{path}")
        yield Finding("invalid-front-matter", place, f"lint.{message}")


def _place(manifest: Manifest, path: str) -> Place:
    """Where a key stands, or the nearest thing that holds it."""
    while path:
        if path in manifest.places:
            return manifest.places[path]
        path = path.rpartition(".")[0]
    return manifest.place


def _entries(value: Any) -> list[tuple[int, Mapping[str, Any]]]:
    entries = value if isinstance(value, list) else ()
    return [(n, entry) for n, entry in enumerate(entries) if isinstance(entry, dict)]


def _unknown(where: str, named: Mapping[str, Any], known: Collection[str]) -> Iterator[Fault]:
    for name in named:
        if name not in known:
            label = ".".join(part for part in where.split(".") if not part.isdigit())
            yield f"{where}.{name}", f"{label}: '{name}' is no rule{closest(name, sorted(known))}"


def _rules(rules: Mapping[str, Any], known: Collection[str]) -> Iterator[Fault]:
    yield from _unknown("rules", rules, known)
    for rule, value in rules.items():
        if rule not in known or not isinstance(value, dict):
            continue
        options = OPTIONS.get(rule, {})
        for name, given in value.items():
            at = f"rules.{rule}.{name}"
            if name in options:
                yield from ((at, f"{at}: {problem}") for problem in options[name].problems(given))
            elif name != "severity":
                hint = closest(name, ["severity", *options])
                yield at, f"rules.{rule}: {name} is no option of this rule{hint}"


def _option_levels(rules: Mapping[str, Any], known: Whole) -> Iterator[Fault]:
    """Levels in options that the spec does not have: the option would not say what it seems to."""
    for rule, value in rules.items():
        given = mapping(value).get("levels") if "levels" in OPTIONS.get(rule, {}) else None
        at = f"rules.{rule}.levels"
        if isinstance(given, dict):
            named = [(f"{at}.{level}", level) for level in given if level != OTHER]
        else:
            named = [(f"{at}.{number}", level) for number, level in enumerate(texts(given))]
        yield from ((path, f"{at}: {why}") for path, why in _unknown_levels(named, known))


def _unknown_levels(named: Iterable[tuple[str, str]], known: Whole) -> Iterator[Fault]:
    levels = known.manifest.levels
    for path, level in named:
        if level not in levels:
            yield path, f"'{level}' is not one of {', '.join(levels)}{closest(level, levels)}"


def _overrides(lint: Mapping[str, Any], rules: Collection[str], known: Whole) -> Iterator[Fault]:
    for number, entry in _entries(lint.get("overrides")):
        at = f"overrides.{number}"
        yield from _unknown(f"{at}.rules", mapping(entry.get("rules")), rules)
        yield from _scope(at, "overrides", entry, known)


def _scope(at: str, label: str, scope: Mapping[str, Any], known: Whole) -> Iterator[Fault]:
    authority = enumerate(texts(scope.get("authority")))
    named = [(f"{at}.authority.{number}", level) for number, level in authority]
    yield from ((path, f"{label}: {why}") for path, why in _unknown_levels(named, known))
    for number, path in enumerate(texts(scope.get("paths"))):
        if why := _leads_nowhere(path, known):
            yield f"{at}.paths.{number}", f"{label}: {why}"


def _leads_nowhere(path: str, known: Whole) -> str:
    """What is wrong with a path or glob that names nothing; a glob may wait for its first file."""
    folder = known.manifest.place.path.partition("/")[0]
    inside = path.removeprefix("./").removeprefix(f"{folder}/")
    if inside != path and not any(matches(path, file) for file in _files(known)):
        return f"'{path}' names nothing: paths begin in the spec folder; write '{inside}'"
    if _WILD.isdisjoint(path) and not path.endswith("/") and path not in (files := _files(known)):
        return f"there is no file '{path}' in the spec folder{closest(path, files)}"
    return ""


def _files(known: Whole) -> list[str]:
    paths = [known.manifest.place.path, *(card.path for card in known.book.cards())]
    return [path.partition("/")[2] for path in paths]


def _own(
    own: list[tuple[int, Mapping[str, Any]]], names: Collection[str], known: Whole
) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, entry in own:
        name, at = str(entry.get("name")), f"own.{number}"
        if name in names or name in seen:
            whose = "specctl's" if name in names else "an earlier own rule's"
            yield f"{at}.name", f"own: the name '{name}' is {whose}; choose another one"
        seen.add(name)
        yield from _scope(f"{at}.where", f"own: {name}", mapping(entry.get("where")), known)
        found = (*faults(entry), *_aims(entry, known))
        yield from ((f"{at}.{where}", f"own: {name}: {why}") for where, why in found)


def _aims(entry: Mapping[str, Any], known: Whole) -> Iterator[Fault]:
    """What an own rule asks for by a name that nothing has: it would never say anything."""
    for verb in ("forbid", "require"):
        asked = mapping(entry.get(verb))
        to, field = asked.get("link_to"), asked.get("field")
        if isinstance(to, str) and to not in known.by_id:
            why = f"there is no section '{to}'{closest(to, sorted(known.by_id))}"
            yield f"{verb}.link_to", why
        if isinstance(field, str) and field not in (fields := _fields(known.manifest)):
            yield f"{verb}.field", f"there is no field '{field}'{closest(field, fields)}"


def _fields(manifest: Manifest) -> list[str]:
    own = mapping(manifest.fields.get("fields"))
    return [
        name
        for kind in ("section", "eval")
        for name in (*schema.load(kind)["properties"], *mapping(own.get(kind)))
    ]
