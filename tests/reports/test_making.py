"""Briefings are written from the figures: each number leads to its figure; what has no data is not said."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import pypdf
import pytest
from django.test import Client

from tests.indicators.test_city import CITY, EAST, who
from yiwang.areas import api as areas
from yiwang.boards import api as boards
from yiwang.identity.api import reset_password
from yiwang.kernel import clock
from yiwang.kernel.declarations import DeclarationFaults
from yiwang.reports import _declare, _files, _making, api, logic
from yiwang.reports.contracts import BriefingDetail, Segment, Told
from yiwang.reports.declarations import Template

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]


def made(code: str = "city-weekly", area: str = CITY) -> BriefingDetail:
    return api.detail(who("alice"), api.create(who("alice"), code, area_id=area).id)


def parts(one: BriefingDetail) -> dict[str, Told]:
    return {part.id: part for part in logic.parts_of(one.content)}


def test_a_weekly_says_what_has_data_and_each_number_leads_to_its_figure(told: clock.VirtualClock) -> None:
    one = made()
    assert (one.row.title_zh, one.row.number, one.row.state) == ("城市运行周报", None, "draft")
    assert one.row.label_zh == "2026年第10周"
    assert one.content.report.users
    assert one.content.issue.units == ["e-zf", "w-zf", "z-gwh"]
    said = parts(one)
    assert logic.text_of(said["in-time-bad"].zh) == (
        "按时办结率仅40.0%，低于目标；最低的是东区、开发区，为0.0%，请抓紧办理。"
    )
    sources = {each.n: each for each in one.content.sources}
    # Every number of every sentence is the one on the page of its figure.
    checked = 0
    for part in said.values():
        for run in (*part.zh, *part.en):
            assert run.ref or not logic.NUMBER.findall(run.text), run
            if run.ref and run.facet in ("value", "worst_value"):
                source = sources[run.ref]
                page = boards.figure(
                    who("alice"), source.code, area=source.area_id, tree=source.tree,
                    kind=source.period_kind, day=source.first,
                )  # fmt: skip
                assert page.cell.value == source.value
                assert run.text == logic.figure(source.value or 0, source.decimals)
                assert source.position > 0
                checked += 1
    assert checked >= 4
    # The table's rows add up to what the sentences say of the whole.
    opened = sum(line.cells[1].value or 0 for line in said["areas"].lines)
    assert opened == next(
        each.value for each in sources.values() if each.code == "cases.opened" and each.value
    )


def test_what_has_no_data_is_not_said_and_the_editor_sees_why(told: clock.VirtualClock) -> None:
    one = made()
    left = {each.part: each.reason for each in one.content.left_out}
    assert left["now-alerts"] == "no_rows"
    assert left["accepted-moved"] == "no_base"
    assert left["in-time-good"] == "condition"
    assert left["online-low"] == "no_value"
    assert not left.keys() & (parts(one).keys() - {"key"})
    # A month before the first row is no month of nothing, and 未报 figures are not last month's.
    month = made("city-monthly")
    reasons = {each.part: each.reason for each in month.content.left_out}
    assert reasons["flow"] == "unheard"
    assert reasons["investment"] == reasons["revenue"] == "not_supplied"
    assert parts(month) == {}
    # Of a period that is not over no change is said.
    assert not any(
        run.facet in ("change", "year") for part in parts(made("shift-report")).values() for run in part.zh
    )


def test_an_area_where_nothing_was_to_be_counted_stands_in_the_table_and_says_so(
    told: clock.VirtualClock,
) -> None:
    # Only the west was called back: of the others nobody can be satisfied, which is neither 未报 nor nought.
    template = next(
        one for one in (file.get() for file in _declare.read(_declare.SHIPPED)) if one.code == "city-weekly"
    )
    table = next(part for section in template.sections for part in section.parts if part.id == "areas")
    section = replace(
        template.sections[0],
        parts=(
            replace(table, figures=("opened", "satisfied")),
            replace(table, id="bars", kind="chart", figures=("satisfied",)),
        ),
    )
    one = _making.make(replace(template, sections=(section,)), areas.get_area(CITY))[0]
    held = {part.id: part for part in logic.parts_of(one)}
    cells = {line.label_zh: line.cells[1] for line in held["areas"].lines}
    assert {name: cell.value for name, cell in cells.items()} == {"东区": None, "西区": 50.0, "开发区": None}
    assert all(cell.ref and not cell.text for cell in cells.values() if cell.value is None)
    (grid,) = _files._blocks(held["areas"], True, {})
    assert isinstance(grid, _files.Grid)
    assert {row[0].text: row[2].text for row in grid.rows} == {
        "东区": "无基数", "西区": "50.0", "开发区": "无基数",
    }  # fmt: skip
    assert "none to count" in "".join(_files._notes(one, False))


def test_a_list_of_open_cases_holds_no_words_of_a_citizen(told: clock.VirtualClock) -> None:
    said = parts(made("shift-report"))
    assert said["events"].lines
    assert said["overdue"].lines
    for part in (said["events"], said["overdue"]):
        for line in part.lines:
            assert line.label_zh.endswith("道路积水"), line.label_zh


def test_a_county_has_its_own_briefing_with_its_rank(told: clock.VirtualClock) -> None:
    template = next(
        one.get() for one in _declare.read(_declare.SHIPPED) if one.get().code == "handling-special"
    )
    weekly: Template = replace(
        template, period="week", figures=tuple(replace(one, period=None) for one in template.figures)
    )
    api.declare([weekly], source="pack")
    one = made("handling-special", EAST)
    assert "in-time" in parts(one), [(each.part, each.reason, each.why_zh) for each in one.content.left_out]
    text = logic.text_of(parts(one)["in-time"].zh)
    assert text == "立案1件，按时办结率0.0%，列全市第2位。"
    # Of the areas beside it nothing but its place among them is told.
    assert {each.area_id for each in one.content.sources} <= {EAST, "449901001"}


def test_word_and_pdf_say_what_the_screen_says(told: clock.VirtualClock, client: Client) -> None:
    one = made()
    for language in ("zh", "en"):
        name, word = api.word(who("alice"), one.row.id, language)
        pdf = api.pdf(who("alice"), one.row.id, language)[1]
        assert name == "city-weekly-2026-draft"
        document = docx.Document(io.BytesIO(word))
        body = "\n".join(each.text for each in document.paragraphs)
        cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
        pages = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
        plain = re.sub(r"\s", "", pages)
        assert (one.row.title_zh if language == "zh" else one.row.title_en) in body
        for part in parts(one).values():
            runs: list[Segment] = getattr(part, language)
            told_so = "".join(run.text + (f"[{run.ref}]" if run.ref else "") for run in runs)
            assert told_so in body, part.id
            assert re.sub(r"\s", "", told_so) in plain, part.id
            if part.kind in ("figures", "table"):
                for line in part.lines:
                    for cell in line.cells:
                        assert f"{cell.text}[{cell.ref}]" in cells
                        assert f"{cell.text}[{cell.ref}]" in plain
        cited = {run.ref for part in parts(one).values() for run in part.zh if run.ref}
        for source in one.content.sources:
            if source.n in cited:
                assert f"[{source.n}] {source.area_name}" in body
                assert source.code in body
        # The same file again, to the byte.
        assert api.word(who("alice"), one.row.id, language)[1] == word
        assert api.pdf(who("alice"), one.row.id, language)[1] == pdf


@pytest.mark.urls("tests.reports.urls")
def test_files_come_through_the_door(told: clock.VirtualClock, client: Client) -> None:
    one = made("city-daily")
    client.post(
        "/api/session",
        {"login": "alice", "password": reset_password("alice")},
        content_type="application/json",
    )
    answer = client.get(f"/api/reports/{one.row.id}/file.pdf")
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")
    answer = client.get(f"/api/reports/{one.row.id}/file.docx?language=en")
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert client.get("/api/reports/none").status_code == 404


PARTS = """code: parts
title: {zh: 坏, en: Bad}
kind: weekly
period: week
issuer: {kind: platform, line: grid}
to: {issue: [{line: grid}]}
figures: [{name: a, indicator: cases.opened}]
sections:
  - id: one
    title: {zh: 一, en: One}
    parts:
      - {id: s, text: {zh: "{a}件，{a.change}", en: "{a.chnge}"}}
      - {id: t, kind: chart, figures: []}
      - {id: u, kind: items}
"""
WHOLE = """code: whole
title: {zh: 坏, en: Bad}
kind: weekly
period: week
issuer: {unit: nobody}
to: {}
figures: [{name: a, indicator: cases.opend}, {name: p, indicator: target.f2_intelligence}]
sections:
  - id: one
    title: {zh: 一, en: One}
    parts:
      - {id: s, text: {zh: "{a}件，{b}", en: "{a}, {b}"}}
      - {id: s, kind: chart, figures: [c]}
"""


def test_faults_of_a_template_come_all_at_once_each_with_its_cure(
    told: clock.VirtualClock, tmp_path: Path
) -> None:
    for name, text in (("parts", PARTS), ("whole", WHOLE)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    parts_file, whole_file = api.read(tmp_path)
    assert {fault.code for fault in parts_file.faults} == {
        "briefing.seek", "briefing.differs", "briefing.facet", "briefing.figures", "briefing.rows",
    }  # fmt: skip
    assert {fault.code for fault in whole_file.faults} == {
        "briefing.nobody", "briefing.unknown_figure", "briefing.double_part",
    }  # fmt: skip
    assert all(fault.cure_en for fault in (*parts_file.faults, *whole_file.faults))
    with pytest.raises(DeclarationFaults):
        whole_file.get()
