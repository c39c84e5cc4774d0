"""台账: recorded, changed, moved, seen by whom it concerns, found, drawn, scanned."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from tests.cases import city
from tests.ledgers.conftest import PUMPS, SECRETS, pump
from yiwang.documents import api as documents
from yiwang.documents.contracts import UnknownDocument
from yiwang.identity.api import FactSight, Subject
from yiwang.kernel import clock, geometry
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow
from yiwang.ledgers import _codes, api, logic
from yiwang.ledgers import _registry as registry
from yiwang.ledgers import _writing as writing
from yiwang.ledgers.api import Asked
from yiwang.ledgers.contracts import (
    BadCityCode,
    MoveNotPossible,
    NotYourRecord,
    ReasonMissing,
    RecordCell,
    RecordEnded,
    RecordFaults,
    RecordMovedOn,
    TooManyLooks,
    UnknownLedger,
    UnknownRecord,
    UnknownRecordFilter,
)
from yiwang.ledgers.models import LedgerLook, LedgerRecord, LedgerRow, LedgerStep

pytestmark = pytest.mark.database
Who = Callable[[str], Subject]
CODE = "pump-stations"


def told(kind: str) -> list[FactRow]:
    return list(FactRow.objects.filter(fact_type=kind).order_by("recorded_at", "id"))


def photo(subject: Subject) -> str:
    file = io.BytesIO()
    Image.new("RGB", (32, 24), (90, 120, 90)).save(file, "JPEG")
    return documents.store(file.getvalue(), "现场.jpg", subject).id


def names(subject: Subject, **asked: Any) -> list[str]:
    return [row.key for row in api.list_records(subject, CODE, Asked(**asked)).items]


def test_a_record_is_typed_placed_coded_and_told(town: clock.VirtualClock, who: Who) -> None:
    row = api.record(
        who("paula"),
        CODE,
        pump(
            1,
            type="雨水",
            flow="3600",
            built="2016/9/1",
            seen_at="2026-05-01 08:30",
            backup="是",
            keeper="陈养护",
        ),
    )
    assert row.values == {
        "number": "BZ-001",
        "name": "第1泵站",
        "village": "449901001201",
        "type": "rain",
        "flow": 3600.0,
        "built": "2016-09-01",
        "seen_at": "2026-05-01T00:30:00+00:00",
        "backup": True,
        "keeper": "陈养护",
    }
    assert (row.area_path, row.units, row.state) == (city.EAST_VILLAGE, "|c-ps|", "in_use")
    assert logic.plain_code(row.city_code) == row.city_code
    (fact,) = told("ledgers.recorded")
    assert (fact.area_path, fact.units, fact.subject_version) == (city.EAST_VILLAGE, "|c-ps|", 1)
    assert "陈养护" not in fact.data
    assert LedgerStep.objects.get(record_id=row.id).act == "record"


def test_every_fault_of_a_record_is_told_at_once_and_nothing_is_kept(
    town: clock.VirtualClock, who: Who
) -> None:
    wrong = {
        "number": "B1",
        "type": "海水",
        "flow": -3,
        "built": "2026-02-30",
        "backup": "也许",
        "upstream": "BZ-999",
        "phone": "无",
        "colour": "红",
    }
    with pytest.raises(RecordFaults) as refused:
        api.record(who("paula"), CODE, wrong)
    faults = refused.value.details["faults"]
    assert {one["cell"] for one in faults} == {*wrong, "name"}
    assert all(one["zh"] and one["en"] for one in faults)
    assert not LedgerRecord.objects.exists()
    assert not told("ledgers.recorded")


def test_what_no_database_keeps_is_no_value(town: clock.VirtualClock, who: Who) -> None:
    odd = "一\x00号\ud800站"
    row = api.record(who("alice"), CODE, {**pump(1), "name": odd})
    assert LedgerRecord.objects.get(pk=row.id).title == "一号站"
    for field in ("upstream", "village", "photos"):
        with pytest.raises(RecordFaults):
            api.record(who("alice"), CODE, pump(2) | {field: [odd] if field == "photos" else odd})
    with pytest.raises(RecordFaults):
        api.record(who("alice"), CODE, pump(3), unit=odd)


def test_a_key_is_one_records(town: clock.VirtualClock, who: Who) -> None:
    api.record(who("paula"), CODE, pump(1))
    with pytest.raises(RecordFaults) as refused:
        api.record(who("paula"), CODE, pump(1))
    assert refused.value.details["faults"][0]["cell"] == "number"


def test_a_change_is_a_version_with_its_history(town: clock.VirtualClock, who: Who) -> None:
    row = api.record(who("paula"), CODE, pump(1, flow=100, backup=True))
    town.advance(timedelta(hours=1))
    api.change(who("paula"), row.id, {"flow": 250.5, "backup": None}, version=1, reason="换泵")
    seen = api.detail(who("alice"), row.id)
    assert seen.row.values["flow"] == 250.5
    assert "backup" not in seen.row.values
    assert [step.version for step in seen.steps] == [2, 1]
    assert [(one.field, one.old, one.new) for one in seen.steps[0].changes] == [
        ("flow", 100.0, 250.5),
        ("backup", True, None),
    ]
    assert seen.steps[0].reason == "换泵"
    (fact,) = told("ledgers.changed")
    assert (fact.subject_version, '"flow"' in fact.data, "250.5" in fact.data) == (2, True, False)


def test_who_comes_second_is_told_who_came_first(town: clock.VirtualClock, who: Who) -> None:
    row = api.record(who("paula"), CODE, pump(1, flow=100))
    api.change(who("paula"), row.id, {"flow": 250}, version=1)
    with pytest.raises(RecordMovedOn) as refused:
        api.change(who("alice"), row.id, {"flow": 300}, version=1)
    assert who("paula").name in refused.value.sentence("zh")
    assert api.detail(who("alice"), row.id).row.values["flow"] == 250
    assert LedgerStep.objects.filter(record_id=row.id).count() == 2


def test_a_change_that_changes_nothing_makes_no_version(town: clock.VirtualClock, who: Who) -> None:
    row = api.record(who("paula"), CODE, pump(1, flow=100))
    api.change(who("paula"), row.id, {"flow": "100"}, version=1)
    assert api.detail(who("paula"), row.id).row.version == 1
    assert not told("ledgers.changed")


def test_its_life_has_the_moves_that_are_declared(town: clock.VirtualClock, who: Who) -> None:
    row = api.record(who("paula"), CODE, pump(1))
    assert api.detail(who("paula"), row.id).moves == ["repair"]
    assert api.detail(who("alice"), row.id).moves == ["repair", "scrap"]
    with pytest.raises(MoveNotPossible):
        api.move(who("paula"), row.id, "return", version=1)
    with pytest.raises(ReasonMissing):
        api.move(who("paula"), row.id, "repair", version=1, reason="坏")
    api.move(who("paula"), row.id, "repair", version=1, reason="水泵轴承损坏")
    with pytest.raises(NotYourRecord):
        api.move(who("paula"), row.id, "scrap", version=2)
    with pytest.raises(RecordMovedOn):
        api.move(who("alice"), row.id, "scrap", version=1)
    api.move(who("alice"), row.id, "scrap", version=2)
    with pytest.raises(RecordEnded):
        api.change(who("paula"), row.id, {"flow": 1}, version=3)
    assert [fact.fact_type for fact in told("ledgers.moved") + told("ledgers.retired")] == [
        "ledgers.moved",
        "ledgers.retired",
    ]


def test_records_are_seen_by_area_unit_and_grade(town: clock.VirtualClock, who: Who) -> None:
    east = api.record(who("alice"), CODE, pump(1, weakness="单路供电"))
    west = api.record(who("alice"), CODE, pump(2, area="449902001"), unit="c-swj")
    assert names(who("alice")) == ["BZ-002", "BZ-001"]
    assert names(who("charlie")) == ["BZ-002"]  # the west government, by area
    assert names(who("town")) == ["BZ-001"]
    assert names(who("paula")) == ["BZ-001"]  # by unit
    assert names(who("walter")) == ["BZ-002"]
    assert names(who("eve")) == []  # the east's city management has neither
    for stranger, row in (("charlie", east), ("town", west)):
        with pytest.raises(UnknownRecord):
            api.detail(who(stranger), row.id)
        with pytest.raises(UnknownRecord):
            api.change(who(stranger), row.id, {"flow": 1}, version=1)
        with pytest.raises(UnknownRecord):
            api.move(who(stranger), row.id, "scrap", version=1)
        with pytest.raises(UnknownRecord):
            api.scan(who(stranger), row.city_code)
        with pytest.raises(UnknownRecord):
            api.list_records(who(stranger), CODE, Asked(), after=row.id)
    assert "weakness" in api.detail(who("alice"), east.id).row.values  # grade 3
    assert "weakness" not in api.detail(who("town"), east.id).row.values
    assert [card.code for card in api.cards(who("town"))] == [CODE]
    assert {card.code for card in api.cards(who("alice"))} == {CODE, "key-sites"}
    with pytest.raises(UnknownLedger):
        api.list_records(who("town"), "key-sites", Asked())
    sight = FactSight(who("charlie"))
    seen = [
        sight.sees(fact_type=f.fact_type, area_path=f.area_path, units=()) for f in told("ledgers.recorded")
    ]
    assert seen == [False, True]


def test_nobody_keeps_what_lies_outside(town: clock.VirtualClock, who: Who) -> None:
    with pytest.raises(RecordFaults) as refused:
        api.record(who("charlie"), CODE, pump(1), unit="c-swj")
    assert "不在您可维护的范围内" in refused.value.details["faults"][0]["zh"]
    row = api.record(who("charlie"), CODE, pump(1, area="449902001"), unit="c-swj")
    with pytest.raises(RecordFaults):  # nor hands it over to where it does not reach
        api.change(who("charlie"), row.id, {"village": "449901001201"}, version=1)
    with pytest.raises(Forbidden):
        api.record(who("lena"), CODE, pump(2))


def test_a_link_leads_to_what_the_writer_sees_and_back(town: clock.VirtualClock, who: Who) -> None:
    first = api.record(who("alice"), CODE, pump(1))
    second = api.record(who("alice"), CODE, pump(2, area="449902001", upstream="BZ-001"), unit="c-swj")
    assert api.detail(who("alice"), second.id).row.shown["upstream"] == "第1泵站"
    assert [row.key for row in api.detail(who("alice"), first.id).back] == ["BZ-002"]
    assert "upstream" not in api.detail(who("charlie"), second.id).row.shown
    assert api.detail(who("town"), first.id).back == []
    with pytest.raises(RecordFaults):
        api.record(who("charlie"), CODE, pump(3, area="449902001", upstream="BZ-001"), unit="w-zf")
    assert names(who("alice"), where=(f"upstream:{first.id}",)) == ["BZ-002"]


def test_a_point_given_in_gcj02_is_kept_as_wgs84(town: clock.VirtualClock, who: Who) -> None:
    lon, lat = geometry.wgs84_to_gcj02(110.36, 21.27)
    one = api.record(who("alice"), CODE, pump(1, position={"lon": lon, "lat": lat, "frame": "gcj02"}))
    two = api.record(who("alice"), CODE, pump(2, position=f"{lon},{lat}"), frame="gcj02")
    for row in (one, two):
        assert row.lon == pytest.approx(110.36, abs=1e-5)
        assert row.lat == pytest.approx(21.27, abs=1e-5)
    with pytest.raises(RecordFaults) as refused:
        api.record(who("alice"), CODE, pump(3, position=[21.27, 110.36]))
    assert "经" in refused.value.details["faults"][0]["zh"]


def test_a_list_is_narrowed_sorted_and_walked(town: clock.VirtualClock, who: Who) -> None:
    for number in range(1, 8):
        more: dict[str, Any] = {"type": "rain" if number % 2 else "foul", "backup": number > 4}
        if number != 3:
            more["flow"] = number * 100
        api.record(who("alice"), CODE, pump(number, built=f"202{number}-01-01", **more))
        town.advance(timedelta(minutes=1))
    alice = who("alice")
    assert names(alice, where=("type:污水",)) == ["BZ-006", "BZ-004", "BZ-002"]
    assert names(alice, where=("flow:200..500", "backup:否")) == ["BZ-004", "BZ-002"]
    assert names(alice, where=("flow:..150",)) == ["BZ-001"]
    assert names(alice, where=("built:2025-06-01..",)) == ["BZ-007", "BZ-006"]
    assert names(alice, sort="flow")[:2] == ["BZ-003", "BZ-001"]
    assert names(alice, sort="-built", state="in_use", area="449901")[0] == "BZ-007"
    for sort in ("", "flow", "-flow", "built"):
        walked: list[str] = []
        after = ""
        while found := api.list_records(alice, CODE, Asked(sort=sort), size=2, after=after).items:
            walked += [row.key for row in found]
            after = found[-1].id
        assert walked == names(alice, sort=sort)
    for wrong in ("name:x", "colour:red", "type:海水", "flow:much"):
        with pytest.raises(UnknownRecordFilter):
            names(alice, where=(wrong,))
    with pytest.raises(UnknownRecordFilter):
        names(alice, sort="name")


def test_words_find_records_in_scope_and_never_personal_data(town: clock.VirtualClock, who: Who) -> None:
    api.record(who("alice"), CODE, pump(1, keeper="欧阳养护", phone="13812345678"))
    api.record(who("alice"), CODE, {**pump(2, area="449902001"), "name": "海田立交泵站"}, unit="c-swj")
    assert names(who("alice"), q="海田立交") == ["BZ-002"]
    assert names(who("town"), q="海田立交") == []
    assert names(who("alice"), q="欧阳") == []
    row = LedgerRecord.objects.get(key="BZ-002")
    api.change(who("alice"), row.id, {"name": "湖光泵站"}, version=1)
    assert names(who("alice"), q="海田") == []
    assert names(who("alice"), q="湖光") == ["BZ-002"]
    assert names(who("alice"), q=row.city_code) == ["BZ-002"]


def test_personal_data_is_masked_until_a_purpose_is_said(town: clock.VirtualClock, who: Who) -> None:
    row = api.record(who("paula"), CODE, pump(1, keeper="陈养护", phone="13812345678"))
    api.change(who("paula"), row.id, {"phone": "13887654321"}, version=1)
    seen = api.detail(who("paula"), row.id)
    assert (seen.row.values["keeper"], seen.row.values["phone"]) == ("陈**", "138****4321")
    assert seen.steps[0].changes[0].old == "138****5678"
    assert seen.may_unmask
    with pytest.raises(ReasonMissing):
        api.unmask(who("paula"), row.id, purpose="看")
    clear = api.unmask(who("paula"), row.id, purpose="汛期值守联系")
    assert clear.values == {"keeper": "陈养护", "phone": "13887654321"}
    (fact,) = told("ledgers.unmasked")
    assert (fact.secret, "汛期值守联系" in fact.data, "138" in fact.data) == (True, True, False)
    with pytest.raises(UnknownRecord):
        api.unmask(who("charlie"), row.id, purpose="想打个电话")
    with pytest.raises(Forbidden):
        api.unmask(who("lena"), row.id, purpose="想打个电话")
    # The mask comes back from a form as it went out, and changes nothing; another mask is no value.
    api.change(who("paula"), row.id, {"phone": "138****4321", "flow": 1}, version=2)
    assert LedgerRecord.objects.get(pk=row.id).values["phone"] == "13887654321"
    with pytest.raises(RecordFaults):
        api.change(who("paula"), row.id, {"phone": "139****4321"}, version=3)


def test_so_many_looks_an_hour(town: clock.VirtualClock, who: Who) -> None:
    row = api.record(who("paula"), CODE, pump(1, keeper="陈养护"))
    for _ in range(30):
        api.unmask(who("paula"), row.id, purpose="汛期值守联系")
    with pytest.raises(TooManyLooks):
        api.unmask(who("paula"), row.id, purpose="汛期值守联系")
    town.advance(timedelta(hours=1, minutes=1))
    api.unmask(who("paula"), row.id, purpose="汛期值守联系")
    assert LedgerLook.objects.filter(record_id=row.id).count() == 31


def test_who_sees_a_record_sees_its_photographs(town: clock.VirtualClock, who: Who) -> None:
    document = photo(who("paula"))
    with pytest.raises(UnknownDocument):
        documents.get_document(document, who("town"))
    api.record(who("paula"), CODE, pump(1, photos=[document]))
    assert documents.get_document(document, who("town")).id == document
    mine = photo(who("charlie"))
    with pytest.raises(RecordFaults):
        api.record(who("paula"), CODE, pump(2, photos=[mine]))


def test_a_link_names_no_record_of_a_grade_beyond_who_asks(town: clock.VirtualClock, who: Who) -> None:
    secret = LedgerRecord.objects.create(
        id="0" * 36, ledger="key-sites", key="S-1", title="水源地取水口", city_code="YWL1", state="in_use",
        values={"number": "S-1"}, unit="c-ps", units="|c-ps|", area_id=city.CITY.split("/")[-2],
        area_path=city.CITY, spread=1, made_at=clock.now(), changed_at=clock.now(),
    )  # fmt: skip
    guarded = replace(PUMPS.field("upstream") or PUMPS.fields[0], code="guards", ledger="key-sites")
    api.declare([replace(PUMPS, fields=(*PUMPS.fields, guarded)), SECRETS], pack="test")
    row = api.record(who("alice"), CODE, pump(1, guards="S-1"))
    assert api.detail(who("alice"), row.id).row.shown["guards"] == secret.title
    assert "guards" not in api.detail(who("paula"), row.id).row.shown
    with pytest.raises(RecordFaults):
        api.record(who("paula"), CODE, pump(2, guards="S-1"))


def test_words_find_records_of_all_ledgers_that_one_sees(town: clock.VirtualClock, who: Who) -> None:
    mine = api.record(who("alice"), CODE, pump(1))
    other = api.record(who("alice"), CODE, pump(2, name="第2泵站西段", area="449902001"), unit="c-swj")
    total, found = api.find_anywhere(who("alice"), "泵站", limit=1)
    assert (total, [row.id for row in found]) == (2, [other.id])
    assert [row.id for row in api.find_anywhere(who("alice"), mine.city_code, limit=5)[1]] == [mine.id]
    assert api.find_anywhere(who("charlie"), mine.city_code, limit=5) == (0, [])
    assert api.find_anywhere(who("alice"), "  ", limit=5) == (0, [])
    LedgerRow.objects.filter(pk=CODE).update(grade=4)
    assert api.find_anywhere(who("alice"), "泵站", limit=5) == (0, [])


def test_nobody_finds_a_record_by_words_of_a_field_beyond_his_grade(
    town: clock.VirtualClock, who: Who
) -> None:
    weakness = replace(PUMPS.field("weakness") or PUMPS.fields[0], searched=True)
    fields = tuple(weakness if one.code == "weakness" else one for one in PUMPS.fields)
    api.declare([replace(PUMPS, fields=fields), SECRETS], pack="test")
    row = api.record(who("alice"), CODE, pump(1))
    known = registry.find(CODE)
    assert known is not None
    row.values["weakness"] = "围墙缺口"
    writing._index(known, row)
    assert names(who("alice"), q="围墙缺口") == []


def test_a_map_draws_what_lies_in_the_frame_and_how_many_where_there_are_too_many(
    town: clock.VirtualClock, who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 7):
        api.record(who("alice"), CODE, pump(number, position=[110.30 + number / 100, 21.2]))
    api.record(who("alice"), CODE, pump(7))
    box = (110.315, 21.0, 110.355, 21.5)
    found = api.map_of(who("alice"), CODE, Asked(box=box))
    assert (len(found.points), found.cells, found.total, found.estimated) == (4, [], 4, False)
    monkeypatch.setattr("yiwang.ledgers._reading.MOST_DRAWN", 3)
    found = api.map_of(who("alice"), CODE, Asked(box=box))
    assert (found.points, found.total, found.estimated) == ([], 4, False)
    assert sum(one.count for one in found.cells) == 4
    assert min(one.lon for one in found.cells) == pytest.approx(110.32)
    assert api.map_of(who("charlie"), CODE, Asked(box=box)).total == 0
    wide = api.map_of(who("alice"), CODE, Asked(box=(100.0, 10.0, 120.0, 30.0)))
    assert [one.count for one in wide.cells] == [6]  # far off they are one


def at(number: int, lon: float, lat: float, path: str, unit: str) -> LedgerRecord:
    """A record as the table keeps it: where it lies, and whose it is."""
    made, key = clock.now(), f"{number:036d}"
    return LedgerRecord(
        id=key, ledger=CODE, key=f"K{number}", title="泵站", city_code=f"C{number}", state="in_use",
        values={}, unit=unit, units=f"|{unit}|", area_id=path.rstrip("/").rsplit("/", 1)[-1], area_path=path,
        made_at=made, changed_at=made, lon=lon, lat=lat, spread=logic.spread(key),
    )  # fmt: skip


def test_a_cluster_at_a_border_holds_what_each_may_see_and_frames_side_by_side_hold_all(
    town: clock.VirtualClock, who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yiwang.ledgers._reading.MOST_DRAWN", 3)
    chance = random.Random(20)
    border = 110.3
    spots = [(chance.uniform(110.25, 110.35), chance.uniform(21.2, 21.3)) for _ in range(400)]
    # On the border, at the corner of four cells, and on the edges of the frames below.
    spots += [(border, 21.25), (border, 21.250001), (110.3125, 21.25), (110.25, 21.2), (110.35, 21.3)]
    rows = [
        at(number, lon, lat, city.WEST if lon < border else city.EAST, "w-cgj" if lon < border else "e-cgj")
        for number, (lon, lat) in enumerate(spots)
    ]
    LedgerRecord.objects.bulk_create(rows)
    whole = (110.25, 21.2, 110.35, 21.3)

    def seen(login: str, box: tuple[float, float, float, float] = whole) -> list[RecordCell]:
        found = api.map_of(who(login), CODE, Asked(box=box))
        assert sum(one.count for one in found.cells) == found.total
        assert (found.points, found.estimated) == ([], False)
        return found.cells

    def weighed(cells: list[RecordCell]) -> tuple[float, float]:
        return sum(one.lon * one.count for one in cells), sum(one.lat * one.count for one in cells)

    east = [spot for spot in spots if spot[0] >= border]
    assert sum(one.count for one in seen("alice")) == len(rows)
    mine = seen("eve")
    assert sum(one.count for one in mine) == len(east)
    # The cells that the border cuts say nothing of the other side: neither how many, nor where.
    assert min(one.lon for one in mine) >= border
    assert weighed(mine) == pytest.approx(tuple(map(sum, zip(*east, strict=True))))
    assert weighed(seen("alice")) == pytest.approx(tuple(map(sum, zip(*spots, strict=True))))
    halves = [seen("alice", (110.25, 21.2, 110.3, 21.3)), seen("alice", (110.30000001, 21.2, 110.35, 21.3))]
    assert sum(one.count for half in halves for one in half) == len(rows)


def test_what_a_map_cannot_count_it_reckons_from_a_sample(
    town: clock.VirtualClock, who: Who, monkeypatch: pytest.MonkeyPatch
) -> None:
    LedgerRecord.objects.bulk_create(
        at(n, 110.2 + n % 4 / 10, 21.2, city.CITY, "c-swj") for n in range(6_000)
    )
    monkeypatch.setattr("yiwang.kernel.pages.MOST_COUNTED", 3_000)
    monkeypatch.setattr("yiwang.ledgers._reading.SAMPLED", 1_500)
    found = api.map_of(who("alice"), CODE, Asked(box=(110.0, 21.0, 110.8, 21.5)))
    assert found.estimated
    assert len(found.cells) == 4
    assert all(one.count == pytest.approx(1_500, rel=0.25) for one in found.cells)
    assert found.total == sum(one.count for one in found.cells)


def test_a_city_code_is_found_by_its_plate_and_a_slip_of_the_pen_is_told(
    town: clock.VirtualClock, who: Who
) -> None:
    rows = [api.record(who("alice"), CODE, pump(number)) for number in range(1, 4)]
    assert len({row.city_code for row in rows}) == 3
    code = rows[0].city_code
    for said in (code, code.lower(), f" {code[:3]}-{code[3:]} ", f"https://city.example/m/code/{code}"):
        assert api.scan(who("alice"), said).row.id == rows[0].id
    for at, letter in enumerate(code):
        for other in "07AZ":
            wrong = code[:at] + other + code[at + 1 :]
            if other != letter:
                with pytest.raises((BadCityCode, UnknownRecord)):
                    api.scan(who("alice"), wrong)
    with pytest.raises(BadCityCode):
        api.scan(who("alice"), code[:-2] + code[-1] + code[-2])
    unknown = logic.city_code(_codes.form(), "F", 999_999)
    with pytest.raises(UnknownRecord) as absent:
        api.scan(who("charlie"), unknown)
    with pytest.raises(UnknownRecord) as hidden:
        api.scan(who("charlie"), code)
    assert absent.value.problem() == hidden.value.problem()


def test_records_go_with_their_place(town: clock.VirtualClock, who: Who) -> None:
    row = api.record(who("alice"), CODE, pump(1))
    moves = [{"tree": "managed", "old": city.EAST_TOWN, "new": f"{city.WEST}449901001/"}]
    for _ in range(2):
        writing.follow_areas(moves)
    assert api.detail(who("charlie"), row.id).row.area_names[-2:] == ["塘㙍镇", "某村"]
    assert [step.act for step in api.detail(who("alice"), row.id).steps] == ["area_moved", "record"]
    assert names(who("charlie"), q="第1泵站") == ["BZ-001"]
    assert names(who("town")) == []
