"""The house's own lints: small readings of the syntax tree, each with a sentence that teaches the cure."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

DOORS = {"api", "contracts", "declarations"}
APP_ROOMS = DOORS | {"routes", "tasks"}
LONGEST = 600
DRAWERS = {"utils", "util", "common", "helpers", "helper", "manager", "managers", "misc"}
CLOCKS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("timezone", "now"),
}
CITY_WORDS = re.compile("湛江|江门|赤坎|霞山|麻章|东简|zhanjiang|jiangmen|chikan|4408", re.IGNORECASE)
# Where the machine's own clock or chance is the point; this list only shrinks.
CLOCK_KEEPERS = {"kernel/clock.py"}
CHANCE_KEEPERS = {"kernel/chance.py", "kernel/ids.py"}
# A default value of a setting is a value, not a rule; this list only shrinks.
CITY_KEEPERS = {"app/options.py"}


def noun_of(path: Path, root: Path) -> str:
    """The noun that a source file belongs to: `cases`, or `centers.situation` for a center."""
    parts = path.relative_to(root).parts
    if parts[0] == "centers" and len(parts) > 2:
        return f"centers.{parts[1]}"
    return parts[0] if len(parts) > 1 else ""


def _imports(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """(line, module, name) of every absolute import of ours."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("yiwang"):
            for alias in node.names:
                yield node.lineno, node.module, alias.name
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("yiwang"):
                    yield node.lineno, alias.name, ""


def doors(path: Path, tree: ast.AST, root: Path) -> Iterator[str]:
    own = noun_of(path, root)
    if path.name == "__main__.py" and not own:
        return
    for line, module, name in _imports(tree):
        parts = module.split(".")[1:]
        if parts and parts[0] == "centers" and len(parts) > 1:
            parts = [".".join(parts[:2]), *parts[2:]]
        if len(parts) == 1 and name:
            parts = [parts[0], name]
        if not parts or parts[0] in ("kernel", own) or len(parts) < 2:
            continue
        allowed = APP_ROOMS if own == "app" else DOORS
        if parts[1] not in allowed:
            yield f"{line}: a noun is entered by its door: import {parts[0]}.api, not {parts[0]}.{parts[1]}"


def keys(path: Path, tree: ast.AST, root: Path) -> Iterator[str]:
    own = noun_of(path, root)
    label = own.rsplit(".", 1)[-1]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called not in ("ForeignKey", "OneToOneField", "ManyToManyField"):
            continue
        targets = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "to")]
        for target in targets:
            if isinstance(target, ast.Constant) and isinstance(target.value, str) and "." in target.value:
                if target.value.split(".")[0] != label:
                    yield f"{node.lineno}: no {called} across nouns: store the id of {target.value}"
            elif isinstance(target, ast.Attribute):
                yield f"{node.lineno}: no {called} across nouns: store the id instead"


def subscriptions(path: Path, tree: ast.AST, root: Path) -> Iterator[str]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) == "subscribe"
        ):
            if noun_of(path, root) == "kernel":
                continue
            for argument in node.args[1:]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield f"{node.lineno}: subscribe to a fact class, never to the string {argument.value!r}"


def clocks(path: Path, tree: ast.AST, root: Path) -> Iterator[str]:
    if path.relative_to(root).as_posix() in CLOCK_KEEPERS:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            if (name, node.func.attr) in CLOCKS:
                yield f"{node.lineno}: time comes from kernel.clock: {name}.{node.func.attr}"


def chance(path: Path, tree: ast.AST, root: Path) -> Iterator[str]:
    if path.relative_to(root).as_posix() in CHANCE_KEEPERS:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = getattr(node.func.value, "id", "")
            if owner == "random" or (owner == "uuid" and node.func.attr.startswith("uuid")):
                yield (
                    f"{node.lineno}: chance is named and seeded: kernel.chance.rng or kernel.ids.new_id, "
                    f"not {owner}.{node.func.attr}"
                )


def drawers(path: Path, tree: ast.AST, root: Path) -> Iterator[str]:
    for part in path.relative_to(root).with_suffix("").parts:
        if part.strip("_") in DRAWERS:
            yield f"1: a room is named for what it holds, not {part}"


def length(path: Path, tree: ast.AST, root: Path) -> Iterator[str]:
    lines = path.read_text().count("\n")
    if lines > LONGEST:
        yield f"{LONGEST}: {lines} lines want to be two rooms (at most {LONGEST})"


def cities(path: Path, tree: ast.AST, root: Path) -> Iterator[str]:
    if path.relative_to(root).as_posix() in CITY_KEEPERS:
        return
    texts = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in texts:
            found = CITY_WORDS.search(node.value)
            if found:
                yield f"{node.lineno}: a city's difference is a value, a pack or a setting: {found[0]!r}"


def shapes(path: Path, tree: ast.AST, root: Path) -> Iterator[str]:
    if path.relative_to(root).as_posix() == "kernel/shapes.py":
        return
    for node in ast.walk(tree):
        call = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if not (isinstance(node, ast.Call) and call.startswith("msgspec.")):
            continue
        typed = call.endswith(".decode") and any(word.arg == "type" for word in node.keywords)
        if typed or (call == "msgspec.convert" and ast.unparse(node.args[1]) != "datetime"):
            yield f"{node.lineno}: threads read through kernel.shapes, not {call}"


Lint = Callable[[Path, ast.AST, Path], Iterator[str]]
LINTS: dict[str, Lint] = {
    lint.__name__: lint
    for lint in (doors, keys, subscriptions, clocks, chance, drawers, length, cities, shapes)
}


def sources(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


@cache
def tree_of(path: Path) -> ast.Module:
    """What a file says, read once for all the lints of one run."""
    return ast.parse(path.read_text())


def faults(root: Path, lint: Lint) -> list[str]:
    """Every fault that `lint` finds under the package folder `root`, as `file:line: sentence`."""
    return [
        f"{path.relative_to(root)}:{fault}"
        for path in sources(root)
        for fault in lint(path, tree_of(path), root)
    ]
