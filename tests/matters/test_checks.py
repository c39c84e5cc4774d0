"""What the checks of the catalogue find in a city, and that they resolve as a dispatch does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.cases import city
from yiwang.areas import api as areas
from yiwang.areas.models import AreaRow
from yiwang.identity.models import UnitRow
from yiwang.kernel.errors import Refusal
from yiwang.matters import _checks, api
from yiwang.matters.contracts import CatalogueFinding
from yiwang.matters.declarations import Condition, DutyRule, LimitRule, UnitRef

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("town")]


def found(kind: str) -> list[CatalogueFinding]:
    return [line for line in api.checks().lines if line.kind == kind]


def test_a_matter_that_nobody_answers_for_is_named_with_its_towns() -> None:
    city.declare()
    lines = found("no_owner")
    assert [(line.matter, line.areas) for line in lines] == [("demolition", ["塘㙍镇", "东简街道"])]
    assert lines[0].zh == "“违法建设拆除”在塘㙍镇、东简街道没有主办单位，也没有兜底单位。"
    assert api.checks().pairs == 9


def test_a_catalogue_with_a_fallback_everywhere_has_no_such_line() -> None:
    city.declare()
    api.declare([replace(city.TAKEN_BACK, fallback=UnitRef(unit="c-cgj"))], pack="test")
    assert found("no_owner") == []


def test_a_town_that_may_not_lead_is_named() -> None:
    api.declare(
        [*city.CLASSES, replace(city.TAKEN_BACK, duty_rules=(DutyRule(code="X", lead=UnitRef(line="t")),))],
        pack="test",
    )
    UnitRow.objects.filter(pk="et-zf").update(line="t")
    assert [(line.kind, line.areas) for line in found("town_cannot_lead")] == [
        ("town_cannot_lead", ["塘㙍镇"])
    ]


def test_equally_specific_rules_that_can_match_together_are_an_overlap() -> None:
    night = Condition(field="hours", values=("22:00-06:00",))
    owner = Condition(field="owner_unit", values=("c-ps",))
    other = Condition(field="owner_unit", values=("c-swj",))
    rules = (
        DutyRule(code="A", lead=UnitRef(unit="c-cgj"), conditions=(night,)),
        DutyRule(code="B", lead=UnitRef(unit="c-swj"), conditions=(owner,)),
        DutyRule(code="C", lead=UnitRef(unit="c-ps"), conditions=(other,), area="449901"),
        DutyRule(code="D", lead=UnitRef(unit="c-ps"), conditions=(other,)),
        DutyRule(code="E", lead=UnitRef(unit="c-ps"), conditions=(night, owner)),
    )
    api.declare([*city.CLASSES, replace(city.FLOOD, duty_rules=rules)], pack="test")
    assert [line.zh.partition("职责条目 ")[2][:7] for line in found("overlap")] == ["A 与 B 在", "A 与 D 在"]


def test_rules_whose_days_do_not_meet_do_not_overlap() -> None:
    night = Condition(field="hours", values=("22:00-06:00",))
    owner = Condition(field="owner_unit", values=("c-ps",))
    rules = (
        DutyRule(code="A", lead=UnitRef(unit="c-cgj"), conditions=(night,), until=date(2026, 6, 30)),
        DutyRule(code="B", lead=UnitRef(unit="c-swj"), conditions=(owner,), from_=date(2026, 7, 1)),
    )
    api.declare([*city.CLASSES, replace(city.FLOOD, duty_rules=rules)], pack="test")
    assert found("overlap") == []


def test_units_and_areas_that_are_gone_are_named() -> None:
    city.declare()
    UnitRow.objects.filter(pk="c-jj").update(active=False)
    AreaRow.objects.filter(pk="449901").update(closed_on=date(2026, 1, 1))
    assert ["市交警支队" in line.zh for line in found("retired_unit")] == [True]
    assert ["东区" in line.zh for line in found("closed_area")] == [True]


def test_a_matter_without_limits_or_words_is_named() -> None:
    city.declare()
    worded = replace(
        city.FLOOD, keywords=("积水",), limits=(LimitRule(clock="take", kind="working_day", amount=1),)
    )
    api.declare([worded], pack="test")
    assert "flooded-street" in [line.matter for line in found("no_limit")]
    assert "flooded-street" not in [line.matter for line in found("no_words")]
    assert "street-stall" in [line.matter for line in found("no_words")]


def test_the_checks_resolve_as_a_dispatch_does() -> None:
    city.declare()
    seen = _checks.City.read()
    for matter in (city.FLOOD, city.STALL, city.TAKEN_BACK):
        for root in areas.roots():
            for town in areas.subtree(root.managed_path, "town"):
                try:
                    lead = api.resolve_duty(matter.code, town.managed_path).lead
                except Refusal:
                    lead = ""
                refs = [rule.lead for rule in matter.duty_rules] + [matter.fallback]
                assert not lead or lead in {
                    unit.id for ref in refs if ref and (unit := seen.resolve(ref, town.managed_path))
                }
