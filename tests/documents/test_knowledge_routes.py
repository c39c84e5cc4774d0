"""The doors of the knowledge base: who may come in, what a sheet may bring, what a citizen reads."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from tests.identity import people
from yiwang.documents import _knowledge_http, _knowledge_sheet, api
from yiwang.documents._knowledge_sheet import COLUMNS
from yiwang.documents.models import KnowledgeEntryRow
from yiwang.identity.api import subject_of
from yiwang.kernel import clock
from yiwang.kernel.models import FactRow

from .knowledge import asked, published, write

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.urls("tests.documents.urls")]
HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">'


@pytest.fixture(autouse=True)
def _city(wound: clock.VirtualClock) -> None:
    people.settle()
    _knowledge_http.PUBLIC.forget()


class Person:
    """Somebody signed in at a browser."""

    def __init__(self, login: str) -> None:
        self.client = Client()
        said = self.client.post(
            "/api/session", json.dumps({"login": login, "password": people.PASSWORD}), "application/json"
        )
        assert said.status_code in (200, 201), said.content
        self.csrf = said.json()["csrf"]

    def send(self, method: str, path: str, body: Any = None) -> Any:
        return self.client.generic(
            method,
            f"/api{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers={"X-CSRF-Token": self.csrf},
        )

    def upload(self, data: bytes, name: str = "a.xlsx") -> Any:
        file = SimpleUploadedFile(name, data)
        return self.client.post("/api/knowledge/import", {"file": file}, headers={"X-CSRF-Token": self.csrf})


def text(**said: Any) -> dict[str, Any]:
    return {"title": "停水了怎么办", "answer": "看公告。\n\n- 打热线", "questions": ["没水了"], **said}


def book(*rows: list[Any], headings: list[str] | None = None) -> bytes:
    made = Workbook()
    page = made.active
    assert page is not None
    page.append(headings or list(COLUMNS.values()))
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_the_whole_life_of_an_entry_by_its_routes() -> None:
    writer, reviewer = Person("city-bureau"), Person("dispatcher")
    made = writer.send("POST", "/knowledge", {"form": text(public=True), "why": "群众常问"}).json()
    entry, version = made["row"]["id"], made["row"]["version"]
    version = writer.send("POST", f"/knowledge/{entry}/ask", {"version": version}).json()["row"]["version"]
    assert writer.send("POST", f"/knowledge/{entry}/publish", {"version": version}).status_code == 403
    out = reviewer.send("POST", f"/knowledge/{entry}/publish", {"version": version}).json()
    assert out["row"]["state"] == "published"
    hints = writer.send("POST", "/knowledge/suggest", {"text": "家里停水没水了"}).json()
    assert [hint["number"] for hint in hints] == ["ZS0001"]
    found = writer.client.get("/api/knowledge?q=没水").json()
    assert found["items"][0]["score"] > 0
    said = writer.send("POST", f"/knowledge/{entry}/corrections", {"text": "热线号码不对"}).json()
    answer = {"outcome": "refused", "text": "号码是对的", "version": said["version"]}
    done = writer.send("POST", f"/knowledge/corrections/{said['id']}/answer", answer).json()
    assert done["state"] == "refused"
    gone = writer.send(
        "POST", f"/knowledge/{entry}/withdraw", {"version": out["row"]["version"], "note": "重复条目"}
    )
    assert gone.json()["row"]["state"] == "withdrawn"
    assert writer.send("POST", f"/knowledge/{entry}/ask", {"version": 1}).status_code == 409


def test_wrong_words_are_told_field_by_field() -> None:
    refused = Person("city-bureau").send("POST", "/knowledge", {"form": text(title="", answer="")})
    assert refused.status_code == 422
    assert [fault["where"] for fault in refused.json()["faults"]] == ["title", "answer"]


@pytest.mark.parametrize("login", ["inspector", "sysadmin", "mayor"])
def test_who_may_not_write_is_refused_at_the_door(login: str) -> None:
    person = Person(login)
    assert person.send("POST", "/knowledge", {"form": text()}).status_code == 403
    assert person.upload(book(["", "标题在此", "答案在此"])).status_code == 403
    assert person.client.get("/api/knowledge").status_code == 200


def test_markup_in_a_text_stays_text() -> None:
    entry = published(title="带标记的标题 <b>粗</b>", answer=HOSTILE)
    said = Client().get("/api/public/knowledge", {"q": "带标记的标题"})
    assert said["Content-Type"].startswith("application/json")
    assert said.json()[0]["answer"] == HOSTILE
    assert api.get_knowledge(entry.row.id, subject_of("inspector")).answer == HOSTILE


def test_control_characters_are_taken_out_and_lines_kept() -> None:
    entry = write(title="标题\x07\u202e里有\n控制符", answer="第一段\r\n\r\n\r\n\r\n- 一\x00\n- 二")
    assert entry.row.title == "标题 里有 控制符"
    assert entry.answer == "第一段\n\n- 一\n- 二"


# -- citizens ------------------------------------------------------------------------------------------------


def test_a_citizen_reads_public_entries_and_no_persons_name() -> None:
    published()
    published(title="内部口径：路灯不亮", public=False)
    asked(title="待审核：路灯不亮")
    found = Client().get("/api/public/knowledge", {"q": "路灯不亮"}).json()
    assert [one["title"] for one in found] == ["路灯不亮怎么报修"]
    assert set(found[0]) == {
        "number", "title", "answer", "unit_name", "valid_until", "published_on", "demonstration",
    }  # fmt: skip
    assert "city-bureau" not in json.dumps(found)
    assert "dispatcher" not in json.dumps(found)


def test_a_citizen_who_asks_too_often_waits_and_another_does_not(wound: clock.VirtualClock) -> None:
    def ask(source: str) -> int:
        return Client().get("/api/public/knowledge", {"q": "路灯"}, REMOTE_ADDR=source).status_code

    most = _knowledge_http.PUBLIC.most
    assert [ask("203.0.113.7") for _ in range(most + 1)] == [200] * most + [429]
    assert ask("203.0.113.8") == 200
    wound.advance(_knowledge_http.PUBLIC.within)
    assert ask("203.0.113.7") == 200


def test_anonymous_people_reach_nothing_else() -> None:
    entry = published()
    for path in ("/api/knowledge", f"/api/knowledge/{entry.row.id}", "/api/knowledge/export.xlsx"):
        assert Client().get(path).status_code == 401


# -- sheets --------------------------------------------------------------------------------------------------


def test_an_export_comes_back_without_a_difference_and_holds_no_formula() -> None:
    published(title="=1+1 也是标题", answer='=HYPERLINK("http://x","y")\n第二行')
    person = Person("city-bureau")
    file = person.client.get("/api/knowledge/export.xlsx").content
    page = load_workbook(io.BytesIO(file)).active
    assert page is not None
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value} == {"s"}
    assert page.cell(2, 2).value == "=1+1 也是标题"
    assert person.upload(file).json() == {"written": [], "changed": [], "unchanged": 1}
    assert FactRow.objects.filter(fact_type="identity.list_exported").exists()


def test_a_sheet_brings_drafts_and_new_texts() -> None:
    entry = published()
    rows = (
        [
            entry.row.number,
            "路灯不亮新写法",
            "新的答案",
            "灯坏了；灯灭了",
            "路灯",
            "",
            "",
            "是",
            "",
            "2026-12-31",
            "",
        ],
        ["", "井盖不见了", "远离并上报", "", "", "", "", "否", "", "", ""],
        [None] * 11,
    )
    done = Person("city-bureau").upload(book(*rows)).json()
    assert (done["changed"], done["written"]) == (["ZS0001"], ["ZS0002"])
    row = KnowledgeEntryRow.objects.get(number="ZS0001")
    assert (row.state, row.revision, row.title) == ("published", "draft", "路灯不亮怎么报修")
    assert KnowledgeEntryRow.objects.get(number="ZS0002").state == "draft"


def test_every_wrong_cell_is_named_and_nothing_is_taken() -> None:
    other = published(subject_of("west-bureau"))
    rows = (
        ["", "好的一行", "好的答案", "", "", "", "", "", "", "", ""],
        ["", "", "没有标题", "", "", "", "", "也许", "", "三月", ""],
        [other.row.number, "别的单位的", "别的单位的", "", "", "", "", "", "", "", ""],
        ["", "=1+1", "=A1", "", "", "", "", "", "", "", ""],
        ["", "电话是私人的", "找 13800138000", "", "", "", "", "", "2026-05-01", "2026-04-01", ""],
    )
    refused = Person("city-bureau").upload(book(*rows))
    assert refused.status_code == 422
    found = {(fault["row"], fault["column"]) for fault in refused.json()["faults"]}
    assert found == {
        (3, "标题"), (3, "对市民公开"), (3, "有效期止"), (4, "编号"), (5, "标题"), (5, "答案"), (6, "答案"),
        (6, "有效期止"),
    }  # fmt: skip
    assert KnowledgeEntryRow.objects.count() == 1


def test_one_number_twice_and_missing_columns_are_faults() -> None:
    entry = published()
    person = Person("city-bureau")
    row = [entry.row.number, "路灯不亮新写法", "新的答案"]
    assert [fault["where"] for fault in person.upload(book(row, row)).json()["faults"]] == ["number"]
    missing = person.upload(book(["x"], headings=["编号"])).json()["faults"]
    assert [fault["where"] for fault in missing] == ["title", "answer"]
    assert person.upload(book()).json()["faults"][0]["row"] == 1


@pytest.mark.parametrize("data", [b"", b"not a sheet", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0" * 50])
def test_what_is_no_sheet_is_refused(data: bytes) -> None:
    assert Person("city-bureau").upload(data).status_code in (415, 422)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_knowledge_sheet, "MOST_UNPACKED", 10_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "0" * 1_000_000)
    assert Person("city-bureau").upload(out.getvalue()).status_code == 415


def test_the_terms_are_set_by_a_reviewer_and_read_by_all() -> None:
    said = {"warn_days": 10, "answer_days": 3, "review_days": 200}
    assert Person("city-bureau").send("PUT", "/knowledge/terms", said).status_code == 403
    assert Person("dispatcher").send("PUT", "/knowledge/terms", said).json() == said
    assert Person("inspector").client.get("/api/knowledge/terms").json() == said
