"""The OpenAPI document is a text in the repository, and the web client's types are made from it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from yiwang.app import urls

REPOSITORY = Path(__file__).parents[2]
GOLDEN = REPOSITORY / "tests" / "golden" / "openapi.json"
CLIENT = REPOSITORY / "web" / "src" / "api" / "schema.d.ts"
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


def test_the_typescript_client_is_made_from_the_golden_document(tmp_path: Path) -> None:
    tool = REPOSITORY / "web" / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    node = os.environ.get("YIWANG_NODE") or shutil.which("node")
    if not tool.exists() or node is None:
        pytest.skip("the web client's tools are not installed (make web)")
    made = tmp_path / "schema.d.ts"
    subprocess.run(
        [node, str(tool), str(GOLDEN), "--output", str(made)], check=True, capture_output=True, cwd=tmp_path
    )
    assert CLIENT.read_text(encoding="utf-8") == made.read_text(encoding="utf-8"), (
        "run: cd web && npm run schema -- ../tests/golden/openapi.json -o src/api/schema.d.ts"
    )
