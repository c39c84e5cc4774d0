"""`yiwang import things FILE` (CSV), `yiwang import connectors FILE` (YAML): what a city has of its
own, through the same door as a pack."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

from django.db import transaction

from yiwang.kernel.declarations import DeclarationFaults, read_yaml
from yiwang.kernel.errors import Refusal
from yiwang.sensing._connectors import retire
from yiwang.sensing._declare import declare
from yiwang.sensing.contracts import Declared
from yiwang.sensing.declarations import Connectors, Frame, ThingDeclaration

NEEDED = ("id", "name", "model", "lon", "lat", "owner_unit", "maintainer_unit")
MAY = ("name_en", "frame", "area_id", "address", "warranty_until", "demonstration", "expected_every_s")


def _row(line: dict[str, str]) -> ThingDeclaration:
    """A line of the file; raises ValueError with the column that cannot be read."""
    given: dict[str, Any] = {name: (line.get(name) or "").strip() for name in NEEDED}
    for name in ("lon", "lat"):
        given[name] = float(given[name])
    for name in MAY:
        text = (line.get(name) or "").strip()
        if not text:
            continue
        if name == "warranty_until":
            given[name] = date.fromisoformat(text)
        elif name == "demonstration":
            given[name] = text.lower() in {"1", "true", "yes", "是"}
        elif name == "expected_every_s":
            given[name] = int(text)
        elif name == "frame":
            given[name] = cast(Frame, text)
        else:
            given[name] = text
    return ThingDeclaration(**given)


def import_command(path: Path, options: Sequence[str]) -> int:
    """Import the things of a CSV file. Options: pack=NAME (default import), encoding=gb18030 (default
    utf-8)."""
    told = dict(one.split("=", 1) for one in options if "=" in one)
    records: list[ThingDeclaration] = []
    faults: list[str] = []
    try:
        with path.open(encoding=told.get("encoding", "utf-8-sig"), newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
            unknown = [name for name in reader.fieldnames or () if name not in (*NEEDED, *MAY)]
            if missing or unknown:
                print(f"{path}:1: 缺少列 {missing}，不认识的列 {unknown}。", file=sys.stderr)
                print(f"{path}:1: missing columns {missing}, unknown columns {unknown}.", file=sys.stderr)
                return 1
            for number, line in enumerate(reader, 2):
                try:
                    records.append(_row(line))
                except (ValueError, TypeError) as error:
                    faults.append(f"{path}:{number}: {error}")
    except (OSError, UnicodeError, LookupError) as error:
        print(f"{path}: 无法读取 / cannot be read: {error}", file=sys.stderr)
        return 1
    if not faults:
        try:
            done = declare(records, told.get("pack", "import"))
        except Refusal as refusal:
            faults = [
                f"{one['record']}: {one['zh']} {one['en']}" for one in refusal.details.get("faults", [])
            ]
            faults = faults or [refusal.sentence("zh"), refusal.sentence("en")]
        else:
            counts = (done.created, done.changed, done.unchanged)
            print("新增 {} 个，更新 {} 个，未变 {} 个。 ".format(*counts), end="")
            print("{} created, {} changed, {} unchanged.".format(*counts))
            return 0
    print("\n".join(faults), file=sys.stderr)
    return 1


def load_connectors(path: Path, pack: str) -> Declared:
    """Declare the connectors of a YAML file, and close those of `pack` that it no longer names.

    Raises DeclarationFaults (the file) or DeclarationRefused (what it says); then nothing was changed.
    """
    told = read_yaml(path, Connectors).connectors
    with transaction.atomic():
        done = declare(told, pack)
        retire(pack, [one.id for one in told])
    return done


def import_connectors_command(path: Path, options: Sequence[str]) -> int:
    """Import the connectors of a YAML file. Options: pack=NAME (default import)."""
    told = dict(one.split("=", 1) for one in options if "=" in one)
    try:
        done = load_connectors(path, told.get("pack", "import"))
    except DeclarationFaults as wrong:
        for fault in wrong.found:
            print(fault.show("zh"), fault.show("en"), sep="\n", file=sys.stderr)
        return 1
    except Refusal as refusal:
        for one in refusal.details.get("faults", []):
            print(f"{path}: {one['record']}: {one['zh']} {one['en']}", file=sys.stderr)
        return 1
    counts = (done.created, done.changed, done.unchanged)
    print("新增 {} 个，更新 {} 个，未变 {} 个。 ".format(*counts), end="")
    print("{} created, {} changed, {} unchanged.".format(*counts))
    return 0
