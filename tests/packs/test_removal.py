"""A topic goes: its matters are retired with their duty rules, and what is open finishes as it began."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests.cases import city, world
from tests.packs.test_catalogues import CLASSES, MATTERS, PACK
from yiwang.cases import api as cases
from yiwang.cases import tasks as cases_tasks
from yiwang.cases.contracts import NotNow
from yiwang.cases.models import Case, CaseAlert, CaseClock
from yiwang.events import tasks as events_tasks
from yiwang.events.models import Event
from yiwang.identity import api as identity
from yiwang.kernel.clock import VirtualClock
from yiwang.kernel.models import FactRow
from yiwang.matters import api as matters
from yiwang.matters.contracts import NoLongerDeclared, UnknownMatter
from yiwang.packs import api

assert cases_tasks
assert events_tasks

FLOW = """\
code: lamps
name: {zh: 路灯抢修, en: Lamps}
stages:
  - {code: opened, zh: 待分拨, en: awaiting dispatch, starts: [total], unfinished: true}
  - {code: dispatched, zh: 待签收, en: awaiting take, starts: [take], unfinished: true}
  - {code: taken, zh: 抢修中, en: in hand, starts: [handle], stops: [take], unfinished: true}
  - {code: handled, zh: 待核查, en: awaiting check, starts: [verify], stops: [handle]}
  - {code: verified, zh: 核查通过, en: checked, stops: [verify]}
  - {code: closed, zh: 已结案, en: closed, ends: true}
moves:
  - {act: dispatch, from: [opened], to: dispatched}
  - {act: re_dispatch, from: [dispatched, taken], to: dispatched}
  - {act: take, from: [dispatched], to: taken}
  - {act: handle, from: [taken], to: handled}
  - {act: verify, from: [handled], to: verified, result: pass}
  - {act: verify, from: [handled], to: taken, result: fail}
  - {act: close, from: [verified], to: closed}
"""
OTHER_FLOW = (
    "".join(line for line in FLOW.splitlines(True) if "act: verify" not in line)
    .replace("  - {code: verified, zh: 核查通过, en: checked, stops: [verify]}\n", "")
    .replace("from: [verified]", "from: [handled]")
)
LAMP = f"""\
{CLASSES.replace("matters: []", "").rstrip()}
{MATTERS.rstrip()}
    flow: lamps
    photos: []
    needs_reading_normal: false
    town_role: basic
    limits:
      - {{clock: take, kind: urgent_hour, amount: 2}}
      - {{clock: handle, kind: urgent_hour, amount: 10}}
      - {{clock: total, kind: urgent_hour, amount: 24}}
"""
OTHER_LAMP = LAMP.replace("amount: 10}", "amount: 1}").replace("恢复照明。", "三盏以上恢复照明。")
HANDLE_S = 10 * 3600

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def packs(db: None, wound: VirtualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small city with one topic of one matter, on a flow and with limits of its own."""
    city.settle()
    city.declare()
    told = dataclasses.replace(
        settings.YIWANG, home=tmp_path / "var", packs_folder=tmp_path / "packs", unsigned_packs=True
    )
    monkeypatch.setattr(settings, "YIWANG", told)
    write(tmp_path / "packs", "pack.yaml", PACK)
    write(tmp_path / "packs", "grade.yaml", "grades:\n  bilingual: {state: done}\n")
    write(tmp_path / "packs", "matters/a.yaml", LAMP)
    write(tmp_path / "packs", "flows/lamps.yaml", FLOW)
    assert api.load(told.packs_folder).loaded == ["words"]
    return told.packs_folder


def write(packs: Path, name: str, text: str) -> None:
    path = packs / "words" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def upgrade(packs: Path) -> None:
    write(packs, "matters/a.yaml", OTHER_LAMP)
    write(packs, "flows/lamps.yaml", OTHER_FLOW)
    assert api.load(packs).loaded == ["words"]


def drop(packs: Path) -> None:
    """Another version of the topic, which names the matter no more."""
    write(packs, "matters/a.yaml", CLASSES)
    assert api.load(packs).loaded == ["words"]


def remove(packs: Path) -> None:
    api.remove("words", by="u-admin", reason="并入别的专题")


def upgrade_and_remove(packs: Path) -> None:
    upgrade(packs)
    remove(packs)


def opened(thing: str = "g1") -> Case:
    alert = world.alert(thing, matter="lamp", hazard="lamps")
    world.pump()
    return Case.objects.get(pk=CaseAlert.objects.get(pk=alert).case_id)


def told(kind: str) -> int:
    return FactRow.objects.filter(fact_type=kind).count()


@pytest.mark.usefixtures("bus")
@pytest.mark.parametrize("change", [upgrade, drop, remove, upgrade_and_remove])
@pytest.mark.parametrize("taken_before", [False, True])
def test_an_open_case_goes_its_way_to_the_end_by_the_words_it_began_with(
    packs: Path, wound: VirtualClock, change: Callable[[Path], None], taken_before: bool
) -> None:
    who = identity.subject_of
    case = opened()
    began = (case.flow, case.flow_version, case.matter, case.matter_version)
    assert (case.stage, case.lead_unit) == ("dispatched", "c-cgj")
    if taken_before:
        cases.take(who("bob"), case.id)
    change(packs)
    wound.advance(timedelta(minutes=30))
    if not taken_before:
        cases.take(who("bob"), case.id)
    limit = CaseClock.objects.get(case_id=case.id, name="handle")
    assert limit.due_at is not None
    assert (limit.due_at - limit.started_at).total_seconds() == HANDLE_S
    assert cases.get_case(who("bob"), case.id).stage_zh == "抢修中"
    cases.handle(who("bob"), case.id, text="换了灯泡", before=[], after=[])
    # The other version closes here; this case was promised a check by somebody else.
    with pytest.raises(NotNow):
        cases.close(who("alice"), case.id)
    assert cases.get_case(who("irene"), case.id).closing_standard_zh == "恢复照明。"
    cases.verify(who("irene"), case.id, passed=True, text="亮了")
    cases.close(who("alice"), case.id)
    case.refresh_from_db()
    assert (case.stage, case.state) == ("closed", "closed")
    assert (case.flow, case.flow_version, case.matter, case.matter_version) == began
    assert Event.objects.get(pk=case.event_id).state == "closed"


@pytest.mark.usefixtures("bus")
def test_a_case_of_a_retired_matter_is_still_handed_on(packs: Path, wound: VirtualClock) -> None:
    case = opened()
    remove(packs)
    cases.re_dispatch(identity.subject_of("alice"), case.id, unit="c-jj", reason="该路段由交警先行处置")
    case.refresh_from_db()
    assert (case.lead_unit, case.matter_version) == ("c-jj", 1)


@pytest.mark.usefixtures("bus")
def test_nothing_new_is_opened_for_a_matter_that_went(packs: Path, wound: VirtualClock) -> None:
    remove(packs)
    case = opened()
    # An alert of before, ended after: nobody's matter, so the dispatcher decides.
    assert (case.matter, case.stage, case.flow) == ("", "opened", "device")


def test_matters_and_duty_rules_go_and_come_back_twice_with_one_fact_each(packs: Path) -> None:
    assert matters.resolve_duty("lamp", city.EAST_TOWN).lead == "c-cgj"
    for _ in range(2):
        remove(packs)
    assert (told("matters.retired"), told("matters.restored")) == (1, 0)
    assert matters.find_handling("lamp") is None
    with pytest.raises(NoLongerDeclared):
        matters.resolve_duty("lamp", city.EAST_TOWN)
    assert "lamp" not in {row.code for row in matters.list_matters(size=200).items}
    assert [row.code for row in matters.list_matters(retired=True).items] == ["lamp"]
    assert "lamp" not in {one.code for one in matters.words_of_matters()}
    assert "lamp" not in {one.code for one in matters.owned()}
    assert not [line for line in matters.checks().lines if line.matter == "lamp"]
    # History is kept whole.
    shown = matters.get_matter("lamp")
    assert (shown.version_in_force, shown.newest_version, shown.retired_at is not None) == (0, 1, True)
    assert [row.in_force for row in matters.versions("lamp")] == [False]
    assert matters.limits("lamp", version=1)["total"].amount == 24

    for _ in range(2):
        api.install(packs / "words", by="u-admin", reason="恢复使用")
    assert (told("matters.retired"), told("matters.restored")) == (1, 1)
    assert matters.resolve_duty("lamp", city.EAST_TOWN).rule_id == "L-1"
    assert matters.get_matter("lamp").version_in_force == 1
    assert matters.list_matters(retired=True).total == 0
    remove(packs)
    api.install(packs / "words", by="u-admin", reason="再次恢复")
    assert (told("matters.retired"), told("matters.restored")) == (2, 2)
    assert told("matters.declared") == len(matters.list_matters(size=200).items), "no version was made"


def test_what_the_city_amended_comes_back_as_the_city_amended_it(packs: Path) -> None:
    steward, alice = identity.subject_of("steward"), identity.subject_of("alice")
    rule = matters.read_rule({"code": "L-1", "lead": {"unit": "c-jj"}})
    draft = matters.propose_rule(matter="lamp", rule=rule, reason_zh="裁定", source="ruling", by=steward)
    matters.decide(draft, approve=True, note="", version=1, by=alice)
    late = matters.propose_rule(
        matter="lamp",
        rule=dataclasses.replace(rule, code="L-2", area="449901"),
        reason_zh="再议",
        source="ruling",
        by=steward,
    )
    remove(packs)
    with pytest.raises(NoLongerDeclared):
        matters.decide(late, approve=True, note="", version=1, by=alice)
    with pytest.raises(NoLongerDeclared):
        matters.propose_removal(matter="lamp", rule_code="L-1", reason_zh="撤", source="desk", by=steward)
    api.install(packs / "words", by="u-admin", reason="恢复使用")
    assert matters.resolve_duty("lamp", city.EAST_TOWN).lead == "c-jj"


def test_a_matter_that_an_upgrade_no_longer_names_is_retired_alone(packs: Path) -> None:
    other = LAMP + MATTERS.replace("matters:\n", "").replace("code: lamp", "code: pole").replace("L-1", "P-1")
    write(packs, "matters/a.yaml", other)
    api.load(packs)
    write(packs, "matters/a.yaml", LAMP)
    api.load(packs)
    assert api.load(packs).unchanged == ["words"]
    assert [row.code for row in matters.list_matters(retired=True).items] == ["pole"]
    assert matters.find_handling("lamp") is not None
    assert told("matters.retired") == 1
    with pytest.raises(UnknownMatter):
        matters.get_matter("nowhere")
