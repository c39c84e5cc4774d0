"""编辑 → 审核 → 签发: by the right people; numbers without a gap; the sent-to see what was sent, no more."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from tests.indicators.test_city import CITY, EAST, pump, who
from tests.reports.test_making import made, parts
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow
from yiwang.kernel.tasks import acquire
from yiwang.messages.models import AddressRow, MessageRow
from yiwang.reports import api, logic, tasks
from yiwang.reports.contracts import (
    BriefingLevel,
    BriefingMoved,
    BriefingReasonNeeded,
    OwnBriefing,
    Segment,
    UnknownBriefing,
    UnknownPart,
    UnknownTemplate,
)
from yiwang.reports.models import Briefing, BriefingStep

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]


def approved(code: str = "city-weekly") -> Briefing:
    row = api.create(who("alice"), code, area_id=CITY)
    row = api.submit(who("alice"), row.id, version=row.version)
    return api.approve(who("nora"), row.id, "看过", version=row.version)


def issued(code: str = "city-weekly") -> Briefing:
    row = approved(code)
    return api.issue(who("lena"), row.id, version=row.version)


def test_it_is_reviewed_by_another_person_signed_and_sent(told: clock.VirtualClock) -> None:
    row = api.create(who("alice"), "city-weekly", area_id=CITY)
    with pytest.raises(UnknownBriefing):  # a draft is nobody else's
        api.detail(who("wang"), row.id)
    row = api.submit(who("alice"), row.id, version=row.version)
    with pytest.raises(OwnBriefing):
        api.approve(who("alice"), row.id, "", version=row.version)
    with pytest.raises(Forbidden):
        api.approve(who("bob"), row.id, "", version=row.version)
    with pytest.raises(BriefingReasonNeeded):
        api.send_back(who("nora"), row.id, "改", version=row.version)
    row = api.send_back(who("nora"), row.id, "补充说明来源", version=row.version)
    row = api.submit(who("alice"), row.id, version=row.version)
    row = api.approve(who("nora"), row.id, "看过", version=row.version)
    with pytest.raises(Forbidden):
        api.issue(who("nora"), row.id, version=row.version)
    row = api.issue(who("lena"), row.id, version=row.version)
    assert (row.state, row.year, row.number, row.signed_by) == ("issued", 2026, 1, "lena")
    with pytest.raises(BriefingMoved):
        api.issue(who("lena"), row.id, version=row.version)
    # Those it names are told, and see it without what is the editors' alone.
    message = MessageRow.objects.get(kind="reports_issued")
    assert message.link == f"/desk/reports/{row.id}"
    named = AddressRow.objects.filter(message=message).exclude(unit="").values_list("unit", flat=True)
    assert set(named) == {
        "e-zf", "w-zf", "z-gwh", *api.detail(who("nora"), row.id).content.send.units,
    }  # fmt: skip
    seen = api.detail(who("wang"), row.id)
    assert (seen.row.number, seen.history, seen.content.left_out, seen.keeper) == (1, [], [], False)
    assert [one.id for one in api.list_briefings(who("wang")).items] == [row.id]
    # A unit of a county that it was not sent to sees nothing of the city's.
    with pytest.raises(UnknownBriefing):
        api.detail(who("eve"), row.id)
    types = [
        one.fact_type
        for one in FactRow.objects.filter(subject=f"report:{row.id}").order_by("subject_version")
    ]
    assert types == [
        "reports.made", "reports.submitted", "reports.sent_back", "reports.submitted", "reports.reviewed",
        "reports.issued",
    ]  # fmt: skip
    assert BriefingStep.objects.filter(briefing=row.id).count() == len(types) == row.version


def test_numbers_are_given_at_issue_without_a_gap_and_begin_anew_each_year(told: clock.VirtualClock) -> None:
    first, second = approved(), approved()
    api.discard(who("alice"), api.create(who("alice"), "city-weekly", area_id=CITY).id, "重复生成", version=1)
    second = api.issue(who("lena"), second.id, version=second.version)
    first = api.issue(who("lena"), first.id, version=first.version)
    assert (second.number, first.number, issued("city-daily").number) == (1, 2, 1)
    told.advance(timedelta(days=330))
    assert [(one.year, one.number) for one in (issued(), issued())] == [(2027, 1), (2027, 2)]


def test_a_person_may_edit_words_and_a_changed_number_is_no_longer_carried(told: clock.VirtualClock) -> None:
    one = made()
    row = api.edit(
        who("alice"), one.row.id,
        {
            "in-time-bad": {"zh": "按时办结率只有40.0%，低于目标的95%；垫底的是东区、开发区，为1.0%。"},
            "areas": {"dropped": True},
        },
        version=one.row.version,
    )  # fmt: skip
    seen = api.detail(who("nora"), row.id)
    part = parts(seen)["in-time-bad"]
    assert [(run.text, run.flag) for run in part.zh if run.ref or run.flag] == [
        ("40.0", ""), ("95%", "uncarried"), ("东区", ""), ("开发区", ""), ("1.0%", "uncarried"),
    ]  # fmt: skip
    assert part.lost == ["0.0"]
    change = {each.part: each for each in seen.differences}
    assert change["in-time-bad"].before_zh.startswith("按时办结率仅40.0%")
    assert change["in-time-bad"].uncarried == ["95%", "1.0%"]
    assert change["areas"].after_zh == ""
    assert seen.row.flagged == 1
    assert "1.0%*" in _text(row.id)
    with pytest.raises(UnknownPart):
        api.edit(who("alice"), row.id, {"nothing": {"zh": "x"}}, version=row.version)
    row = api.refresh(who("alice"), row.id, version=row.version)
    assert api.detail(who("nora"), row.id).differences == []


def _text(briefing: str) -> str:
    import io

    import docx

    document = docx.Document(io.BytesIO(api.word(who("nora"), briefing, "zh")[1]))
    return "\n".join(one.text for one in document.paragraphs)


def test_a_figure_that_has_moved_since_is_marked_and_the_frozen_one_stays(told: clock.VirtualClock) -> None:
    from tests.cases import hotline

    one = made()
    assert api.checked(who("nora"), one.row.id) == []
    hotline.appeal(area=EAST)
    pump()
    moved = {each.n: each for each in api.checked(who("nora"), one.row.id)}
    changed = [source for source in one.content.sources if source.n in moved]
    assert {source.code for source in changed} >= {"appeals.accepted", "cases.opened"}
    assert ("0", "1") in {(each.then, each.now) for each in moved.values()}
    assert api.detail(who("nora"), one.row.id).content == one.content


def test_issues_that_were_wrong_are_withdrawn_or_replaced_and_stay(told: clock.VirtualClock) -> None:
    old = issued()
    draft = api.replace(who("alice"), old.id, version=old.version)
    assert (draft.label_zh, draft.replaces) == (old.label_zh, old.id)
    draft = api.submit(who("alice"), draft.id, version=draft.version)
    draft = api.approve(who("nora"), draft.id, "", version=draft.version)
    new = api.issue(who("lena"), draft.id, version=draft.version)
    seen = api.detail(who("wang"), old.id)
    assert (seen.row.state, seen.replaced_by, seen.row.number, new.number) == ("replaced", new.id, 1, 2)
    new = api.withdraw(who("lena"), new.id, "数据口径有误", version=new.version)
    assert api.detail(who("wang"), new.id).reason == "数据口径有误"
    assert MessageRow.objects.filter(kind="reports_withdrawn").count() == 1
    assert issued().number == 3  # a number that was given is given to nobody else


def test_refusals(told: clock.VirtualClock) -> None:
    with pytest.raises(UnknownTemplate):
        api.create(who("alice"), "none", area_id=CITY)
    with pytest.raises(BriefingLevel):
        api.create(who("alice"), "city-weekly", area_id=EAST)
    with pytest.raises(Forbidden):
        api.create(who("bob"), "city-weekly", area_id=CITY)
    with pytest.raises(Forbidden):  # the east county makes none for the city
        api.create(who("eddie"), "city-weekly", area_id=CITY)
    row = api.create(who("alice"), "city-weekly", area_id=CITY)
    with pytest.raises(UnknownBriefing):
        api.submit(who("eddie"), row.id, version=row.version)
    with pytest.raises(BriefingMoved):
        api.submit(who("alice"), row.id, version=row.version + 1)


def test_the_weekly_is_made_by_itself_once_though_the_task_runs_twice(told: clock.VirtualClock) -> None:
    pump_once = tasks.BriefingSchedule().pump
    lease = acquire("reports.schedule", "test", ttl_s=10_000_000)
    assert lease is not None
    Briefing.objects.all().delete()
    friday = logic.next_slot(tasks.life.get_template("city-weekly")[1].schedule, clock.now())  # type: ignore[arg-type]
    assert friday.isoweekday() == 5
    told.set(friday - timedelta(minutes=1))
    while pump_once(lease):
        pass
    before = Briefing.objects.filter(kind="weekly").values_list("slot", flat=True)
    assert list(before) == [(friday - timedelta(weeks=1)).strftime("%Y-%m-%dT16:00")]
    told.set(friday)
    assert pump_once(lease) == 1
    assert pump_once(lease) == 0
    row = Briefing.objects.filter(kind="weekly").latest("made_at")
    assert row.slot == friday.strftime("%Y-%m-%dT16:00")
    assert MessageRow.objects.filter(kind="reports_made", link=f"/desk/reports/{row.id}").exists()
    # Another worker that has not heard of it makes none either.
    entry, template = tasks.life.get_template("city-weekly")
    (area,) = tasks.areas_of(template)
    assert not tasks._make(lease, entry, template, area, str(row.slot), friday)


@pytest.mark.django_db(transaction=True)
@pytest.mark.server
def test_two_workers_give_no_number_twice(told: clock.VirtualClock) -> None:
    rows = [approved(), approved()]
    start = threading.Barrier(2)

    def sign(row: Briefing) -> None:
        start.wait()
        try:
            api.issue(who("lena"), row.id, version=row.version)
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=(row,)) for row in rows]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(Briefing.objects.values_list("number", flat=True)) == [1, 2]


def test_words_of_another_order_carry_nothing_wrong() -> None:
    made_so = [
        Segment(text="受理"), Segment(text="12", ref=1), Segment(text="件，12345热线"),
        Segment(text="34", ref=2),
    ]  # fmt: skip
    runs, lost = logic.reword("热线34，受理12，12345热线，另有十二起，120", made_so)
    assert [(run.text, run.ref, run.flag) for run in runs if run.ref or run.flag] == [
        ("34", 2, ""), ("12", 0, "uncarried"), ("十二", 0, "uncarried"), ("120", 0, "uncarried"),
    ]  # fmt: skip
    assert len(lost) == 1
    assert logic.reword(logic.text_of(made_so), made_so) == (made_so, [])
