"""Which duty rule wins, what it says of itself, and which catalogue is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.matters import logic
from yiwang.matters.contracts import Place
from yiwang.matters.declarations import (
    Condition,
    CoUnitRule,
    DutyRule,
    LimitRule,
    Matter,
    MatterClass,
    UnitRef,
)

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # 12:00 in Zhanjiang time zone
NIGHT = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)  # 23:30
PATH = "/44/4499/449901/449901001/"
CLASSES = {
    "a": MatterClass(code="a", name_zh="市政", name_en="Works"),
    "a1": MatterClass(code="a1", name_zh="排水", name_en="Drainage", parent="a"),
    "a11": MatterClass(code="a11", name_zh="积水", name_en="Ponding", parent="a1"),
    "a111": MatterClass(code="a111", name_zh="太深", name_en="Too deep", parent="a11"),
}


def rule(code: str, lead: str, area: str = "", *conditions: Condition) -> DutyRule:
    return DutyRule(code=code, lead=UnitRef(unit=lead), area=area, conditions=conditions)


def matter(**changes: object) -> Matter:
    said: dict[str, object] = {
        "code": "m",
        "name_zh": "道路积水",
        "name_en": "Flooded street",
        "matter_class": "a11",
        "definition_zh": "路面积水影响通行",
        "definition_en": "Water on the road that hinders traffic",
        "closing_standard_zh": "积水排除",
        "closing_standard_en": "The water is gone",
        "duty_rules": (rule("D-1", "c-cgj"),),
        "process_zh": "暴雨过程",
    }
    return Matter(**{**said, **changes})  # type: ignore[arg-type]


def test_a_rule_of_the_town_beats_the_rule_of_the_county_and_of_the_city() -> None:
    rules = (rule("city", "c"), rule("town", "t", "449901001"), rule("county", "n", "449901"))
    choice = logic.choose(rules, PATH, Place(), NOON)
    assert choice is not None
    assert (choice.rule.code, choice.matched) == ("town", 3)


def test_a_rule_of_another_county_never_matches() -> None:
    assert logic.choose((rule("west", "w", "449902"),), PATH, Place(), NOON) is None


def test_what_the_thing_itself_is_beats_where_it_lies() -> None:
    owner = Condition(field="owner_unit", values=("water",))
    rules = (rule("town", "t", "449901001"), rule("owner", "water", "", owner))
    assert logic.choose(rules, PATH, Place(owner_unit="water"), NOON).rule.code == "owner"  # type: ignore[union-attr]
    assert logic.choose(rules, PATH, Place(owner_unit="telecom"), NOON).rule.code == "town"  # type: ignore[union-attr]


def test_an_unknown_owner_fulfils_no_condition_on_the_owner() -> None:
    owner = Condition(field="owner_unit", values=("water",))
    assert logic.choose((rule("owner", "water", "", owner),), PATH, Place(), NOON) is None


def test_hours_may_cross_midnight_and_their_end_is_outside() -> None:
    assert logic.hours_hold("22:00-06:00", NIGHT)
    assert not logic.hours_hold("22:00-06:00", NOON)
    assert logic.hours_hold("12:00-13:00", NOON)
    assert not logic.hours_hold("08:00-12:00", NOON)


def test_the_winning_rule_explains_itself_in_both_languages() -> None:
    night = Condition(field="hours", values=("22:00-06:00",))
    winner = DutyRule(
        code="D-7",
        lead=UnitRef(unit="c-cgj"),
        conditions=(night,),
        co_units=(CoUnitRule(unit=UnitRef(unit="c-jj"), task_zh="警示封控", task_en="Cordon"),),
        basis_zh="职责清单第七条",
        basis_en="Duty list, item 7",
    )
    choice = logic.choose((winner, rule("D-1", "x")), PATH, Place(), NIGHT)
    assert choice is not None
    names = logic.Names(
        matter_zh="道路积水",
        matter_en="Flooded street",
        area_zh="东区",
        lead_zh="城管局",
        co_units=(("交警支队", "警示封控", "Cordon"),),
    )
    zh, en = logic.why(choice, names)
    assert zh == (
        "职责条目 D-7：道路积水发生在东区，且时段为22:00-06:00，由城管局主办，交警支队协办（警示封控）。"
        "依据：职责清单第七条。另有1条职责也匹配，本条最具体。"
    )
    assert "D-7" in en
    assert "Cordon" in en
    assert "1 other rule(s)" in en


def test_a_limit_for_the_severity_beats_the_general_one() -> None:
    limits = (
        LimitRule(clock="take", kind="working_hour", amount=2),
        LimitRule(clock="take", kind="urgent_hour", amount=0.5, severity="urgent"),
        LimitRule(clock="total", kind="working_day", amount=5),
    )
    assert logic.limit_rules(limits, "urgent")["take"].amount == 0.5
    assert logic.limit_rules(reversed(limits), "urgent")["take"].amount == 0.5
    assert logic.limit_rules(limits, "general")["take"].amount == 2
    assert logic.limit_rules(limits, "urgent")["total"].amount == 5


def test_a_good_matter_has_no_faults() -> None:
    assert logic.faults_of_matter(matter(), CLASSES) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"matter_class": "a1"}, "matter_class"),
        ({"matter_class": "nowhere"}, "matter_class"),
        ({"duty_rules": (rule("D", "a"), rule("D", "b", "449901"))}, "duty_rules[1].code"),
        ({"duty_rules": (rule("D", "a"), rule("E", "b"))}, "duty_rules[1]"),
        ({"duty_rules": (DutyRule(code="D", lead=UnitRef()),)}, "duty_rules[0].lead"),
        ({"duty_rules": (DutyRule(code="D", lead=UnitRef(unit="a", line="b")),)}, "duty_rules[0].lead"),
        (
            {"duty_rules": (rule("D", "a", "", Condition(field="hours", values=("late",))),)},
            "duty_rules[0].conditions",
        ),
        ({"limits": (LimitRule(clock="take", kind="working_hour", amount=0),)}, "limits[0].amount"),
        ({"limits": (LimitRule(clock="total", kind="working_day", amount=1.5),)}, "limits[0]"),
        ({"limits": (LimitRule(clock="total", kind="fixed", amount=1),)}, "limits[0]"),
        ({"limits": (LimitRule(clock="take", kind="urgent_hour", amount=1),) * 2}, "limits[1]"),
        ({"process_zh": ""}, "process_zh"),
        ({"join_within_h": -1.0}, "join_within_h"),
    ],
)
def test_a_fault_of_the_catalogue_names_its_field(changes: dict[str, object], field: str) -> None:
    assert field in [found.field for found in logic.faults_of_matter(matter(**changes), CLASSES)]


def test_classes_have_three_levels_and_no_circle() -> None:
    assert logic.faults_of_class(CLASSES["a11"], CLASSES) == []
    assert logic.faults_of_class(CLASSES["a111"], CLASSES)
    circle = {"x": MatterClass(code="x", name_zh="x", name_en="x", parent="x")}
    assert logic.faults_of_class(circle["x"], circle)


def test_the_same_words_have_the_same_hash_and_one_other_word_another() -> None:
    assert logic.hash_of(logic.body_of(matter())) == logic.hash_of(logic.body_of(matter()))
    assert logic.hash_of(logic.body_of(matter())) != logic.hash_of(logic.body_of(matter(name_zh="路面积水")))
    assert logic.matter_of(logic.body_of(matter())) == matter()


AREAS = ["", "44", "4499", "449901", "449901001", "449902"]
VALUES = st.lists(st.sampled_from(["water", "telecom", "power"]), min_size=1, max_size=2, unique=True)


@st.composite
def duty_rules(draw: st.DrawFn) -> DutyRule:
    fields = draw(
        st.lists(st.sampled_from(["owner_unit", "maintainer_unit", "place_kind"]), unique=True, max_size=3)
    )
    conditions = tuple(Condition(field=field, values=tuple(draw(VALUES))) for field in fields)  # type: ignore[arg-type]
    code = draw(st.text(alphabet="abcdef0123456789", min_size=4, max_size=8))
    return rule(code, "u", draw(st.sampled_from(AREAS)), *conditions)


@given(
    st.lists(duty_rules(), max_size=8, unique_by=lambda one: one.code),
    st.sampled_from(["", "water", "telecom", "power"]),
    st.sampled_from(["", "water", "telecom"]),
)
def test_the_winner_matches_and_no_match_is_more_specific_whatever_the_order(
    rules: list[DutyRule], owner: str, kind: str
) -> None:
    place = Place(owner_unit=owner, place_kind=kind)
    choice = logic.choose(rules, PATH, place, NOON)
    backwards = logic.choose(rules[::-1], PATH, place, NOON)
    matching = [
        one
        for one in rules
        if (one.area == "" or f"/{one.area}/" in PATH)
        and all(logic.condition_holds(condition, place, NOON) for condition in one.conditions)
    ]
    if choice is None:
        assert not matching
        return
    assert backwards is not None
    assert backwards.rule == choice.rule
    assert choice.rule in matching
    assert choice.matched == len(matching)
    assert all(len(one.conditions) <= len(choice.rule.conditions) for one in matching)
