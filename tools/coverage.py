"""`make coverage`: check docs/coverage.yaml clause by clause against what ran, and count per group.

A row is *proven* only when every clause names a proof that exists and ran green in this checkout's last
`make test`; otherwise it is *partial* and says what is missing. Exit 1 when the file claims more than that.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml

REPOSITORY = Path(__file__).parents[1]
RESULTS = REPOSITORY / "build" / "results"
MISSION = REPOSITORY.parent / "shared" / "mission" / "requirements.csv"


def green_tests(results: Path) -> set[str]:
    """Tests that passed and never failed, as `tests/x/test_y.py::test_z` (parameters cut off)."""
    passed: set[str] = set()
    failed: set[str] = set()
    for file in results.glob("*.xml"):
        for case in ElementTree.parse(file).iter("testcase"):
            name = node_id(case.get("classname", ""), case.get("name", ""))
            bad = any(case.find(tag) is not None for tag in ("failure", "error"))
            (failed if bad else passed if case.find("skipped") is None else set()).add(name)
    return passed - failed


def node_id(classname: str, name: str) -> str:
    """`tests.x.test_y.TestZ` and `test_a[1]` as `tests/x/test_y.py::TestZ::test_a`."""
    parts = classname.split(".")
    depth = next((n for n, part in enumerate(parts, 1) if part.startswith("test_")), len(parts))
    return "::".join(["/".join(parts[:depth]) + ".py", *parts[depth:], name.split("[")[0]])


def green_rehearsals(results: Path) -> set[str]:
    file = results / "rehearsals.json"
    if not file.exists():
        return set()
    return {f"rehearse:{name}" for name, state in json.loads(file.read_text()).items() if state == "passed"}


def benchmarks() -> set[str]:
    return {f"bench:{file.stem}" for file in (REPOSITORY / "benchmarks").glob("[a-z]*.py")}


def faults(rows: dict[str, Any], proofs: set[str]) -> list[str]:
    """What the file claims and cannot show."""
    found = []
    for row, entry in rows.items():
        clauses: dict[str, str] = entry.get("clauses") or {}
        missing = entry.get("missing") or []
        if entry.get("state") not in ("proven", "partial"):
            found.append(f"{row}: state is proven or partial")
        if entry.get("state") == "proven" and missing:
            found.append(f"{row}: proven, yet it lists what is missing")
        if entry.get("state") == "partial" and not missing:
            found.append(f"{row}: partial, yet it does not say what is missing")
        for where in entry.get("where") or []:
            if not (REPOSITORY / where).exists():
                found.append(f"{row}: {where} does not exist")
        for clause, proof in clauses.items():
            if proof not in proofs:
                found.append(f"{row}: “{clause}” names {proof}, which did not run green")
    return found


def groups() -> dict[str, str]:
    if not MISSION.exists():
        return {}
    with MISSION.open(encoding="utf-8") as file:
        return {row["id"]: row["group"] for row in csv.DictReader(file)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, default=RESULTS)
    told = parser.parse_args()
    rows = yaml.safe_load((REPOSITORY / "docs" / "coverage.yaml").read_text(encoding="utf-8"))
    proofs = green_tests(told.results) | green_rehearsals(told.results) | benchmarks()
    group_of = groups()
    counts: dict[str, Counter[str]] = {}
    for row in group_of or rows:
        state = rows[row]["state"] if row in rows else "open"
        counts.setdefault(group_of.get(row, "all"), Counter())[state] += 1
    for group, count in counts.items():
        print(f"{count['proven']:4} proven {count['partial']:4} partial {count['open']:4} open   {group}")
    found = faults(rows, proofs)
    if group_of:
        found += [f"{row}: no such requirement" for row in rows if row not in group_of]
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
