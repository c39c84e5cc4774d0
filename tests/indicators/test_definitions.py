"""定义 → 审核 → 发布 → 修订 → 停用: by the right people, with every bad word told at its place, and values of
before keeping their version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cases import city, hotline
from yiwang.areas.models import AreaRow
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.indicators import _definition_reading as reading
from yiwang.indicators import _definitions as acts
from yiwang.indicators import _import_reading as importing
from yiwang.indicators import _imports as imports
from yiwang.indicators import api
from yiwang.indicators._imported import get_source
from yiwang.indicators._refusals import (
    DefinitionExists,
    DefinitionFaults,
    DefinitionMoved,
    DefinitionNeeded,
    FigureFaults,
    NoPreview,
    OwnDefinition,
    TableUsed,
    TableVanished,
    WhyNeeded,
)
from yiwang.indicators._registry import registry
from yiwang.indicators.contracts import period_of
from yiwang.indicators.models import DefinitionEntry, DefinitionStep
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow
from yiwang.kernel.sheets import Sheet, workbook

from . import rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bus")]
CITY, EAST, WEST = "4499", "449901", "449902"
SAID: dict[str, Any] = {
    "code": "own.city_cases",
    "name": {"zh": "城市类工单", "en": "city cases"},
    "definition": {"zh": "类别为城市的工单", "en": "cases of the kind city"},
    "source": {"zh": "工单", "en": "cases"},
    "unit": "1",
    "periods": ["month"],
    "owner": "sewer",
    "effective_from": "2020-01-01",
    "formula": {"of": "cases", "by": "opened_day", "count": {"where": [{"column": "kind", "is": ["city"]}]}},
}


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    hotline.settle()
    AreaRow.objects.filter(pk__in=[EAST, WEST]).update(managed_parent=CITY)
    city.person("ines", "c-yx", city.CITY, "indicator_admin")
    city.person("ivan", "c-yx", city.CITY, "indicator_admin")
    return wound


def who(login: str) -> Subject:
    return identity.subject_of(login)


def today() -> date:
    return clock.now().astimezone(clock.SHANGHAI).date()


def line() -> str:
    """A line for which the small city has a unit."""
    return next(one.line for one in identity.units(area_path=city.CITY) if one.line)


def said(**changed: Any) -> dict[str, Any]:
    return {**SAID, "owner": line(), **changed}


def published(record: dict[str, Any]) -> DefinitionEntry:
    row = acts.create(who("ines"), record)
    row = acts.submit(who("ines"), row.code, version=row.version)
    row = acts.approve(who("ivan"), row.code, "看过", version=row.version)
    return acts.publish(who("ivan"), row.code, version=row.version)


def test_a_definition_is_written_reviewed_by_another_person_and_published(town: object) -> None:
    with pytest.raises(Forbidden):
        acts.create(who("alice"), said())
    row = acts.create(who("ines"), said())
    assert registry().versions(row.code) == []
    assert row.code not in [one.code for one in reading.list_definitions(who("alice"))]
    row = acts.submit(who("ines"), row.code, version=row.version)
    with pytest.raises(OwnDefinition):
        acts.approve(who("ines"), row.code, "", version=row.version)
    with pytest.raises(WhyNeeded):
        acts.send_back(who("ivan"), row.code, "", version=row.version)
    row = acts.send_back(who("ivan"), row.code, "口径不清", version=row.version)
    row = acts.compose(who("ines"), row.code, said(decimals=1), version=row.version)
    row = acts.submit(who("ines"), row.code, version=row.version)
    row = acts.approve(who("ivan"), row.code, "看过", version=row.version)
    with pytest.raises(DefinitionMoved):
        acts.publish(who("ivan"), row.code, version=row.version - 1)
    row = acts.publish(who("ivan"), row.code, version=row.version)
    assert registry().on(row.code, today()) is not None
    found = reading.detail(who("ines"), row.code)
    assert [one.act for one in found.history][::-1] == [
        "compose", "submit", "send_back", "compose", "submit", "approve", "publish",
    ]  # fmt: skip
    assert all(one.text_zh and one.text_en for one in found.history)
    told = FactRow.objects.filter(subject=f"indicator:{row.code}").order_by("subject_version")
    assert [one.fact_type.removeprefix("indicators.definition_") for one in told] == [
        "composed", "submitted", "sent_back", "composed", "submitted", "reviewed", "published",
    ]  # fmt: skip
    assert reading.detail(who("alice"), row.code).history == []
    with pytest.raises(DefinitionExists):
        acts.create(who("ines"), said())


def test_a_revision_holds_from_its_day_on_and_the_versions_show_their_difference(town: object) -> None:
    row = published(said())
    later = (today() + timedelta(days=40)).replace(day=1)
    fresh = said(effective_from=later.isoformat(), name={"zh": "城市类工单量", "en": "city cases"})
    row = acts.compose(who("ines"), row.code, fresh, version=row.version)
    changes = {one.what_zh: (one.before, one.after) for one in reading.detail(who("ines"), row.code).changes}
    assert changes["名称"] == ("城市类工单 / city cases", "城市类工单量 / city cases")
    assert "生效日" in changes
    row = acts.submit(who("ines"), row.code, version=row.version)
    row = acts.approve(who("ivan"), row.code, "", version=row.version)
    row = acts.publish(who("ivan"), row.code, version=row.version)
    before, after = registry().on(row.code, today()), registry().on(row.code, later)
    assert before is not None
    assert after is not None
    assert (before.version, before.effective_to) == (1, (later - timedelta(days=1)).isoformat())
    assert (after.version, after.name.zh) == (2, "城市类工单量")
    values = api.values(
        who("alice"),
        [row.code],
        area_id=CITY,
        periods=[period_of("month", today()), period_of("month", later)],
    )
    assert [one.version for one in values] == [1, 2]
    assert [one.number for one in reading.detail(who("alice"), row.code).editions] == [2, 1]


def test_what_files_declare_is_revised_and_retired_on_screen(town: clock.VirtualClock) -> None:
    code = "cases.closed"
    assert reading.detail(who("ines"), code).allowed == ["compose", "retire"]
    content = reading.detail(who("ines"), code).editions[0].content
    fresh = {**content, "owner": line(), "decimals": 2, "effective_from": today().isoformat()}
    row = acts.compose(who("ines"), code, fresh, version=0)
    row = acts.discard(who("ines"), code, version=row.version)
    assert registry().on(code, today()).decimals == 0  # type: ignore[union-attr]
    with pytest.raises(WhyNeeded):
        acts.retire(who("ivan"), code, "", today(), version=row.version)
    row = acts.retire(who("ivan"), code, "不再使用", today() + timedelta(days=1), version=row.version)
    assert registry().on(code, today()) is not None
    assert registry().on(code, today() + timedelta(days=1)) is None
    assert DefinitionStep.objects.filter(definition=code).count() == 3
    with pytest.raises(DefinitionNeeded) as refused:
        acts.retire(who("ivan"), "stat.industry_prices", "不再使用", today(), version=0)
    assert "stat.industry_added" in refused.value.sentence("zh")
    # Boards say of a figure that it is retired from its day on, and nobody begins it again under its code.
    assert api.retired([code, "no.such"]) == {}
    town.advance(timedelta(days=1))
    assert api.retired([code, "no.such", "cases.opened"]) == {code: ("办结件数", "cases closed")}
    with pytest.raises(DefinitionExists):
        acts.create(who("ines"), {**fresh, "effective_from": (today() + timedelta(days=2)).isoformat()})
    assert reading.detail(who("ines"), code).allowed == []


COUNT: dict[str, Any] = SAID["formula"]


def over_hours(column: str = "hours") -> dict[str, Any]:
    return {"of": "cases", "by": "opened_day", "sum": {"column": column}}


def score(*codes: str) -> dict[str, Any]:
    return {"score": [{"indicator": code, "weight": 1} for code in codes]}


@pytest.mark.parametrize(
    ("changed", "path", "words"),
    [
        ({"formula": {**COUNT, "of": "case"}}, ["formula", "of"], "cases"),
        ({"formula": {**COUNT, "by": "opened"}}, ["formula", "by"], "opened_day"),
        ({"formula": over_hours("hour")}, ["formula", "sum", "column"], "hours"),
        ({"formula": {"of": "import.nothing", "by": "day", "count": {}}}, ["formula", "of"], "导入"),
        ({"unit": "cm", "formula": over_hours()}, ["unit"], "h"),
        ({"owner": "nobody-s-line"}, ["owner"], "条线"),
        ({"targets": [{"year": 2026, "value": 3, "area": "1"}]}, ["targets", 0, "area"], "区划"),
        ({"formula": score("own.city_cases")}, ["formula"], "改正"),
        ({"formula": score("cases.opened", "cases.in_time")}, ["formula"], "改正"),
        ({"periods": []}, ["periods"], ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field_with_its_cure(
    town: object, changed: dict[str, Any], path: list[str | int], words: str
) -> None:
    with pytest.raises(DefinitionFaults) as refused:
        acts.create(who("ines"), said(**changed))
    faults = refused.value.details["faults"]
    assert any(one["path"] == path and words in one["cure_zh"] for one in faults), faults
    assert not DefinitionEntry.objects.exists()


def test_versions_that_overlap_or_reach_back_are_refused(town: object) -> None:
    row = published(said())
    for day in ("2019-01-01", "2020-01-01"):
        with pytest.raises(DefinitionFaults) as refused:
            acts.compose(who("ines"), row.code, said(effective_from=day), version=row.version)
        assert refused.value.details["faults"][0]["code"] == "version.overlap"
    with pytest.raises(DefinitionFaults) as refused:
        acts.compose(who("ines"), row.code, said(effective_from="2020-06-01"), version=row.version)
    assert refused.value.details["faults"][0]["code"] == "version.past"


def test_centimetres_and_metres_do_not_add_up(town: object) -> None:
    part: dict[str, Any] = {"column": "mean", "where": [{"column": "property", "is": ["depth"]}]}
    formula = {"of": "readings", "by": "day", "mean": part}
    with pytest.raises(DefinitionFaults) as refused:
        acts.create(who("ines"), said(unit="cm", formula=formula))
    assert "measured_in" in refused.value.details["faults"][0]["cure_zh"]
    part["where"] += [{"column": "measured_in", "is": ["m"]}]
    with pytest.raises(DefinitionFaults) as refused:
        acts.create(who("ines"), said(unit="cm", formula=formula))
    assert refused.value.details["faults"][0]["path"] == ["unit"]
    acts.create(who("ines"), said(unit="m", formula=formula))


def test_a_draft_is_reckoned_before_its_review_and_nothing_divided_is_no_value(town: object) -> None:
    with pytest.raises(Forbidden):
        reading.preview(who("alice"), said(), area_id=CITY)
    found = reading.preview(who("ines"), said(), area_id=CITY)
    assert len(found.values) == reading.PREVIEWED
    assert {one.area_id for one in found.children} >= {EAST, WEST}
    part = {"where": [{"column": "kind", "is": ["no such kind"]}]}
    formula = {"of": "cases", "by": "opened_day", "ratio": {"numerator": part, "denominator": part}}
    divided = reading.preview(who("ines"), said(unit="%", formula=formula), area_id=CITY)
    assert [one.value for one in divided.values] == [None] * reading.PREVIEWED
    told = said(kind="published", collect={"asked": "month"})
    del told["formula"]
    with pytest.raises(NoPreview):
        reading.preview(who("ines"), told, area_id=CITY)
    assert not DefinitionEntry.objects.exists()


# -- imported tables

TABLE: dict[str, Any] = {
    "code": "wells",
    "name": {"zh": "水井台账", "en": "wells"},
    "columns": [
        {"name": "on_day", "title": {"zh": "日期", "en": "day"}, "type": "day", "key": True, "needed": True},
        {"name": "place", "title": {"zh": "区划", "en": "area"}, "type": "area", "key": True, "needed": True},
        {"name": "sort", "title": {"zh": "类型", "en": "sort"}, "dimension": True, "key": True},
        {"name": "depth", "title": {"zh": "井深", "en": "depth"}, "type": "number", "unit": "m"},
    ],
}
HEAD = ("日期", "区划", "类型", "井深")
LINES = [
    ("2026-01-05", EAST, "甲", "12.5"),
    ("2026-01-06", WEST, "乙", "7.5"),
    ("2026-01-07", WEST, "甲", "10"),
]


def sheet(lines: Sequence[tuple[str, ...]]) -> bytes:
    return workbook(Sheet(title="t", headings=HEAD, rows=lines))


def wells() -> int:
    return imports.declare_table(who("ines"), TABLE).version


def count() -> None:
    while rows.counting.count(get_source("import.wells"), rows.lease()):
        pass


def deep(way: str = "sum", column: str = "depth") -> dict[str, Any]:
    formula = {"of": "import.wells", "by": "on_day", way: {"column": column}}
    return said(code=f"own.{way}", unit="m", formula=formula, dimensions=["sort"])


def of(code: str, area: str, day: date = date(2026, 1, 31)) -> float | None:
    return api.values(who("alice"), [code], area_id=area, periods=[period_of("month", day)])[0].value


def test_a_sheet_is_counted_and_its_areas_add_up_to_the_city(town: object) -> None:
    version = wells()
    published(deep())
    published(deep("mean"))
    read = imports.import_table(who("ines"), "wells", sheet(LINES), version=version)
    assert (read.rows, read.fresh) == (3, 3)
    count()
    assert of("own.sum", CITY) == 30
    below = api.children(
        who("alice"), "own.sum", area_id=CITY, tree="managed", period=period_of("month", date(2026, 1, 31))
    )
    assert {one.area_id: one.value for one in below if one.value} == {EAST: 12.5, WEST: 17.5}
    assert sum(one.value or 0 for one in below) == of("own.sum", CITY)
    assert of("own.mean", CITY) == 10  # from the rows, not from the means of the counties
    # The same again changes nothing; another number is the next version of its row; CSV is read as well.
    again = imports.import_table(who("ines"), "wells", sheet(LINES), version=read.version)
    assert again.fresh == 0
    text = "\n".join(
        [",".join(HEAD), *(",".join(one) for one in [*LINES[:2], ("2026-01-07", WEST, "甲", "11")])]
    )
    third = imports.import_table(who("ines"), "wells", text.encode("gb18030"), version=again.version)
    assert third.fresh == 1
    count()
    assert (of("own.sum", CITY), of("own.sum", WEST)) == (31, 18.5)
    beneath = api.rows(
        who("alice"), "own.sum", area_id=CITY, tree="managed", period=period_of("month", date(2026, 1, 31))
    )
    assert (beneath.total, beneath.sum) == (3, 31)


def test_a_sheet_in_place_of_the_table_takes_away_what_it_does_not_have(town: object) -> None:
    version = wells()
    published(deep())
    read = imports.import_table(who("ines"), "wells", sheet(LINES), version=version)
    count()
    read = imports.import_table(who("ines"), "wells", sheet(LINES[1:]), version=read.version, replace=True)
    assert (read.rows, read.fresh, read.gone) == (2, 0, 1)
    count()
    assert (of("own.sum", CITY), of("own.sum", EAST)) == (17.5, 0)
    found = importing.get_table(who("ines"), "wells")
    assert (found.row.rows, [one.code for one in found.row.used_by]) == (2, ["own.sum"])
    assert [line[3] for line in found.sample] == ["10", "7.5"]
    assert [line.act for line in found.history] == ["import", "import", "declare"]
    assert found.row.counted_at is not None
    # Twice the same takes nothing more away, and a row that comes back counts again.
    again = imports.import_table(who("ines"), "wells", sheet(LINES[1:]), version=read.version, replace=True)
    assert (again.fresh, again.gone) == (0, 0)
    back = imports.import_table(who("ines"), "wells", sheet(LINES[:1]), version=again.version)
    assert (back.fresh, importing.list_tables(who("ines"))[0].rows) == (1, 3)
    count()
    assert of("own.sum", CITY) == 30


def test_a_table_is_filled_from_the_command_line(
    town: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wells()
    file = tmp_path / "wells.xlsx"
    file.write_bytes(sheet([*LINES, ("昨天", EAST, "丙", "一")]))
    assert api.import_table_command(file, ["code=wells"]) == 1
    told = capsys.readouterr().err
    assert "A5" in told
    assert "D5" in told
    file.write_bytes(sheet(LINES))
    assert api.import_table_command(file, ["code=wells"]) == 0
    assert "3 rows, 3 new" in capsys.readouterr().out
    assert api.import_table_command(file, ["code=well"]) == 1
    assert api.import_table_command(tmp_path / "none.xlsx", ["code=wells"]) == 1


def test_text_in_number_cells_is_named_cell_by_cell_and_nothing_is_taken(town: object) -> None:
    version = wells()
    wrong = [
        ("2026-01-05", EAST, "甲", "约十米"),
        ("昨天", "无此地", "乙", "3"),
        ("2026-01-05", EAST, "甲", "4"),
    ]
    with pytest.raises(FigureFaults) as refused:
        imports.import_table(who("ines"), "wells", sheet(wrong), version=version)
    assert [one["cell"] for one in refused.value.details["faults"]] == ["D2", "A3", "B3"]
    assert all(one["cure_zh"] for one in refused.value.details["faults"])
    with pytest.raises(FigureFaults) as refused:
        imports.import_table(who("ines"), "wells", b"\x00\x01", version=version)
    assert "无法" in refused.value.sentence("zh")
    assert not rows.Noted.objects.filter(source="import.wells").exists()


def test_a_table_that_vanished_is_told_with_the_figure(town: object) -> None:
    from yiwang.boards import api as boards

    version = wells()
    published(deep())
    read = imports.import_table(who("ines"), "wells", sheet(LINES), version=version)
    count()
    assert of("own.sum", CITY) == 30
    with pytest.raises(TableUsed) as refused:
        imports.withdraw_table(who("ines"), "wells", "台账停用", version=read.version)
    assert "城市类工单" in refused.value.sentence("zh")
    imports.withdraw_table(who("ines"), "wells", "台账停用", version=read.version, anyway=True)
    assert reading.detail(who("ines"), "own.sum").row.vanished == "import.wells"
    page = boards.figure(who("alice"), "own.sum", day=date(2026, 1, 31))
    assert (page.cell.value, page.cell.state) == (None, "vanished")
    assert {one.state for one in page.lines} == {"vanished"}
    with pytest.raises(TableVanished):
        api.rows(
            who("alice"),
            "own.sum",
            area_id=CITY,
            tree="managed",
            period=period_of("month", date(2026, 1, 31)),
        )
    # Other figures are counted as before.
    assert {one.code for one in api.definitions(who("alice"))} >= {"own.sum", "cases.opened"}


def test_a_rank_is_among_the_areas_beside_it_the_best_first(town: object) -> None:
    version = wells()
    published(deep())
    ranked = said(code="own.rank", unit="1", formula={"rank": "own.sum"})
    published(ranked)
    imports.import_table(who("ines"), "wells", sheet(LINES), version=version)
    count()
    assert (of("own.rank", WEST), of("own.rank", EAST)) == (1, 2)
