"""What the web client believes of the server is what the server says."""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import shutil
import subprocess
import sys
from dataclasses import fields

import pytest

import yiwang
from tests.browser.city import ROOT
from yiwang.kernel.facts import Fact
from yiwang.rules.declarations import FIELD_NAMES, KINDS, Level, Targets

WEB = ROOT / "web"
# Nouns whose facts change what a page shows. The others travel for the log and the lake alone.
SHOWN = ("cases.", "events.", "messages.", "rules.", "sensing.")


def fact_types() -> set[str]:
    for module in pkgutil.walk_packages(yiwang.__path__, "yiwang."):
        if module.name.endswith((".contracts", ".routes")):
            importlib.import_module(module.name)
    found: set[str] = set()
    waiting = [Fact]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if getattr(kind, "fact_type", "") and kind.__module__.startswith("yiwang."):
            found.add(kind.fact_type)
    return found - {"cases.changed"}


def test_the_live_stream_listens_to_every_fact_that_a_page_shows_and_to_no_other() -> None:
    text = (WEB / "src" / "core" / "live.ts").read_text(encoding="utf-8")
    block = re.search(r"FACT_TYPES = \[(.*?)\]", text, re.S)
    assert block
    listed = set(re.findall(r"'([a-z_.]+)'", block.group(1)))
    known = fact_types()
    assert listed <= known, sorted(listed - known)
    missing = {name for name in known if name.startswith(SHOWN)} - listed
    assert not missing, sorted(missing)


def test_the_typed_client_is_generated_from_the_servers_own_document() -> None:
    node = shutil.which("node")
    if node is None or not (WEB / "node_modules" / "openapi-typescript").exists():
        pytest.skip("Node and the web packages are not here")
    document = subprocess.run(
        [sys.executable, "-m", "yiwang", "openapi"], capture_output=True, check=True, cwd=ROOT
    ).stdout
    assert json.loads(document)["openapi"].startswith("3.1")
    told = subprocess.run(
        [node, "scripts/schema.mjs", "--check"], input=document, capture_output=True, cwd=WEB
    )
    assert told.returncode == 0, told.stderr.decode()


def test_every_word_of_every_kind_of_rule_has_a_label_in_both_languages_and_in_faults() -> None:
    aims = {field.name for field in fields(Targets)}
    words = {field.name for shape in (*KINDS.values(), Targets, Level) for field in fields(shape)}
    for language in ("zh", "en"):
        text = (WEB / "src" / "core" / "i18n" / f"rules.{language}.ts").read_text(encoding="utf-8")
        block = re.search(r"  ruleField: \{(.*?)\n  \},", text, re.S)
        kinds = re.search(r"  ruleKind: \{(.*?)\n  \},", text, re.S)
        assert block
        assert kinds
        assert words <= set(re.findall(r"^    (\w+):", block[1], re.M))
        assert set(KINDS) == set(re.findall(r"^    (\w+):", kinds[1], re.M))
    assert words - {"name_en", *aims} <= set(FIELD_NAMES)


def test_the_lock_file_names_no_host_but_has_a_digest_for_every_package() -> None:
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    hosts = {entry["resolved"].split("/")[2] for entry in packages.values() if "resolved" in entry}
    assert hosts <= {"registry.npmjs.org"}
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
