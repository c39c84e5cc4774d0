"""A small city for the tests of matters, events and cases: two counties, a zone, their units and people.

Rows of areas and identity are written directly: loading the shipped city is those nouns' own test.
"""

from __future__ import annotations

from datetime import timedelta

from yiwang.areas.models import AreaRow
from yiwang.identity.models import Charge, Grant, UnitRow, User
from yiwang.kernel import clock
from yiwang.matters import api as matters
from yiwang.matters.declarations import (
    Condition,
    CoUnitRule,
    DutyRule,
    LimitRule,
    Matter,
    MatterClass,
    MatterStep,
    UnitRef,
)

CITY = "/44/4499/"
EAST, WEST, ZONE = f"{CITY}449901/", f"{CITY}449902/", f"{CITY}zone/"
EAST_TOWN, WEST_TOWN, ZONE_TOWN = f"{EAST}449901001/", f"{WEST}449902001/", f"{ZONE}449901070/"
EAST_VILLAGE = f"{EAST_TOWN}449901001201/"

AREAS = [
    ("44", "某省", "province", "/44/"),
    ("4499", "某市", "city", CITY),
    ("449901", "东区", "county", EAST),
    ("449902", "西区", "county", WEST),
    ("zone", "开发区", "county", ZONE),
    ("449901001", "塘㙍镇", "town", EAST_TOWN),
    ("449902001", "西街道", "town", WEST_TOWN),
    ("449901070", "东简街道", "town", ZONE_TOWN),
    ("449901001201", "某村", "village", EAST_VILLAGE),
]
# id, name, kind, level, area path, line, parent
UNITS = [
    ("c-zf", "市政府", "government", "city", CITY, "", None),
    ("c-cgj", "市城管局", "department", "city", CITY, "urban_management", "c-zf"),
    ("c-jj", "市交警支队", "vertical", "city", CITY, "police_traffic", "c-zf"),
    ("c-swj", "市水务局", "department", "city", CITY, "water", "c-zf"),
    ("c-yx", "市城市运行中心", "platform", "city", CITY, "", "c-zf"),
    ("c-yw", "设备运维公司", "enterprise", "city", CITY, "", None),
    ("c-ps", "排水公司", "enterprise", "city", CITY, "water", "c-swj"),
    ("e-zf", "东区政府", "government", "county", EAST, "", "c-zf"),
    ("e-cgj", "东区城管局", "department", "county", EAST, "urban_management", "e-zf"),
    ("w-zf", "西区政府", "government", "county", WEST, "", "c-zf"),
    ("z-gwh", "开发区管委会", "government", "county", ZONE, "", "c-zf"),
    ("et-zf", "塘㙍镇政府", "town", "town", EAST_TOWN, "", "e-zf"),
    ("zt-zf", "东简街道办", "town", "town", ZONE_TOWN, "", "z-gwh"),
]
# login, unit, roles. Alice dispatches, Bob handles, Charlie has nothing to do with it.
PEOPLE = [
    ("alice", "c-yx", ("dispatcher",)),
    ("irene", "c-yx", ("inspector",)),
    ("bob", "c-cgj", ("handler", "inspector")),
    ("tom", "c-jj", ("handler",)),
    ("walter", "c-swj", ("handler",)),
    ("paula", "c-ps", ("handler",)),
    ("mia", "c-yw", ("handler",)),
    ("charlie", "w-zf", ("handler",)),
    ("eve", "e-cgj", ("handler",)),
    ("town", "et-zf", ("handler",)),
    ("zone", "z-gwh", ("handler",)),
    ("steward", "c-yx", ("data_steward",)),
]

CLASSES = [
    MatterClass(code="mg", name_zh="市政管理", name_en="Municipal works"),
    MatterClass(code="mg-ps", name_zh="排水", name_en="Drainage", parent="mg"),
    MatterClass(code="mg-ps-js", name_zh="积水内涝", name_en="Waterlogging", parent="mg-ps"),
]
FLOOD = Matter(
    code="flooded-street",
    name_zh="道路积水",
    name_en="Flooded street",
    matter_class="mg-ps-js",
    definition_zh="路面或下穿通道积水影响通行",
    definition_en="Water on a road or in an underpass that hinders traffic",
    closing_standard_zh="积水排除，交通恢复，监测水位正常",
    closing_standard_en="The water is gone, traffic flows, the gauge is normal",
    duty_rules=(
        DutyRule(
            code="PS-01",
            lead=UnitRef(unit="c-cgj"),
            co_units=(CoUnitRule(unit=UnitRef(unit="c-jj"), task_zh="警示封控", task_en="Cordon and warn"),),
            basis_zh="排水职责清单第一条",
            basis_en="Drainage duty list, item 1",
        ),
        DutyRule(code="PS-02", lead=UnitRef(line="urban_management", level="county"), area="449901"),
        DutyRule(
            code="PS-03",
            lead=UnitRef(whose="owner"),
            conditions=(Condition(field="owner_unit", values=("c-ps",)),),
        ),
    ),
    limits=(
        LimitRule(clock="take", kind="urgent_hour", amount=0.5),
        LimitRule(clock="return", kind="urgent_hour", amount=1),
        LimitRule(clock="handle", kind="urgent_hour", amount=4),
        LimitRule(clock="verify", kind="working_hour", amount=4),
        LimitRule(clock="total", kind="working_day", amount=2),
    ),
    steps=(
        MatterStep(code="cordon", name_zh="警示封控", name_en="Cordon", by="co"),
        MatterStep(code="pump", name_zh="抽排", name_en="Pump", by="lead"),
    ),
    town_role="assist",
    process_zh="暴雨过程",
    process_en="Rainstorm",
)
STALL = Matter(
    code="street-stall",
    name_zh="占道经营",
    name_en="Stall on the pavement",
    matter_class="mg-ps-js",
    definition_zh="占道经营",
    definition_en="A stall on the pavement",
    closing_standard_zh="道路通畅",
    closing_standard_en="The pavement is free",
    duty_rules=(DutyRule(code="ZD-01", lead=UnitRef(whose="town")),),
    fallback=UnitRef(unit="c-cgj"),
    photos=("after",),
    town_role="basic",
    needs_reading_normal=False,
    join_within_h=0,
)
TAKEN_BACK = Matter(
    code="demolition",
    name_zh="违法建设拆除",
    name_en="Demolition",
    matter_class="mg-ps-js",
    definition_zh="拆除",
    definition_en="Demolition",
    closing_standard_zh="拆除完毕",
    closing_standard_en="It is gone",
    duty_rules=(DutyRule(code="CC-01", lead=UnitRef(unit="c-cgj"), area="449902"),),
    town_role="taken_back",
    join_within_h=0,
)


def settle() -> None:
    """Write the areas, units and people."""
    ids = {path: area_id for area_id, _, _, path in AREAS}
    AreaRow.objects.bulk_create(
        AreaRow(
            id=area_id,
            city="test",
            name=name,
            short_name=name,
            level=level,
            kind="functional" if area_id == "zone" else "division",
            managed_path=path,
            statistical_path=path,
        )
        for area_id, name, level, path in AREAS
    )
    UnitRow.objects.bulk_create(
        UnitRow(
            id=unit,
            name=name,
            short_name=name,
            kind=kind,
            level=level,
            area_id=ids[path],
            area_path=path,
            line=line,
            parent_id=parent,
        )
        for unit, name, kind, level, path, line, parent in UNITS
    )
    paths = {unit[0]: unit[4] for unit in UNITS}
    for login, unit, roles in PEOPLE:
        person(login, unit, paths[unit], *roles)


def person(login: str, unit: str, path: str, *roles: str) -> None:
    """One more who works there, since yesterday; a leader is in charge of everything below `path`."""
    User.objects.create(id=login, login=login, name=login, unit_id=unit, post="岗位", area_path=path)
    for role in roles:
        Grant.objects.create(
            id=f"{login}:{role}",
            user_id=login,
            role=role,
            kind="standing",
            granted_by="test",
            starts_at=clock.now() - timedelta(days=1),
        )
        if role == "leader":
            Charge.objects.create(user_id=login, area_path=path, line="*")


def declare() -> None:
    """Declare the catalogue."""
    matters.declare([*CLASSES, FLOOD, STALL, TAKEN_BACK], pack="test")
