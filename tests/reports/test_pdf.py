"""A PDF carries what it needs to look the same anywhere, and its words can be taken out of it again."""

from __future__ import annotations

import io
import re
from typing import Any

import pypdf
import pytest
from PIL import Image, ImageOps
from reportlab.graphics.shapes import Rect

from yiwang.reports import _pdf, _word
from yiwang.reports._files import Chart, Grid, Run, Sheet

ROWS = [[Run(text=f"第{number}村"), Run(text=f"{number}.5", note=number)] for number in range(1, 81)]


def sheet(language: str = "zh", **more: Any) -> Sheet:
    made = Sheet(
        language=language,
        title="城市运行周报" if language == "zh" else "City weekly",
        stamp="未签发（草稿）" if language == "zh" else "Not issued (draft)",
        number="〔2026〕第7期" if language == "zh" else "2026, no. 7",
        issuer="湛江市城市运行管理中心",
        day="2026年3月6日",
        about="湛江市　报告期：2026年第10周",
        notes_title="数据来源",
        notes=["[1] 塘㙍镇 2026年第10周 3件", "[2] 二〇二六年，㎡、℃、①、→"],
        foot=["报：市委、市政府。", "审核：张喆　签发：李镕"],
    )
    bars = Chart(
        title="各县立案",
        unit="件",
        draw="bar",
        labels=["赤坎区", "霞山区"],
        series=[("立案", [3.0, None])],
        decimals=0,
        missing="未报",
    )
    lines = Chart(
        title="近三周", unit="%", draw="line", labels=["第8周", "第9周", "第10周"],
        series=[("按时办结率", [91.0, None, 95.5])], decimals=1, missing="未报",
    )  # fmt: skip
    made.sections = [
        ("一、概况", [[Run(text="受理"), Run(text="12", note=1), Run(text="件。")], bars, lines]),
        ("二、各村", [Grid(title="各村情况", headings=["区划", "件数"], rows=ROWS)]),
    ]
    for name, value in more.items():
        setattr(made, name, value)
    return made


def read(made: Sheet) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(_pdf.write(made)))


def fonts_of(reader: pypdf.PdfReader) -> list[Any]:
    found = []
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            font = font.get_object()
            found += [one.get_object() for one in font.get("/DescendantFonts", [font])]
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_font_is_in_the_file_cut_to_what_is_written(language: str) -> None:
    reader = read(sheet(language))
    fonts = fonts_of(reader)
    assert fonts
    for font in fonts:
        about = font["/FontDescriptor"].get_object()
        assert re.fullmatch(r"/[A-Z]{6}\+YiwangSong-Regular", font["/BaseFont"]), font["/BaseFont"]
        inside = len(about["/FontFile2"].get_object().get_data())
        assert 0 < inside < _pdf.FONT_FILE.stat().st_size / 10
    assert len(_pdf.write(sheet(language))) < 400_000


def test_its_words_can_be_taken_out_and_tables_go_on_with_their_head() -> None:
    reader = read(sheet())
    pages = [re.sub(r"\s", "", page.extract_text()) for page in reader.pages]
    text = "".join(pages)
    for words in (
        "城市运行周报", "〔2026〕第7期", "湛江市城市运行管理中心", "【未签发（草稿）】", "受理12[1]件。",
        "塘㙍镇", "㎡、℃、①、→", "报：市委、市政府。", "审核：张喆签发：李镕", "赤坎区", "95.5", "霞山区未报",
    ):  # fmt: skip
        assert words in text, words
    assert all(f"第{number}村{number}.5[{number}]" in text for number in range(1, 81))
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert f"—{number}—" in page
    tabled = [page for page in pages if re.search(r"第\d+村", page)]
    assert len(tabled) > 1
    assert all("区划件数" in page for page in tabled)


def test_the_picture_in_word_says_what_was_not_supplied() -> None:
    def drawn(*values: float | None, missing: str = "未报") -> Image.Image:
        labels = [str(number) for number in range(len(values))]
        bars = Chart(
            title="", unit="", draw="bar", labels=labels, series=[("立案", values)], decimals=0,
            missing=missing,
        )  # fmt: skip
        return Image.open(_word._picture(bars)).convert("L")

    def ink(found: Image.Image) -> tuple[int, int, int, int] | None:
        # The line of the second bar, behind its number.
        return ImageOps.invert(found.crop((80, 70, 700, 120))).getbbox()

    assert ink(drawn(3.0, None)) is not None
    assert ink(drawn(3.0, None, missing="")) is None
    assert ink(drawn(3.0, None)) != ink(drawn(3.0, None, missing="not supplied"))


def test_a_bar_of_shares_is_of_one_hundred_and_says_so_and_why_one_is_missing() -> None:
    def chart(unit: str, *values: float | None) -> Chart:
        return Chart(
            title="各县", unit=unit, draw="bar", labels=["甲区", "乙区"][: len(values)],
            series=[("率", values)], decimals=1, missing="未报", words={(0, 1): "无基数"}, scale="满条 100%",
        )  # fmt: skip

    def long(one: Chart) -> float:
        return float(max(shape.width for shape in _pdf._bars(one).contents if isinstance(shape, Rect)))

    def wide(one: Chart) -> int:
        # Where the first bar ends, by its colour.
        image = Image.open(_word._picture(one)).convert("RGB")
        return max(x for x in range(image.width) if image.getpixel((x, 20)) == _word.COLOURS[0])

    half, whole = chart("%", 50.0, None), chart("件", 50.0, None)
    assert long(half) == pytest.approx(long(whole) / 2)
    assert (wide(half) - 70) / (wide(whole) - 70) == pytest.approx(0.5, abs=0.01)
    assert (half.full, chart("%", 120.0, 60.0).full, chart("%", 6.0, -2.0).full) == (100.0, 120.0, 6.0)
    assert half.caption == "各县（% · 满条 100%）"
    text = re.sub(r"\s", "", read(sheet(sections=[("一、", [half])])).pages[0].extract_text())
    assert "满条100%" in text
    assert "乙区无基数" in text


def test_a_character_without_type_is_seen_to_be_missing() -> None:
    reader = read(sheet(issuer="𠀁𠀀市<b>&"))
    assert "〓〓市<b>&" in reader.pages[0].extract_text()


def test_the_same_sheet_makes_the_same_file() -> None:
    assert _pdf.write(sheet()) == _pdf.write(sheet())


def test_a_sheet_that_says_little_is_a_file_too() -> None:
    reader = read(sheet(sections=[], notes=[], foot=[], stamp=""))
    assert len(reader.pages) == 1
