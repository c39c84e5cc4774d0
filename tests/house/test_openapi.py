"""The OpenAPI document is a text in the repository; tests/browser/test_contract.py holds the client to it."""

from __future__ import annotations

import json
from pathlib import Path

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
