"""编制 → 审核 → 发布 → 到期复核 → 下架: by the right people, with the edition in force standing meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from yiwang.boards import api, tasks
from yiwang.boards.contracts import (
    BoardExists,
    BoardFaults,
    BoardMoved,
    BoardOutside,
    BoardReasonNeeded,
    OwnBoard,
    UnknownBoard,
)
from yiwang.boards.declarations import Board, Part
from yiwang.boards.models import BoardEdition, BoardEntry, BoardStep
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.declarations import Words
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow
from yiwang.kernel.tasks import acquire
from yiwang.messages.models import MessageRow

Who = Callable[[str], Subject]
SAID: dict[str, Any] = {
    "code": "my-board",
    "title": {"zh": "夜间值守", "en": "Night watch"},
    "owner": "c-yx",
    "period": "month",
    "parts": [
        {"id": "open", "kind": "list", "rows": "cases", "where": {"state": "open"}, "width": 6},
        {"id": "note", "kind": "text", "text": {"zh": "每日九时更新", "en": "Renewed at nine"}},
    ],
}


def published(who: Who, said: dict[str, Any] = SAID) -> BoardEntry:
    row = api.create(who("alice"), said)
    row = api.submit(who("alice"), row.code, version=row.version)
    row = api.approve(who("dora"), row.code, "看过", version=row.version)
    return api.publish(who("steward"), row.code, version=row.version)


def facts_of(code: str) -> list[str]:
    rows = FactRow.objects.filter(subject=f"board:{code}").order_by("subject_version")
    return [row.fact_type for row in rows]


def test_a_board_is_composed_reviewed_by_another_person_and_published(town: object, who: Who) -> None:
    row = api.create(who("alice"), SAID)
    with pytest.raises(UnknownBoard):  # a draft is nobody else's yet
        api.detail(who("bob"), "my-board")
    row = api.submit(who("alice"), row.code, version=row.version)
    with pytest.raises(OwnBoard):
        api.approve(who("alice"), row.code, "", version=row.version)
    with pytest.raises(Forbidden):
        api.approve(who("bob"), row.code, "", version=row.version)
    row = api.approve(who("dora"), row.code, "看过", version=row.version)
    with pytest.raises(Forbidden):
        api.publish(who("dora"), row.code, version=row.version)
    row = api.publish(who("steward"), row.code, version=row.version)
    seen = api.detail(who("charlie"), "my-board")
    assert (seen.row.state, seen.row.edition, seen.row.stage) == ("published", 1, "")
    assert seen.draft is None
    assert seen.history == []
    assert facts_of("my-board") == [
        "boards.composed",
        "boards.submitted",
        "boards.reviewed",
        "boards.published",
    ]
    assert [step.version for step in BoardStep.objects.order_by("version")] == [1, 2, 3, 4]


def test_the_edition_in_force_stands_until_the_next_one_is_published(town: object, who: Who) -> None:
    row = published(who)
    changed = {**SAID, "title": {"zh": "夜间值班", "en": "Night duty"}, "parts": SAID["parts"][:1]}
    row = api.compose(who("alice"), row.code, changed, version=row.version)
    assert api.detail(who("charlie"), "my-board").row.title_zh == "夜间值守"
    mine = api.detail(who("dora"), "my-board")
    assert {(one.part, one.what_en, one.before) for one in mine.changes} == {
        ("", "title", "夜间值守 / Night watch"),
        ("note", "part removed", "text"),
    }
    row = api.submit(who("alice"), row.code, version=row.version)
    with pytest.raises(BoardReasonNeeded):
        api.send_back(who("dora"), row.code, " 不 ", version=row.version)
    row = api.send_back(who("dora"), row.code, "缺少责任单位说明", version=row.version)
    assert MessageRow.objects.get(kind="boards_sent_back")
    row = api.submit(who("alice"), row.code, version=row.version)
    row = api.approve(who("dora"), row.code, "", version=row.version)
    row = api.publish(who("steward"), row.code, version=row.version)
    assert api.detail(who("charlie"), "my-board").row.title_zh == "夜间值班"
    assert [one.edition for one in api.detail(who("dora"), "my-board").editions] == [2, 1]
    assert BoardEdition.objects.get(board="my-board", edition=1).content["title"]["zh"] == "夜间值守"


def test_an_act_on_what_has_moved_is_refused_and_changes_nothing(town: object, who: Who) -> None:
    row = api.create(who("alice"), SAID)
    api.submit(who("alice"), row.code, version=row.version)
    before = facts_of("my-board")
    for act in (api.submit, api.discard):
        with pytest.raises(BoardMoved):
            act(who("alice"), "my-board", version=1)
    with pytest.raises(BoardMoved):
        api.compose(who("alice"), "my-board", SAID, version=2)
    with pytest.raises(BoardExists):
        api.create(who("alice"), SAID)
    assert facts_of("my-board") == before


def test_a_board_is_told_due_once_and_reaffirmed_or_withdrawn(town: clock.VirtualClock, who: Who) -> None:
    row = published(who, {**SAID, "review_days": 30})
    pump = tasks.BoardReviews().pump
    lease = acquire("boards.reviews", "test", ttl_s=10_000_000)
    assert lease is not None
    town.advance(timedelta(days=29))
    assert pump(lease) == 0
    town.advance(timedelta(days=1))
    assert (pump(lease), pump(lease)) == (1, 0)
    assert api.detail(who("charlie"), "my-board").row.due
    row.refresh_from_db()
    row = api.reaffirm(who("dora"), row.code, "仍适用", version=row.version)
    assert not api.detail(who("charlie"), "my-board").row.due
    row = api.withdraw(who("steward"), row.code, "已并入运行总览", version=row.version)
    with pytest.raises(UnknownBoard):
        api.detail(who("charlie"), "my-board")
    assert api.detail(who("dora"), "my-board").row.state == "withdrawn"
    assert facts_of("my-board")[-3:] == ["boards.due", "boards.reaffirmed", "boards.withdrawn"]


def test_a_board_is_for_its_area_and_its_roles(town: object, who: Who) -> None:
    with pytest.raises(BoardOutside):
        api.create(who("eddie"), {**SAID, "area": "449902"})
    published(who, {**SAID, "area": "449901"})
    published(who, {**SAID, "code": "leaders", "roles": ["leader"]})

    def codes(login: str) -> list[str]:
        return [one.code for one in api.list_boards(who(login))]

    assert codes("lee") == ["leaders", "my-board"]
    assert codes("wang") == ["leaders"]  # another county
    assert codes("eve") == ["my-board"]  # a unit of the east, no leader
    assert codes("charlie") == []
    assert codes("steward") == ["leaders", "my-board"]  # keeps both


def test_every_fault_of_a_composed_board_comes_at_once_with_its_place(town: object, who: Who) -> None:
    said = {
        **SAID,
        "owner": "no-such-unit",
        "colour": "red",
        "parts": [
            {"id": "a", "kind": "figure", "indicators": []},
            {"id": "a", "kind": "trend", "indicators": ["no.such-one"], "width": 40},
            {"id": "b", "kind": "list", "rows": "cases", "where": {"weather": "fine"}},
            {"id": "c", "kind": "pie"},
        ],
    }
    with pytest.raises(BoardFaults) as refused:
        api.create(who("alice"), said)
    found = refused.value.details["faults"]
    assert {(tuple(one["path"]), one["code"]) for one in found} >= {
        (("parts", 0, "indicators"), "board.indicators"),
        (("parts", 1, "width"), "value.limit"),
        (("parts", 2, "where", "weather"), "board.filter"),
        (("parts", 3, "kind"), "value.choice"),
    }
    assert all(one["zh"] and one["en"] and one["cure_zh"] and one["cure_en"] for one in found)
    assert not BoardEntry.objects.exists()
    parts = [{"id": "a", "kind": "figure", "indicators": ["no.such-one"]}]
    with pytest.raises(BoardFaults) as refused:
        api.create(who("alice"), {**SAID, "owner": "no-such-unit", "parts": parts})
    found = refused.value.details["faults"]
    assert {tuple(one["path"]) for one in found} == {("owner",), ("parts", 0, "indicators", 0)}


def test_a_pack_declares_boards_and_a_citys_own_edition_stands(town: object, who: Who) -> None:
    one = Board(
        code="packed",
        title=Words(zh="专题看板", en="Topic"),
        parts=(Part(id="note", kind="text", text=Words(zh="说明", en="Note")),),
    )
    assert api.declare([one], source="demo").taken == ["packed"]
    assert api.declare([one], source="demo").unchanged == ["packed"]
    row = BoardEntry.objects.get(pk="packed")
    assert (row.edition, row.source) == (1, "demo")
    row = api.compose(who("alice"), "packed", {**SAID, "code": "packed"}, version=row.version)
    row = api.submit(who("alice"), "packed", version=row.version)
    row = api.approve(who("dora"), "packed", "", version=row.version)
    api.publish(who("steward"), "packed", version=row.version)
    assert api.declare([one], source="demo").kept == ["packed"]
    assert api.detail(who("charlie"), "packed").row.title_zh == "夜间值守"
    other = Board(code="other", title=one.title, parts=one.parts)
    api.declare([other], source="demo")
    api.declare([], source="demo")  # no longer named: withdrawn
    assert BoardEntry.objects.get(pk="other").state == "withdrawn"
    assert BoardEntry.objects.get(pk="packed").state == "published"


def test_a_board_of_lists_and_words_is_drawn_for_the_widest_area_that_one_sees(
    town: object, who: Who
) -> None:
    published(who)
    whole = api.view(who("lena"), "my-board")
    assert (whole.area.id, [one.id for one in whole.trail]) == ("4499", ["4499"])
    assert [(part.kind, part.rows, part.where) for part in whole.parts] == [
        ("list", "cases", {"state": "open"}),
        ("text", "", {}),
    ]
    below = api.view(who("lena"), "my-board", area="449901001")
    assert [one.id for one in below.trail] == ["4499", "449901", "449901001"]
    assert api.view(who("lee"), "my-board").area.id == "449901"
