"""What may be said about an imported table: its columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from yiwang.kernel.declarations import Pattern, Problem, Size, Words
from yiwang.kernel.units import find_unit

ColumnType = Literal["text", "day", "number", "area"]
COLUMN = Pattern(
    regex=r"[a-z][a-z0-9_]{0,30}",
    zh="小写英文字母、数字和下划线，以字母开头",
    en="lower-case letters, digits and underscores, a letter first",
)
TAKEN = (
    "seq", "position", "secret", "row_key", "number", "title_zh", "title_en", "area_id", "area_name",
    "area_path", "managed_path", "statistical_path", "path", "units", "month", "by_column", "item", "member",
    "amount", "n", "sign", "period",
)  # fmt: skip
"""Names that every table of figures has of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """A column of an imported table, found in a sheet by its name or title. `key` columns say which row it
    is; `unit` (UCUM) is that of a number."""

    name: Annotated[str, COLUMN]
    title: Words
    type: ColumnType = "text"
    unit: str = "1"
    dimension: bool = False
    key: bool = False
    needed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedTableDeclaration:
    """A table that is filled by Excel or CSV. Rows without an area column are the city's own."""

    code: Annotated[str, COLUMN, Size(at_least=2)]
    name: Words
    columns: Annotated[tuple[TableColumn, ...], Size(at_least=2, at_most=40)]

    def problems(self) -> Iterable[Problem]:
        """What is wrong with the record in itself."""
        seen: dict[str, int] = {}
        for number, one in enumerate(self.columns):
            at = ("columns", number, "name")
            for word in {one.name, one.title.zh, one.title.en}:
                if seen.setdefault(word, number) != number:
                    yield _fault(at, f"列“{word}”写了两次。", f"The column “{word}” is written twice.")
            if one.name in TAKEN:
                yield _fault(
                    at, f"“{one.name}”是系统自用的列名。", f"“{one.name}” is a column of the house's own."
                )
            if one.type == "number" and find_unit(one.unit) is None:
                yield _fault(
                    ("columns", number, "unit"),
                    f"不认识计量单位“{one.unit}”。",
                    f"The unit “{one.unit}” is not known.",
                    "用 UCUM 代码，如 m、%、1。",
                    "Write a UCUM code such as m, % or 1.",
                )
            if one.dimension and one.type != "text":
                yield _fault(at, "只有文字列可作维度。", "Only a column of text can be a dimension.")
        for kind, least, most in (("day", 1, 6), ("area", 0, 1)):
            many = sum(one.type == kind for one in self.columns)
            if not least <= many <= most:
                yield _fault(
                    ("columns",),
                    f"“{kind}”类型的列须有 {least} 至 {most} 个，现有 {many} 个。",
                    f"There are {least} to {most} columns of the type {kind}; here are {many}.",
                )
        if not any(one.key for one in self.columns):
            yield _fault(
                ("columns",),
                "没有说哪些列认定一行。",
                "No column says which row it is.",
                "给日期、区划等列写 key: true。",
                "Write key: true at the columns of day, area and the like.",
            )


def _fault(
    at: tuple[str | int, ...],
    zh: str,
    en: str,
    cure_zh: str = "改正后再提交。",
    cure_en: str = "Mend it and try again.",
) -> Problem:
    return Problem(at=at, zh=zh, en=en, cure_zh=cure_zh, cure_en=cure_en)
