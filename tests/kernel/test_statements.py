"""Statements written once say what Django's own would say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, transaction

from yiwang.cases.models import CaseNumber, CaseStep
from yiwang.events.models import Event, EventStep
from yiwang.kernel import facts, search, statements
from yiwang.kernel.models import ConsumerPosition, FactRow, LeaseRow
from yiwang.messages.models import AddressRow, MessageRow
from yiwang.rules.models import JudgeState

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 4, 0, 0, 123456, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung(facts.Fact):
    fact_type = "trial.rung"


def event(number: str, **said: object) -> Event:
    return Event(
        **{
            "id": f"e-{number}",
            "number": number,
            "kind": "single",
            "hazard": "waterlogging",
            "title_zh": "塘㙍镇积水",
            "title_en": "Water",
            "area_id": "a",
            "area_path": "/zj/a/",
            "area_name": "塘㙍镇",
            "severity": "important",
            "state": "open",
            "source": "test",
            "lon": 110.25,
            "opened_at": NOON,
            "joined_at": NOON,
            "version": 1,
            **said,
        }
    )


class TestWriting:
    def test_an_inserted_row_reads_back_the_same_by_both_ways(self) -> None:
        written = event("1", secret=True, thing_id="t")
        statements.insert(written)
        by_django = Event.objects.get(pk="e-1")
        by_statement = statements.find(Event, id="e-1")
        for name in (field.attname for field in Event._meta.concrete_fields):
            assert getattr(by_django, name) == getattr(by_statement, name) == getattr(written, name), name
        assert by_statement is not None
        assert by_statement.opened_at.tzinfo is not None
        assert by_statement.secret is True

    def test_several_rows_go_in_one_statement_and_counted_keys_come_from_the_database(self) -> None:
        message = MessageRow(id="m", key="k", kind="x", created_at=NOON)
        statements.insert(message)
        rows = [AddressRow(message_id="m", unit=unit) for unit in ("甲", "乙", "丙")]
        with connection.execute_wrapper(counting := Counting()):
            assert statements.insert(*rows) == 3
        assert counting.many == 1
        assert sorted(AddressRow.objects.values_list("unit", flat=True)) == sorted(["甲", "乙", "丙"])
        assert len(set(AddressRow.objects.values_list("pk", flat=True))) == 3

    def test_nothing_to_write_asks_nothing(self) -> None:
        with connection.execute_wrapper(counting := Counting()):
            assert statements.insert() == statements.put() == 0
            assert statements.by_keys(Event, []) == []
        assert counting.many == 0

    def test_once_leaves_out_what_is_known_and_writes_the_rest(self) -> None:
        statements.insert(event("1"))
        assert statements.insert(event("1", title_zh="别的"), event("2"), once=True) == 1
        assert Event.objects.get(pk="e-1").title_zh == "塘㙍镇积水"

    def test_put_takes_the_place_of_the_row_with_its_key(self) -> None:
        statements.put(JudgeState(partition="p", seq=1, taken_at=NOON, state=b"\x00old"))
        statements.put(JudgeState(partition="p", seq=2, taken_at=NOON, state=b"\x00new"))
        row = statements.find(JudgeState, partition="p")
        assert row is not None
        assert (row.seq, bytes(row.state)) == (2, b"\x00new")
        assert JudgeState.objects.count() == 1

    def test_json_fields_survive(self) -> None:
        from yiwang.cases.models import CaseStep

        statements.insert(
            CaseStep(case_id="c", version=1, act="x", at=NOON, before=["d1"], details={"钟": "总"})
        )
        row = statements.find(CaseStep, case_id="c")
        assert row is not None
        assert (row.before, row.details) == (["d1"], {"钟": "总"})


class TestFinding:
    def test_find_answers_none_where_nothing_is(self) -> None:
        assert statements.find(LeaseRow, name="nobody") is None

    def test_by_keys_leaves_unknown_keys_out(self) -> None:
        ConsumerPosition.objects.create(name="a", position=3)
        assert [row.position for row in statements.by_keys(ConsumerPosition, ["a", "b"])] == [3]

    def test_select_compares_times_as_django_stores_them(self) -> None:
        statements.insert(event("1"), event("2", joined_at=NOON + timedelta(hours=1)))
        since = statements.moment(NOON + timedelta(minutes=1))
        assert [row.number for row in statements.select(Event, "WHERE joined_at >= %s", (since,))] == ["2"]

    def test_a_locked_row_is_found(self) -> None:
        statements.insert(event("1"))
        with transaction.atomic():
            assert statements.find(Event, lock=True, id="e-1") is not None
            assert statements.by_keys(Event, ["e-1"], lock=True)


class TestClaiming:
    def test_the_second_of_two_who_read_one_version_loses(self) -> None:
        statements.insert(event("1"))
        first, second = Event.objects.get(pk="e-1"), Event.objects.get(pk="e-1")
        first.severity, second.severity = "urgent", "general"
        assert statements.claim(first, "severity", "closed_at")
        assert not statements.claim(second, "severity")
        assert (first.version, second.version) == (2, 1)
        assert Event.objects.values_list("severity", "version").get(pk="e-1") == ("urgent", 2)

    def test_only_the_named_fields_are_written(self) -> None:
        statements.insert(event("1"))
        row = Event.objects.get(pk="e-1")
        row.severity, row.state = "urgent", "closed"
        assert statements.claim(row, "severity")
        assert Event.objects.get(pk="e-1").state == "open"


class TestCounting:
    def test_numbers_under_one_key_follow_each_other_from_one(self) -> None:
        assert [statements.next_of(CaseNumber, "AJ20260302") for _ in range(3)] == [1, 2, 3]
        assert statements.next_of(CaseNumber, "AJ20260303") == 1


class TestPlain:
    def test_every_model_of_the_loop_has_a_plan(self) -> None:
        for model in (Event, EventStep, FactRow, LeaseRow, MessageRow):
            plan = statements.plan_of(model)
            assert len(plan.names) == len(model._meta.concrete_fields) == len(plan.prepare)


class Counting:
    """How many statements were asked."""

    def __init__(self) -> None:
        self.many = 0

    def __call__(self, execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        self.many += 1
        return execute(sql, params, many, context)


class TestTogether:
    def test_rows_of_one_table_are_written_by_one_statement_and_a_row_as_it_is_in_the_end(self) -> None:
        with connection.execute_wrapper(counting := Counting()), statements.together():
            for number in "123":
                row = event(number)
                statements.insert(row)
                row.state = "closed"
                assert statements.claim(row, "state")
        assert counting.many == 1
        assert set(Event.objects.values_list("state", "version")) == {("closed", 2)}

    def test_whoever_asks_inside_finds_what_was_written(self) -> None:
        with statements.together():
            statements.insert(event("1"))
            assert statements.find(Event, id="e-1") is not None
            statements.insert(event("2"))
            assert Event.objects.filter(pk="e-2").exists(), "the ORM too"
            statements.insert(event("3"))
            assert statements.run("SELECT COUNT(*) FROM events_event").fetchone() == (3,)
        assert Event.objects.count() == 3

    def test_a_block_that_fails_writes_nothing_more(self) -> None:
        def fail() -> None:
            with statements.together():
                statements.insert(event("1"))
                raise KeyError

        with pytest.raises(KeyError):
            fail()
        assert not Event.objects.exists()
        statements.insert(event("2"))
        assert Event.objects.count() == 1, "and nothing is kept back afterwards"

    def test_a_row_that_may_not_be_is_told_at_the_end_and_nothing_is_written(self) -> None:
        def twice() -> None:
            with transaction.atomic(), statements.together():
                statements.insert(event("1"))
                for _ in range(2):
                    facts.tell(Rung(), subject="bell:1", version=1, actor="test")
                search.index("bell", "1", "铜钟")

        with pytest.raises(IntegrityError):
            twice()
        assert not Event.objects.exists()
        assert not FactRow.objects.exists()
        statements.insert(event("2"))
        assert statements.find(Event, id="e-2") is not None, "the connection is sound"

    def test_facts_and_words_are_kept_back_too_and_facts_stay_in_their_order(self) -> None:
        with transaction.atomic(savepoint=False), statements.together():
            for version in range(1, 4):
                facts.tell(Rung(), subject="bell:1", version=version, actor="test")
            search.index("bell", "1", "铜钟")
            search.index("bell", "1", "铁钟")
        rows = FactRow.objects.order_by("subject_version").values_list("position", flat=True)
        if statements.one_writer():
            first = rows[0]
            assert first is not None
            assert list(rows) == [first, first + 1, first + 2]
        assert search.seek("bell", "铁钟").few == ("1",)
        assert search.seek("bell", "铜钟").few == ()


class TestNew:
    def test_a_new_row_has_what_a_model_made_by_django_has(self) -> None:
        ours, theirs = statements.new(CaseStep, case_id="c", version=1), CaseStep(case_id="c", version=1)
        names = [field.attname for field in CaseStep._meta.concrete_fields]
        assert [getattr(ours, name) for name in names] == [getattr(theirs, name) for name in names]

    def test_no_two_rows_share_a_list(self) -> None:
        statements.new(CaseStep).before.append("photo")
        assert statements.new(CaseStep).before == []

    def test_a_field_that_is_not_there_is_refused(self) -> None:
        with pytest.raises(TypeError, match="colour"):
            statements.new(CaseStep, colour="red")


@pytest.mark.parametrize("hours", [0, 8, -5])
def test_a_time_is_written_as_django_writes_it(hours: int) -> None:
    zone = UTC if not hours else timezone(timedelta(hours=hours))
    for at in (datetime(2026, 1, 2, 3, 4, 5, tzinfo=zone), datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=zone)):
        assert statements.moment(at) == connection.ops.adapt_datetimefield_value(at)


def test_a_time_without_its_zone_is_not_written() -> None:
    if statements.one_writer():
        with pytest.raises(ValueError, match="zone"):
            statements.moment(datetime(2026, 1, 2))  # noqa: DTZ001
