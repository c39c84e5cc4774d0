"""A lint: what a person may see has one answer, `identity.api.scope`, and nobody writes a second one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

COLUMNS = ("area_path", "managed_path", "units", "secret")
LOOKUPS = ("startswith", "istartswith", "contains", "icontains", "regex", "iregex")
QUERIES = ("filter", "exclude", "get", "Q", "When")
PERSON = ("area_path", "unit_id", "unit_kind", "line", "roles", "held", "on_shift")
CURE = (
    "Ask identity.api.scope(subject, permission).q() or .sees(); where a line only narrows what the scope"
    " let through, say so there or in the line above: `# scope: …`."
)


def second_answers(source: str, name: str) -> Iterator[str]:
    """The places in `source` that decide visibility on their own."""
    lines = source.splitlines()

    def excused(node: ast.expr) -> bool:
        last = node.end_lineno or node.lineno
        return any("# scope:" in line for line in lines[max(0, node.lineno - 2) : last])

    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Compare) and _asks_for_a_role(node) and not excused(node):
            yield f"{name}:{node.lineno}: decides by the name of a role. Ask for a permission."
        if not (isinstance(node, ast.Call) and _called(node) in QUERIES) or excused(node):
            continue
        for keyword in _keywords(node):
            if any(keyword.endswith(f"{column}__{lookup}") for column in COLUMNS for lookup in LOOKUPS):
                yield f"{name}:{node.lineno}: filters by {keyword}. {CURE}"
        for part in [*node.args, *(k.value for k in node.keywords)]:
            for inner in ast.walk(part):
                if isinstance(inner, ast.Attribute) and inner.attr in PERSON and _is_subject(inner.value):
                    yield f"{name}:{node.lineno}: filters by the subject's own {inner.attr}. {CURE}"


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _keywords(node: ast.Call) -> Iterator[str]:
    for keyword in node.keywords:
        if keyword.arg is not None:
            yield keyword.arg
        elif isinstance(keyword.value, ast.Dict):
            for key in keyword.value.keys:
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value
                elif isinstance(key, ast.JoinedStr):  # f"{column}__startswith": the column stays unknown
                    text = "".join(str(part.value) for part in key.values if isinstance(part, ast.Constant))
                    if text == "__startswith":
                        yield f"area_path{text}"


def _is_subject(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "subject") or (
        isinstance(node, ast.Attribute) and node.attr == "subject"
    )


def _asks_for_a_role(node: ast.Compare) -> bool:
    return any(
        isinstance(part, ast.Attribute) and part.attr in ("roles", "held") and _is_subject(part.value)
        for part in [node.left, *node.comparators]
    )


# identity gives the one answer; areas is the tree itself, open to everyone, and asks about prefixes all day.
EXEMPT = ("identity", "areas")


def second_answers_below(root: Path) -> list[str]:
    """All of them in a source tree, but for the nouns that are exempt."""
    found: list[str] = []
    for path in sorted(root.rglob("*.py")):
        place = path.relative_to(root)
        if place.parts[0] not in EXEMPT:
            found += second_answers(path.read_text(encoding="utf-8"), str(place))
    return found
