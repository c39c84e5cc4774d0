"""The duty list changes by two persons: a draft, its comparison, a decision, the next version."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.cases import city
from tests.races import at_once, one_won
from yiwang.identity import api as identity
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow
from yiwang.matters import api
from yiwang.matters.contracts import (
    CatalogueFaults,
    DraftDone,
    NothingChanges,
    NotInForce,
    OwnDraft,
    Place,
    UnknownRule,
)
from yiwang.matters.declarations import Condition, DutyRule, LimitRule, UnitRef
from yiwang.matters.models import MatterVersion

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("town")]
MATTER = "flooded-street"
RULED = DutyRule(code="PS-09", lead=UnitRef(unit="c-swj"), area="449902", basis_zh="裁决 2026-1")


def propose(rule: DutyRule = RULED, *, by: str = "steward", strict: bool = True) -> str:
    return api.propose_rule(
        matter=MATTER,
        rule=rule,
        reason_zh="裁决归市水务局",
        source="ruling:1",
        by=identity.subject_of(by),
        strict=strict,
    )


def decide(draft: str, approve: bool = True, *, by: str = "alice", version: int = 1) -> None:
    api.decide(draft, approve=approve, note="同意", version=version, by=identity.subject_of(by))


def told(kind: str) -> list[dict[str, object]]:
    return [json.loads(row.data) for row in FactRow.objects.filter(fact_type=kind).order_by("recorded_at")]


def test_a_draft_changes_nothing_before_another_person_approves_it() -> None:
    city.declare()
    draft = propose()
    assert api.resolve_duty(MATTER, city.WEST_TOWN).lead == "c-cgj"
    shown = api.get_draft(draft, identity.subject_of("alice"))
    assert (shown.state, shown.may_decide, shown.source) == ("asked", True, "ruling:1")
    assert [one.zh for one in shown.changes] == ["新增职责条目 PS-09：西区：由市水务局主办。"]
    decide(draft)
    duty = api.resolve_duty(MATTER, city.WEST_TOWN)
    assert (duty.lead, duty.rule_id, duty.matter_version) == ("c-swj", "PS-09", 2)
    assert [one["approved"] for one in told("matters.draft_decided")] == [True]
    row = api.versions(MATTER)[0]
    assert (row.version, row.source, row.declared_by) == (2, f"draft:{draft}", "alice")
    assert [one.zh for one in api.diff(MATTER, 1, 2)] == ["新增职责条目 PS-09：西区：由市水务局主办。"]


def test_who_proposes_does_not_decide_and_who_may_not_review_is_refused() -> None:
    city.declare()
    own = propose(by="alice")
    with pytest.raises(OwnDraft):
        decide(own, by="alice")
    with pytest.raises(Forbidden):
        decide(own, by="bob")
    assert api.get_draft(own, identity.subject_of("alice")).may_decide is False


def test_of_two_decisions_one_wins_and_the_other_is_told() -> None:
    city.declare()
    draft = propose()
    decide(draft, approve=False)
    with pytest.raises(DraftDone):
        decide(draft)
    assert api.get_matter(MATTER).version == 1
    assert [one["approved"] for one in told("matters.draft_decided")] == [False]


def test_a_rule_of_the_same_area_and_conditions_takes_the_others_place() -> None:
    city.declare()
    everywhere = next(rule for rule in city.FLOOD.duty_rules if not rule.area and not rule.conditions)
    decide(propose(DutyRule(code="PS-10", lead=UnitRef(unit="c-swj"))))
    codes = [rule.code for rule in api.declared(MATTER).duty_rules]
    assert "PS-10" in codes
    assert everywhere.code not in codes
    assert codes.index("PS-10") == city.FLOOD.duty_rules.index(everywhere)


def test_a_removal_is_proposed_and_decided_too() -> None:
    city.declare()
    steward = identity.subject_of("steward")
    with pytest.raises(UnknownRule):
        api.propose_removal(matter=MATTER, rule_code="none", reason_zh="", source="desk", by=steward)
    decide(api.propose_removal(matter=MATTER, rule_code="PS-02", reason_zh="", source="desk", by=steward))
    assert "PS-02" not in [rule.code for rule in api.declared(MATTER).duty_rules]


def test_a_desk_is_told_of_faults_and_a_ruling_keeps_them_for_the_reviewer() -> None:
    city.declare()
    town = DutyRule(code="PS-11", lead=UnitRef(unit="et-zf"), area="449901001")
    with pytest.raises(CatalogueFaults):
        propose(town)
    draft = propose(town, strict=False)
    assert api.get_draft(draft, identity.subject_of("alice")).faults
    with pytest.raises(CatalogueFaults):
        decide(draft)
    assert api.get_draft(draft, identity.subject_of("alice")).state == "asked"


def test_what_the_list_says_already_makes_no_draft_and_the_same_words_make_one() -> None:
    city.declare()
    with pytest.raises(NothingChanges):
        propose(city.FLOOD.duty_rules[0])
    assert propose(city.FLOOD.duty_rules[0], strict=False) == ""
    assert propose() == propose()


def test_a_rule_holds_from_its_first_day_to_its_last(town: clock.VirtualClock) -> None:
    today = clock.now().date()
    dated = replace(RULED, from_=today + timedelta(days=1), until=today + timedelta(days=2))
    city.declare()
    decide(propose(dated))
    leads = [
        api.resolve_duty(MATTER, city.WEST_TOWN, at=clock.now() + timedelta(days=days)).lead
        for days in range(4)
    ]
    assert leads == ["c-cgj", "c-swj", "c-swj", "c-cgj"]


def test_a_version_waits_for_its_first_day_and_a_ruling_meanwhile_holds_before_and_after() -> None:
    city.declare()
    later = clock.now().date() + timedelta(days=10)
    renamed = replace(city.FLOOD, name_zh="城市道路积水", effective_from=later)
    api.declare([renamed], pack="test")
    assert api.get_matter(MATTER).name_zh == "道路积水"
    assert api.get_matter(MATTER).newest_version == 2
    decide(propose())
    assert api.resolve_duty(MATTER, city.WEST_TOWN).lead == "c-swj"
    assert api.get_matter(MATTER).name_zh == "道路积水"
    then = clock.now() + timedelta(days=11)
    duty = api.resolve_duty(MATTER, city.WEST_TOWN, at=then)
    assert duty.lead == "c-swj"
    assert "城市道路积水" in duty.why_zh
    assert MatterVersion.objects.filter(code=MATTER).count() == 4


def test_a_new_matter_before_its_first_day_is_refused_in_words() -> None:
    city.declare()
    api.declare([replace(city.STALL, code="soon", effective_from=date(2099, 1, 1))], pack="test")
    with pytest.raises(NotInForce) as refused:
        api.resolve_duty("soon", city.EAST_TOWN)
    assert "尚未生效" in refused.value.sentence("zh")
    assert api.resolve_duty("soon", city.EAST_TOWN, at=clock.now() + timedelta(days=40_000)).lead == "et-zf"


def test_what_the_city_amended_is_not_overwritten_by_its_pack() -> None:
    city.declare()
    decide(propose())
    again = api.declare([city.FLOOD], pack="test")
    assert again.unchanged == [MATTER]
    newer = replace(city.FLOOD, definition_zh="积水深度超过十五厘米")
    assert api.declare([newer], pack="test").held == [MATTER]
    assert api.declare([newer], pack="test").unchanged == [MATTER]
    waiting = api.drafts(identity.subject_of("alice"), state="asked").items
    assert [(one.kind, one.source) for one in waiting] == [("matter", "pack:test")]
    assert {one.field for one in waiting[0].changes} == {"definition_zh", "duty_rules.PS-09"}
    assert api.resolve_duty(MATTER, city.WEST_TOWN).lead == "c-swj"


def test_any_known_owner_leads_where_the_rule_says_so() -> None:
    owner = DutyRule(
        code="PS-12",
        lead=UnitRef(whose="owner"),
        conditions=(Condition(field="owner_unit", values=("*",)),),
    )
    matter = replace(city.FLOOD, duty_rules=(city.FLOOD.duty_rules[0], owner))
    api.declare([*city.CLASSES, matter], pack="test")
    assert api.resolve_duty(MATTER, city.WEST_TOWN, Place(owner_unit="c-ps")).lead == "c-ps"
    assert api.resolve_duty(MATTER, city.WEST_TOWN).lead == "c-cgj"
    assert "已知权属单位" in api.resolve_duty(MATTER, city.WEST_TOWN, Place(owner_unit="c-ps")).why_zh


def test_a_comparison_says_every_kind_of_change() -> None:
    city.declare()
    changed = replace(
        city.FLOOD,
        name_zh="路面积水",
        town_role="basic",
        keywords=("水浸",),
        fallback=None,
        limits=(LimitRule(clock="take", kind="working_hour", amount=9), *city.FLOOD.limits[1:]),
        steps=(),
        sensitive=True,
        duty_rules=(
            replace(city.FLOOD.duty_rules[0], lead=UnitRef(unit="c-swj")),
            *city.FLOOD.duty_rules[1:],
        ),
    )
    api.declare([changed], pack="test")
    said = {one.field: one for one in api.diff(MATTER, 1, 2)}
    assert said["name_zh"].zh == "名称由“道路积水”改为“路面积水”。"
    assert said["town_role"].zh == "镇街履职由“配合”改为“基本”。"
    assert said["keywords"].zh == "关键词增加：水浸。"
    assert said["sensitive"].en == "Sensitive: “no” became “yes”."
    assert "市城管局" in said["duty_rules.PS-01"].zh
    assert "市水务局" in said["duty_rules.PS-01"].zh
    assert any(field.startswith("limits.take") for field in said)
    assert sum(one.kind == "removed" for one in said.values()) >= len(city.FLOOD.steps)
    back = api.diff(MATTER, 2, 1)
    assert {one.field for one in back} == set(said)
    assert api.diff(MATTER, 2, 2) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_a_draft_at_once_one_wins_and_the_other_is_told() -> None:
    city.declare()
    draft, alice = propose(), identity.subject_of("alice")
    one_won(
        at_once(
            lambda: api.decide(draft, approve=True, note="同意", version=1, by=alice),
            lambda: api.decide(draft, approve=True, note="同意", version=1, by=alice),
            lambda: api.decide(draft, approve=False, note="不妥", version=1, by=alice),
        )
    )
    state = api.get_draft(draft, alice).state
    assert MatterVersion.objects.filter(code=MATTER).count() == 1 + (state == "approved")
    assert len(told("matters.draft_decided")) == 1


def test_a_whole_new_matter_is_proposed_by_one_and_exists_when_another_approves() -> None:
    city.declare()
    steward, alice = identity.subject_of("steward"), identity.subject_of("alice")
    words = replace(city.STALL, code="night-market", name_zh="夜市占道", name_en="Night market")
    draft = api.propose_matter(words=words, reason_zh="群众集中反映", source="desk", by=steward)
    assert api.find_matter("night-market") is None
    shown = api.get_draft(draft, alice)
    assert (shown.matter_zh, shown.base_version, [one.zh for one in shown.changes]) == (
        "夜市占道",
        0,
        ["新增事项“夜市占道”。"],
    )
    decide(draft)
    assert api.get_matter("night-market").version == 1
    assert api.resolve_duty("night-market", city.EAST_TOWN).lead == "et-zf"
    assert [one.zh for one in api.get_draft(draft, alice).changes] == ["新增事项“夜市占道”。"]
    api.declare([city.STALL], pack="test")  # what no pack declared is the city's own and stays
    assert api.get_matter("night-market").version == 1


def test_a_new_matter_of_no_class_is_refused_and_one_refused_by_the_reviewer_never_was() -> None:
    city.declare()
    steward, alice = identity.subject_of("steward"), identity.subject_of("alice")
    bad = replace(city.STALL, code="night-market", matter_class="mg")
    with pytest.raises(CatalogueFaults):
        api.propose_matter(words=bad, reason_zh="", source="desk", by=steward)
    draft = api.propose_matter(
        words=replace(city.STALL, code="night-market"), reason_zh="", source="desk", by=steward
    )
    decide(draft, approve=False)
    assert api.find_matter("night-market") is None
    assert api.get_draft(draft, alice).state == "refused"


def test_what_the_page_hands_an_editor_is_the_matter_whole() -> None:
    city.declare()
    words = api.get_matter(MATTER).words
    assert api.read_matter(words) == api.declared(MATTER)
    steward = identity.subject_of("steward")
    with pytest.raises(NothingChanges):
        api.propose_matter(words=api.read_matter(words), reason_zh="", source="desk", by=steward)
