"""The knowledge base: written by units, published by a second person, corrected, ended on its day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.identity import people
from yiwang.documents import api, tasks
from yiwang.documents._knowledge_reading import Asked
from yiwang.documents.contracts import (
    KnowledgeFaults,
    KnowledgeMoved,
    KnowledgeTerms,
    NothingCorrected,
    NotYourUnit,
    OutsideReview,
    OwnText,
    ReasonNeeded,
    UnknownKnowledge,
)
from yiwang.documents.models import KnowledgeEntryRow, KnowledgeStepRow
from yiwang.identity.api import Subject, subject_of
from yiwang.identity.models import Grant
from yiwang.kernel import clock
from yiwang.kernel import tasks as kernel_tasks
from yiwang.kernel.errors import Forbidden, Invalid
from yiwang.kernel.models import FactRow
from yiwang.messages.models import AddressRow, MessageRow

from .knowledge import asked, day, facts_of, form, published, reviewer, write, writer

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _city(wound: clock.VirtualClock) -> None:
    people.settle()


def pump() -> int:
    lease = kernel_tasks.acquire("documents.knowledge", "test")
    assert lease is not None
    return tasks.KnowledgeTimers().pump(lease)


def give(login: str, role: str) -> Subject:
    Grant.objects.create(
        id=f"{login}:{role}", user_id=login, role=role, kind="standing", granted_by="t", starts_at=clock.now()
    )
    return subject_of(login)


def messages() -> list[tuple[str, str]]:
    """(kind, unit or person told) of every message."""
    return [
        (row.kind, address.unit or f"@{address.user}")
        for row in MessageRow.objects.order_by("created_at", "id")
        for address in AddressRow.objects.filter(message_id=row.id)
    ]


def suggested(text: str = "路灯不亮", **how: Any) -> list[str]:
    return [hint.title for hint in api.suggest_answers(text, **how)]


def test_a_draft_is_numbered_belongs_to_its_authors_unit_and_is_no_suggestion() -> None:
    entry = write()
    assert (entry.row.number, entry.row.state, entry.row.unit) == ("ZS0001", "draft", "c-cgj")
    assert entry.row.area_path == people.CITY
    assert write(title="另一条知识").row.number == "ZS0002"
    assert suggested() == []
    assert facts_of(entry.row.id) == ["written"]


def test_a_second_person_publishes_and_then_it_is_suggested() -> None:
    entry = published()
    assert entry.row.state == "published"
    assert suggested() == ["路灯不亮怎么报修"]
    assert facts_of(entry.row.id) == ["written", "asked", "published"]
    assert [step.act for step in entry.steps] == ["publish", "ask", "write"]
    assert entry.versions[0].reviewed_by_name == "dispatcher"
    assert ("knowledge_published", "@city-bureau") in messages()


def test_nobody_publishes_what_he_wrote_or_put_forward_himself() -> None:
    both = give("city-bureau", "dispatcher")
    entry = asked(both)
    with pytest.raises(OwnText):
        api.publish_knowledge(entry.row.id, both, version=entry.row.version)
    assert "publish" not in api.get_knowledge(entry.row.id, both).allowed
    assert "publish" in api.get_knowledge(entry.row.id, reviewer()).allowed


def test_without_the_right_to_review_nothing_is_published() -> None:
    entry = asked()
    with pytest.raises(Forbidden):
        api.publish_knowledge(entry.row.id, writer(), version=entry.row.version)


def test_a_town_does_not_publish_for_the_city() -> None:
    town = subject_of("town-dispatcher")
    entry = asked()
    with pytest.raises(OutsideReview):
        api.publish_knowledge(entry.row.id, town, version=entry.row.version)
    own = asked(subject_of("east-town"))
    assert api.publish_knowledge(own.row.id, town, version=own.row.version).row.state == "published"


@pytest.mark.parametrize("act", ["rewrite", "ask", "withdraw", "reaffirm"])
def test_another_unit_touches_nothing(act: str) -> None:
    entry = published()
    other = subject_of("east-bureau")
    done = {
        "rewrite": lambda: api.rewrite_knowledge(entry.row.id, other, form(), version=entry.row.version),
        "ask": lambda: api.ask_knowledge_review(entry.row.id, other, version=entry.row.version),
        "withdraw": lambda: api.withdraw_knowledge(
            entry.row.id, other, reason="不要了", version=entry.row.version
        ),
        "reaffirm": lambda: api.reaffirm_knowledge(entry.row.id, other, version=entry.row.version),
    }[act]
    with pytest.raises(Forbidden):
        done()
    assert KnowledgeEntryRow.objects.get().version == entry.row.version
    assert api.get_knowledge(entry.row.id, other).allowed == ("report",)


def test_who_may_not_write_writes_nothing() -> None:
    with pytest.raises(Forbidden):
        write(subject_of("inspector"))
    with pytest.raises(NotYourUnit):
        api.write_knowledge(Subject.system("documents"), form())


def test_an_entry_holds_only_inside_its_units_own_area() -> None:
    with pytest.raises(KnowledgeFaults) as refused:
        write(subject_of("east-bureau"), area="449902")
    assert [fault["where"] for fault in refused.value.details["faults"]] == ["area"]


def test_every_fault_of_a_text_is_told_at_once() -> None:
    with pytest.raises(KnowledgeFaults) as refused:
        write(
            title="a",
            answer="x",
            questions=("问",),
            valid_from=day("2026-04-01"),
            valid_until=day("2026-03-20"),
            matters=("<b>",),
        )
    found = [fault["where"] for fault in refused.value.details["faults"]]
    assert found == ["title", "answer", "questions", "matters", "valid_until"]


@pytest.mark.parametrize("personal", ["找张三 13800138000", "身份证 44080119900101123X 的人"])
def test_personal_data_is_refused_and_a_hotline_is_none(personal: str) -> None:
    with pytest.raises(KnowledgeFaults) as refused:
        write(answer=f"可以这样：{personal}")
    assert refused.value.details["faults"][0]["where"] == "answer"
    assert write(answer="请拨打 12345 或 0759-1234567").row.state == "draft"


def test_sent_back_it_is_a_draft_again_and_its_author_reads_why() -> None:
    entry = asked()
    with pytest.raises(ReasonNeeded):
        api.send_back_knowledge(entry.row.id, reviewer(), reason=" ", version=entry.row.version)
    back = api.send_back_knowledge(entry.row.id, reviewer(), reason="没写报修电话", version=entry.row.version)
    assert back.row.state == "draft"
    assert back.steps[0].note == "没写报修电话"
    assert ("knowledge_sent_back", "@city-bureau") in messages()


def test_while_a_text_is_reviewed_it_stays_as_it_was_put_forward() -> None:
    entry = asked()
    with pytest.raises(KnowledgeMoved):
        api.rewrite_knowledge(entry.row.id, writer(), form(title="换一个"), version=entry.row.version)


def test_a_new_text_stands_only_when_it_is_published_and_both_are_kept() -> None:
    entry = published()
    changed = api.rewrite_knowledge(
        entry.row.id, writer(), form(title="路灯报修新办法"), why="电话换了", version=entry.row.version
    )
    assert (changed.row.state, changed.row.revision, changed.row.title) == (
        "published",
        "draft",
        "路灯不亮怎么报修",
    )
    assert changed.newest is not None
    assert changed.newest.title == "路灯报修新办法"
    assert suggested() == ["路灯不亮怎么报修"]
    put = api.ask_knowledge_review(entry.row.id, writer(), version=changed.row.version)
    out = api.publish_knowledge(entry.row.id, reviewer(), version=put.row.version)
    assert (out.row.revision, out.row.title, out.newest) == ("", "路灯报修新办法", None)
    assert suggested() == ["路灯报修新办法"]
    assert [(text.number, text.why) for text in out.versions] == [(2, "电话换了"), (1, "")]


def test_others_see_no_text_that_was_never_published() -> None:
    entry = write()
    outsider = subject_of("east-bureau")
    with pytest.raises(UnknownKnowledge):
        api.get_knowledge(entry.row.id, outsider)
    assert api.list_knowledge(outsider).total == 0
    assert api.list_knowledge(writer()).total == api.list_knowledge(reviewer()).total == 1
    done = published(title="第二条知识")
    api.rewrite_knowledge(done.row.id, writer(), form(title="内部新稿"), version=done.row.version)
    seen = api.get_knowledge(done.row.id, outsider)
    assert seen.newest is None
    assert [text.title for text in seen.versions] == ["第二条知识"]
    assert "change" not in [step.act for step in seen.steps]


def test_two_people_at_once_exactly_one_wins() -> None:
    entry = asked()
    api.publish_knowledge(entry.row.id, reviewer(), version=entry.row.version)
    with pytest.raises(KnowledgeMoved):
        api.send_back_knowledge(entry.row.id, reviewer(), reason="来迟一步", version=entry.row.version)
    assert facts_of(entry.row.id) == ["written", "asked", "published"]


def test_on_the_day_after_its_last_it_expires_once_and_its_unit_is_told(wound: clock.VirtualClock) -> None:
    entry = published(valid_until=day("2026-04-15"))
    assert pump() == 0
    wound.set(datetime(2026, 3, 16, 2, 0, tzinfo=UTC))  # thirty days before
    assert pump() == 1
    assert pump() == 0
    assert messages()[-1] == ("knowledge_ending", "c-cgj")
    wound.set(datetime(2026, 4, 15, 15, 59, tzinfo=UTC))  # still its last day in Zhanjiang
    assert pump() == 0
    assert suggested() == ["路灯不亮怎么报修"]
    wound.set(datetime(2026, 4, 15, 16, 0, tzinfo=UTC))
    assert suggested() == []  # by its day, before any timer ran
    assert pump() == 1
    assert pump() == 0
    assert KnowledgeEntryRow.objects.get().state == "expired"
    assert messages()[-1] == ("knowledge_expired", "c-cgj")
    assert facts_of(entry.row.id) == ["written", "asked", "published", "due", "expired"]


def test_the_days_of_warning_are_data(wound: clock.VirtualClock) -> None:
    api.set_knowledge_terms(reviewer(), KnowledgeTerms(warn_days=3, answer_days=2, review_days=90))
    entry = published(valid_until=day("2026-04-15"))
    assert entry.row.review_due == day("2026-05-31")
    wound.set(datetime(2026, 4, 11, 2, 0, tzinfo=UTC))
    assert pump() == 0
    wound.set(datetime(2026, 4, 12, 2, 0, tzinfo=UTC))
    assert pump() == 1
    with pytest.raises(Forbidden):
        api.set_knowledge_terms(writer(), KnowledgeTerms())
    with pytest.raises(Invalid):
        api.set_knowledge_terms(reviewer(), KnowledgeTerms(warn_days=0))


def test_a_review_falls_due_is_told_once_and_the_unit_says_that_it_holds(wound: clock.VirtualClock) -> None:
    entry = published(review_due=day("2026-06-01"))
    wound.set(datetime(2026, 6, 1, 2, 0, tzinfo=UTC))
    assert pump() == 1
    assert pump() == 0
    assert messages()[-1] == ("knowledge_review", "c-cgj")
    row = api.list_knowledge(writer(), Asked(state="review_due")).items[0]
    assert row.review_is_due
    with pytest.raises(KnowledgeFaults):
        api.reaffirm_knowledge(entry.row.id, writer(), review_due=day("2026-06-01"), version=row.version)
    kept = api.reaffirm_knowledge(entry.row.id, writer(), review_due=day("2027-06-01"), version=row.version)
    assert (kept.row.review_due, kept.row.review_is_due) == (day("2027-06-01"), False)
    assert pump() == 0


def test_withdrawn_it_is_gone_for_suggestions_and_for_good() -> None:
    entry = published()
    gone = api.withdraw_knowledge(entry.row.id, writer(), reason="政策已废止", version=entry.row.version)
    assert gone.row.state == "withdrawn"
    assert gone.allowed == ("answer",)
    assert suggested() == []
    with pytest.raises(KnowledgeMoved):
        api.rewrite_knowledge(entry.row.id, writer(), form(), version=gone.row.version)
    assert api.list_knowledge(writer()).total == 0
    assert api.list_knowledge(writer(), Asked(state="withdrawn")).total == 1


def test_only_what_holds_at_the_place_is_suggested() -> None:
    published()
    published(subject_of("west-bureau"), title="西区路灯不亮怎么报修")
    assert set(suggested(area_path=people.EAST_TOWN)) == {"路灯不亮怎么报修"}
    assert set(suggested(area_path=people.WEST_TOWN)) == {"路灯不亮怎么报修", "西区路灯不亮怎么报修"}
    assert len(suggested()) == 2


def test_to_citizens_only_public_entries_are_suggested() -> None:
    published(public=False)
    assert suggested() == ["路灯不亮怎么报修"]
    assert suggested(public_only=True) == []
    assert api.public_answers("路灯不亮") == []


def test_before_its_first_day_it_is_no_suggestion(wound: clock.VirtualClock) -> None:
    published(valid_from=day("2026-03-10"))
    assert suggested() == []
    wound.advance(timedelta(days=8))
    assert suggested() == ["路灯不亮怎么报修"]


# -- corrections --------------------------------------------------------------------------------------------


def test_a_correction_goes_to_the_unit_and_its_answer_to_who_asked() -> None:
    entry = published()
    asker = subject_of("inspector")
    found = api.question_knowledge(entry.row.id, asker, text="报修电话已经换了")
    assert found.state == "open"
    assert found.due_at.astimezone(clock.SHANGHAI).date() == day("2026-03-09")  # five working days
    assert messages()[-1] == ("knowledge_correction_asked", "c-cgj")
    with pytest.raises(NotYourUnit):
        api.answer_correction(
            found.id, subject_of("east-bureau"), outcome="refused", text="不改", version=found.version
        )
    done = api.answer_correction(
        found.id, writer(), outcome="refused", text="电话没有变动，可以打通", version=found.version
    )
    assert done.state == "refused"
    assert messages()[-1] == ("knowledge_correction_answered", "@inspector")
    with pytest.raises(KnowledgeMoved):
        api.answer_correction(found.id, writer(), outcome="refused", text="再答一次", version=done.version)


def test_corrected_means_that_a_newer_text_was_written() -> None:
    entry = published()
    found = api.question_knowledge(entry.row.id, subject_of("inspector"), text="报修电话已经换了")
    with pytest.raises(NothingCorrected):
        api.answer_correction(found.id, writer(), outcome="corrected", text="已改", version=found.version)
    api.rewrite_knowledge(entry.row.id, writer(), form(answer="新电话"), version=entry.row.version)
    done = api.answer_correction(found.id, writer(), outcome="corrected", text="已改", version=found.version)
    assert done.state == "corrected"


def test_a_correction_past_its_limit_is_said_once(wound: clock.VirtualClock) -> None:
    entry = published()
    api.question_knowledge(entry.row.id, subject_of("inspector"), text="报修电话已经换了")
    wound.set(datetime(2026, 3, 9, 9, 0, tzinfo=UTC))
    assert pump() == 0
    wound.set(datetime(2026, 3, 9, 9, 31, tzinfo=UTC))  # office hours end at half past five
    assert pump() == 1
    assert pump() == 0
    assert messages()[-1] == ("knowledge_correction_overdue", "c-cgj")
    assert FactRow.objects.filter(fact_type="documents.knowledge_correction_overdue").count() == 1
    listed = api.knowledge_corrections(writer(), state="open", mine=True)
    assert [one.overdue for one in listed.items] == [True]


def test_a_draft_is_not_corrected_but_changed() -> None:
    entry = write()
    with pytest.raises(KnowledgeMoved):
        api.question_knowledge(entry.row.id, writer(), text="有错别字")


def test_the_history_alone_rebuilds_the_state() -> None:
    entry = published()
    changed = api.rewrite_knowledge(entry.row.id, writer(), form(title="新写法"), version=entry.row.version)
    _ = api.ask_knowledge_review(entry.row.id, writer(), version=changed.row.version)
    last = KnowledgeStepRow.objects.filter(entry_id=entry.row.id).order_by("-version").first()
    row = KnowledgeEntryRow.objects.get()
    assert last is not None
    assert (last.state, last.revision, last.text_number, last.version) == (
        row.state,
        row.revision,
        row.text_number,
        row.version,
    )


def test_the_list_finds_what_is_in_review_and_what_a_matter_has() -> None:
    one = asked(matters=("CG-LD-01",))
    published(title="第二条知识", matters=("CG-LD-012",))
    assert [row.id for row in api.list_knowledge(reviewer(), Asked(state="review")).items] == [one.row.id]
    found = api.list_knowledge(reviewer(), Asked(matter="CG-LD-01")).items
    assert [row.id for row in found] == [one.row.id]
    assert api.list_knowledge(reviewer(), Asked(q="ZS0002")).items[0].title == "第二条知识"
