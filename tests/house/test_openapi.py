"""The OpenAPI document is a text in the repository; tests/browser/test_contract.py holds the client to it."""

from __future__ import annotations

import json
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

from ninja import Schema

from yiwang.app import urls

REPOSITORY = Path(__file__).parents[2]
GOLDEN = REPOSITORY / "tests" / "golden" / "openapi.json"
ACCEPT = "to accept a change: .venv/bin/python -m yiwang openapi > tests/golden/openapi.json"


def document() -> dict[str, object]:
    """The document as the server gives it, without its version."""
    found = json.loads(json.dumps(urls.api.get_openapi_schema()))
    found["info"].pop("version")
    return dict(found)


def test_the_openapi_document_is_the_one_in_the_golden_file() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    golden["info"].pop("version")
    assert document() == golden, ACCEPT


def test_every_operation_has_a_name_of_its_own_a_tag_and_a_permission() -> None:
    paths = json.loads(GOLDEN.read_text(encoding="utf-8"))["paths"]
    operations = [operation for item in paths.values() for operation in item.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    assert all(operation["tags"] and operation["x-permission"] for operation in operations)


def test_no_two_shapes_share_a_name_for_one_would_hide_the_other() -> None:
    """All shapes stand in one list of the document: bodies and answers by the name of their class."""
    held: dict[str, set[type]] = {}
    waiting = [*Schema.__subclasses__(), *_answers()]
    while waiting:
        shape = waiting.pop()
        if shape.__module__.startswith("yiwang.") and shape not in held.setdefault(shape.__name__, set()):
            held[shape.__name__].add(shape)
            waiting += shape.__subclasses__()
            if is_dataclass(shape):
                waiting += _named(tuple(get_type_hints(shape).values()))
    shown = document()["components"]["schemas"]  # type: ignore[index]
    assert {name: shapes for name, shapes in held.items() if len(shapes) > 1 and name in shown} == {}


def _answers() -> list[type]:
    found = []
    for _, router in urls.api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                hints = get_type_hints(operation.view_func)
                found += _named(tuple(hints.values()))
    return found


def _named(hints: tuple[Any, ...]) -> list[type]:
    found: list[type] = []
    for hint in hints:
        if isinstance(hint, type) and hint.__module__.startswith("yiwang."):
            found.append(hint)
        found += _named(get_args(hint))
    return found
