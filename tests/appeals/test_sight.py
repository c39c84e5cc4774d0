"""Who sees what of an appeal: by role, in list, detail, search, likeness, sheet and live facts."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from tests.appeals import town as city
from yiwang.appeals import _export as exporting
from yiwang.appeals import api
from yiwang.appeals.contracts import (
    NotTheHotline,
    PurposeMissing,
    TooMany,
    UnknownAppeal,
)
from yiwang.appeals.models import Appeal, AppealLook
from yiwang.events import api as events
from yiwang.events.contracts import EventFilters
from yiwang.identity.api import FactSight
from yiwang.kernel import clock, sheets
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.facts import split_units
from yiwang.kernel.models import FactRow

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus", "town")]
who = city.who

SECRET = "我是老周，手机 13912345678，城管队长收了摊贩的钱"
SUMMARY = "反映城管人员违纪"


def told_to(login: str, made: str) -> dict[str, bool]:
    """Where this person meets the appeal."""
    subject = who(login)
    number = city.row(made).number
    found = {"list": made in [row.id for row in api.list_appeals(subject, api.Filters()).items]}
    found["search"] = made in [row.id for row in api.list_appeals(subject, api.Filters(q=number)).items]
    sheet = exporting.sheet(subject, api.Filters())
    found["sheet"] = any(line[0] == number for line in sheet.rows)
    try:
        api.get_appeal(subject, made)
        found["get"] = True
    except UnknownAppeal:
        found["get"] = False
    sight = FactSight(subject)
    facts = FactRow.objects.filter(subject=f"appeal:{made}")
    found["live"] = any(
        sight.sees(
            fact_type=fact.fact_type,
            area_path=fact.area_path,
            units=split_units(fact.units),
            secret=fact.secret,
        )
        for fact in facts
    )
    return found


def everywhere(seen: bool) -> dict[str, bool]:
    return dict.fromkeys(("list", "search", "sheet", "get", "live"), seen)


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("olga", True),
        ("alice", True),
        ("bob", True),
        ("town", True),
        ("tessa", True),
        ("leo", True),
        ("irene", True),
        ("walter", False),
        ("charlie", False),
    ],
)
def test_an_open_appeal_is_seen_by_its_place_its_handler_and_the_hotline(login: str, seen: bool) -> None:
    row = city.send(city.ask())
    api.add_units(row.event_id, ["c-cgj"], by="system:cases")
    assert told_to(login, row.id) == everywhere(seen)


@pytest.mark.parametrize(
    ("login", "seen", "knows"),
    [
        ("olga", True, True),
        ("alice", True, True),
        ("tessa", True, False),  # the town's own dispatcher
        ("bob", True, False),  # the handler
        ("town", False, False),
        ("leo", False, False),
        ("irene", False, False),
        ("gina", False, False),
    ],
)
def test_a_confidential_one_hides_who_reported_and_its_words_from_all_but_the_hotline(
    login: str, seen: bool, knows: bool
) -> None:
    row = city.send(city.ask(kind="report", text=SECRET, public_text=SUMMARY))
    api.add_units(row.event_id, ["c-cgj"], by="system:cases")
    assert told_to(login, row.id) == everywhere(seen)
    if not seen:
        return
    shown = api.get_appeal(who(login), row.id)
    assert shown.row.reporter == shown.row.phone == "保密"
    assert ("城管队长" in shown.row.text) == knows
    assert "13912345678" not in repr(shown)
    assert "李小花" not in repr(shown)
    if not knows:
        assert shown.row.text == SUMMARY
        assert "城管队长" not in repr(shown)
        with pytest.raises((NotTheHotline, Forbidden)):
            api.unmask(who(login), row.id, purpose="核实情况")
    else:
        assert api.unmask(who(login), row.id, purpose="核实情况").name == "李小花"


def test_a_confidential_part_of_a_call_is_not_named_beside_the_open_one() -> None:
    made = city.ask(text="楼下路灯不亮")
    (part,) = api.split(who("olga"), made.id, parts=[api.Part(text=SECRET, kind="report")])
    child = Appeal.objects.get(pk=part.id)
    Appeal.objects.filter(pk=child.pk).update(confidential=True, public_text=SUMMARY)
    row = city.send(made)
    api.add_units(row.event_id, ["c-cgj"], by="system:cases")
    shown = repr(api.get_appeal(who("bob"), made.id))
    assert child.number not in shown
    assert child.id not in shown
    assert child.number in repr(api.get_appeal(who("olga"), made.id).siblings)


@pytest.mark.parametrize("login", ["bob", "eve", "town", "tessa"])
def test_a_unit_never_sees_a_complaint_against_itself_by_area_or_line(login: str) -> None:
    unit = who(login).unit_id
    made = city.ask(text="服务态度恶劣", against=(unit,))
    city.send(made)
    assert told_to(login, made.id) == everywhere(False)
    assert told_to("olga", made.id)["list"]
    row = city.row(made)
    mine = [event.id for event in events.list_events(who(login), EventFilters()).items]
    assert row.event_id not in mine
    assert row.event_id in [event.id for event in events.list_events(who("alice"), EventFilters()).items]
    assert api.similar(who(login), "服务态度恶劣得很") == []


def test_a_unit_complained_of_in_confidence_does_not_even_see_it_as_its_handler() -> None:
    row = city.send(city.ask(kind="report", text=SECRET, against=("c-cgj",)))
    api.add_units(row.event_id, ["c-cgj", "c-jj"], by="system:cases")
    assert told_to("bob", row.id) == everywhere(False)
    assert told_to("tom", row.id)["get"]


def test_names_telephones_and_numbers_in_the_words_are_masked_for_everybody() -> None:
    text = "李小花说：电话138 1234 5678，证件440801199001011234，座机0759-3312345，楼道灯坏了"
    made = city.ask(text=text)
    for login in ("olga", "town", "leo"):
        row = api.get_appeal(who(login), made.id).row
        assert (row.reporter, row.phone) == ("李**", "138****5678")
        for hidden in ("李小花", "1234 5678", "199001", "3312345", "幸福路 8 号"):
            assert hidden not in repr(row)
        assert "楼道灯坏了" in row.text
    sheet = exporting.sheet(who("olga"), api.Filters())
    assert "李小花" not in repr(sheet)
    assert not api.list_appeals(who("olga"), api.Filters(q="13812345678")).items


def test_the_words_of_a_confidential_appeal_cannot_be_probed_by_searching() -> None:
    row = city.send(city.ask(kind="report", text=SECRET, public_text=SUMMARY))
    api.add_units(row.event_id, ["c-cgj"], by="system:cases")
    assert not api.list_appeals(who("bob"), api.Filters(q="城管队长")).items
    assert api.list_appeals(who("bob"), api.Filters(q="违纪")).items
    assert api.similar(who("bob"), "城管队长收了摊贩的钱") == []
    assert api.similar(who("olga"), "城管队长收了摊贩的钱")[0].row.id == row.id


def test_the_point_of_a_citizens_telephone_leads_nobody_to_who_reported() -> None:
    made = city.ask(kind="report", text=SECRET)
    Appeal.objects.filter(pk=made.id).update(lon=110.4012, lat=21.2034)
    row = city.send(made)
    api.add_units(row.event_id, ["c-cgj"], by="system:cases")
    assert api.get_appeal(who("olga"), row.id).row.lon == 110.4012
    assert api.get_appeal(who("bob"), row.id).row.lon is None
    assert events.get_event(who("alice"), row.event_id).row.lon is None
    assert "110.4012" not in " ".join(FactRow.objects.values_list("data", flat=True))


def test_no_fact_tells_who_appealed_or_his_words() -> None:
    row = city.send(city.ask(kind="report", text=SECRET, public_text=SUMMARY))
    api.reply(row.event_id, text="已核查", by=who("tom"), case_number="AJ1")
    api.call_back(
        who("olga"), row.id, reached=True, solved="solved", satisfaction="satisfied", text="老周很满意"
    )
    told = " ".join(FactRow.objects.values_list("data", flat=True))
    for hidden in ("老周", "李小花", "1391234", "1381234", "城管队长"):
        assert hidden not in told


def test_unmasking_asks_a_purpose_and_is_told_and_kept() -> None:
    made = city.ask()
    with pytest.raises(PurposeMissing):
        api.unmask(who("olga"), made.id, purpose=" 看 看 ")
    assert not AppealLook.objects.exists()
    clear = api.unmask(who("olga"), made.id, purpose="回访联系诉求人")
    assert (clear.name, clear.phone, clear.tracking) == ("李小花", "13812345678", made.tracking)
    fact = FactRow.objects.get(fact_type="appeals.unmasked")
    assert (fact.actor, fact.secret) == ("olga", True)
    assert "回访联系诉求人" in fact.data
    assert "13812345678" not in fact.data
    assert AppealLook.objects.get().who == "olga"


def test_a_handler_may_unmask_what_he_handles_and_a_town_that_merely_sees_it_may_not() -> None:
    row = city.send(city.ask())
    with pytest.raises(UnknownAppeal):
        api.unmask(who("bob"), row.id, purpose="上门联系")
    with pytest.raises(NotTheHotline):
        api.unmask(who("town"), row.id, purpose="上门联系")
    api.add_units(row.event_id, ["c-cgj"], by="system:cases")
    clear = api.unmask(who("bob"), row.id, purpose="上门联系")
    assert (clear.phone, clear.tracking) == ("13812345678", "")


@pytest.mark.parametrize("login", ["gina", "leo", "irene", "steward"])
def test_who_has_no_right_to_unmask_is_refused(login: str) -> None:
    made = city.ask()
    with pytest.raises(Forbidden):
        api.unmask(who(login), made.id, purpose="我想看看")


def test_unmasking_is_limited_by_the_hour(town: clock.VirtualClock) -> None:
    made = city.ask()
    for _ in range(api.book().thresholds.unmask_an_hour):
        api.unmask(who("olga"), made.id, purpose="回访联系")
    with pytest.raises(TooMany):
        api.unmask(who("olga"), made.id, purpose="回访联系")
    api.unmask(who("owen"), made.id, purpose="回访联系")
    town.advance(timedelta(minutes=61))
    api.unmask(who("olga"), made.id, purpose="回访联系")


def test_a_sheet_in_clear_needs_a_purpose_and_tells_every_look_and_never_a_confidential_one() -> None:
    city.ask()
    city.ask(kind="report", text=SECRET)
    with pytest.raises(PurposeMissing):
        exporting.sheet(who("olga"), api.Filters(), purpose="看")
    sheet = exporting.sheet(who("olga"), api.Filters(), purpose="统一回访名单")
    names = {line[7] for line in sheet.rows}
    assert names == {"李小花", "保密"}
    assert FactRow.objects.filter(fact_type="appeals.unmasked").count() == 1
    with pytest.raises(Forbidden):
        exporting.sheet(who("leo"), api.Filters(), purpose="统一回访名单")


def test_what_a_citizen_wrote_becomes_no_formula_in_a_sheet() -> None:
    city.ask(text='=HYPERLINK("http://x.example","点我")')
    file = sheets.workbook(exporting.sheet(who("olga"), api.Filters()))
    page: Any = openpyxl.load_workbook(io.BytesIO(file)).active
    cells = [cell for cell in page[2] if str(cell.value).startswith("=")]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)]


def test_likeness_says_why_and_keeps_to_the_county() -> None:
    near = city.ask(text="幸福路口下雨积水一米深")
    city.ask(text="咨询社保卡怎么办理", kind="consult")
    city.ask(text="幸福路口下雨积水一米深", area="449902001")
    found = api.similar(who("olga"), "幸福路口积水", area="449901001")
    assert [one.row.id for one in found] == [near.id]
    assert "幸福路口" in found[0].why_zh
    assert 0 < found[0].score <= 1
    assert found[0].row.reporter == "李**"
    assert api.similar(who("charlie"), "幸福路口下雨积水")[0].row.id != near.id
