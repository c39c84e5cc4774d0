"""The catalogue in a real database: versions, duty with units of a real tree, towns that may not lead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cases import city
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow
from yiwang.matters import api
from yiwang.matters.contracts import CatalogueFaults, NoDuty, Place, TakenBack, TownAssists, UnknownMatter
from yiwang.matters.declarations import DutyRule, UnitRef
from yiwang.matters.models import Matter, MatterVersion

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("town")]


def test_declaring_the_same_words_twice_changes_nothing() -> None:
    city.declare()
    before = FactRow.objects.count()
    again = api.declare([*city.CLASSES, city.FLOOD, city.STALL, city.TAKEN_BACK], pack="test")
    assert again.unchanged == ["flooded-street", "street-stall", "demolition"]
    assert (again.created, again.changed) == ([], [])
    assert FactRow.objects.count() == before
    assert MatterVersion.objects.count() == 3


def test_other_words_make_the_next_version_and_the_old_one_stays() -> None:
    city.declare()
    changed = replace(city.FLOOD, definition_zh="积水深度超过十五厘米")
    assert api.declare([changed], pack="test").changed == ["flooded-street"]
    assert api.get_matter("flooded-street").version == 2
    assert api.get_matter("flooded-street").definition_zh == "积水深度超过十五厘米"
    assert api.get_matter("flooded-street", 1).definition_zh == city.FLOOD.definition_zh
    told = FactRow.objects.filter(subject="matter:flooded-street").order_by("subject_version")
    assert [row.subject_version for row in told] == [1, 2]


def test_all_faults_come_at_once_and_nothing_is_stored() -> None:
    wrong = replace(
        city.FLOOD,
        matter_class="mg",
        duty_rules=(
            DutyRule(code="a", lead=UnitRef(unit="nobody")),
            DutyRule(code="b", lead=UnitRef(unit="et-zf"), area="nowhere"),
        ),
    )
    with pytest.raises(CatalogueFaults) as refused:
        api.declare([*city.CLASSES, wrong], pack="test")
    fields = [fault["field"] for fault in refused.value.details["faults"]]
    assert sorted(fields) == [
        "duty_rules[0].lead",
        "duty_rules[1].area",
        "duty_rules[1].lead",
        "matter_class",
    ]
    assert not Matter.objects.exists()
    assert not FactRow.objects.exists()


def test_a_matter_belongs_to_the_pack_that_declared_it_first() -> None:
    city.declare()
    with pytest.raises(CatalogueFaults):
        api.declare([replace(city.FLOOD, name_zh="别的")], pack="other")


def test_the_city_rule_leads_where_no_county_rule_stands_and_names_its_co_unit() -> None:
    city.declare()
    duty = api.resolve_duty("flooded-street", city.WEST_TOWN)
    assert (duty.lead, duty.rule_id) == ("c-cgj", "PS-01")
    assert [(co.unit, co.task_zh) for co in duty.co_units] == [("c-jj", "警示封控")]
    assert "职责条目 PS-01" in duty.why_zh
    assert "市城管局主办，市交警支队协办（警示封控）" in duty.why_zh
    assert "Drainage duty list, item 1" in duty.why_en


def test_the_county_bureau_leads_by_its_line_in_its_county() -> None:
    city.declare()
    duty = api.resolve_duty("flooded-street", city.EAST_VILLAGE)
    assert (duty.lead, duty.rule_id) == ("e-cgj", "PS-02")
    assert "东区" in duty.why_zh
    assert "另有1条职责也匹配" in duty.why_zh


def test_the_owner_of_the_thing_leads_where_a_rule_says_so() -> None:
    city.declare()
    duty = api.resolve_duty("flooded-street", city.EAST_TOWN, Place(owner_unit="c-ps"))
    assert (duty.lead, duty.rule_id) == ("c-ps", "PS-03")


def test_the_town_of_the_place_leads_a_basic_matter() -> None:
    city.declare()
    assert api.resolve_duty("street-stall", city.EAST_VILLAGE).lead == "et-zf"
    assert api.resolve_duty("street-stall", city.ZONE_TOWN).lead == "zt-zf"


def test_the_fallback_unit_serves_only_when_no_rule_can() -> None:
    city.declare()
    duty = api.resolve_duty("street-stall", city.WEST)  # no town in the path
    assert (duty.lead, duty.rule_id) == ("c-cgj", "fallback")
    assert "兜底" in duty.why_zh
    with pytest.raises(NoDuty):
        api.resolve_duty("demolition", city.EAST_TOWN)


def test_a_taken_back_matter_is_refused_to_a_town_with_the_reason() -> None:
    city.declare()
    with pytest.raises(TakenBack) as refused:
        api.check_lead("demolition", "et-zf")
    assert "上级收回" in refused.value.sentence("zh")
    assert "塘㙍镇政府" in refused.value.sentence("zh")
    api.check_lead("demolition", "c-cgj")
    api.check_lead("street-stall", "et-zf")


def test_a_town_that_only_assists_does_not_lead() -> None:
    city.declare()
    with pytest.raises(TownAssists):
        api.check_lead("flooded-street", "et-zf")


def test_limits_come_by_clock() -> None:
    city.declare()
    limits = api.limits("flooded-street", "urgent")
    assert sorted(limits) == ["handle", "return", "take", "total", "verify"]
    assert limits["total"].kind == "working_day"


def test_the_list_finds_by_words_and_by_a_class_of_any_level() -> None:
    city.declare()
    assert [row.code for row in api.list_matters(q="积水").items] == ["flooded-street"]
    assert api.list_matters(matter_class="mg").total == 3
    row = api.list_matters(q="flooded").items[0]
    assert row.class_zh == ["市政管理", "排水", "积水内涝"]
    assert api.list_matters(size=2, page=2).items[0].code == "street-stall"


def test_an_unknown_matter_is_refused_in_words() -> None:
    with pytest.raises(UnknownMatter) as refused:
        api.get_matter("nothing")
    assert refused.value.status == 404
    assert api.find_matter("nothing") is None


def test_the_page_of_a_matter_says_its_duty_list_in_words(town: clock.VirtualClock) -> None:
    city.declare()
    matter = api.get_matter("flooded-street")
    assert [rule.lead_zh for rule in matter.duty_rules] == [
        "市城管局",
        "市城管局条线（县（市、区））",
        "权属单位",
    ]
    assert matter.duty_rules[0].co_units_zh == ["市交警支队：警示封控"]
    assert matter.duty_rules[2].conditions_zh == ["权属单位为c-ps"]
