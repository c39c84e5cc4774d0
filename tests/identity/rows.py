"""The real divisions of the shipped city as the rows that areas hands down."""

from __future__ import annotations

import csv
from pathlib import Path

from yiwang.identity.contracts import AreaRow

CITY = Path(__file__).parents[2] / "cities" / "zhanjiang"
FUNCTIONAL = {
    "zj-etdz": (
        "湛江经济技术开发区",
        ("440803070", "440803071", "440811070", "440811071", "440811072", "440811173"),
    ),
    "zj-fenyong": ("湛江奋勇高新技术产业开发区", ("440882450",)),
}


def areas() -> list[AreaRow]:
    """Province to village in the managed tree, functional districts included."""
    with (CITY / "divisions.csv").open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    with (CITY / "names_en.csv").open(encoding="utf-8") as file:
        english = {row["area"]: row["name"] for row in csv.DictReader(file)}
    parents = {code: row["parent_code"] for code, row in rows.items()}
    for zone, (name, towns) in FUNCTIONAL.items():
        rows[zone] = {"code": zone, "name": name, "level": "county", "parent_code": "4408"}
        parents[zone] = "4408"
        parents.update(dict.fromkeys(towns, zone))

    def path(code: str) -> str:
        return f"{path(parents[code])}{code}/" if parents[code] else f"/{code}/"

    return [
        AreaRow(
            id=code,
            name=row["name"],
            short_name=row["name"],
            level=row["level"],
            managed_path=path(code),
            name_en=english.get(code, ""),
            kind="functional" if code in FUNCTIONAL else "division",
        )
        for code, row in rows.items()
    ]
