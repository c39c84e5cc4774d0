"""A list as an Excel file: text only, whole or refused."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from yiwang.kernel import clock, sheets
from yiwang.kernel.models import ParkedFact
from yiwang.kernel.sheets import Sheet, TooManyRows, workbook

FORMULAS = ['=HYPERLINK("http://evil","x")', "+1", "-1", "@SUM(A1)", "\t=1+1", "=cmd|' /C calc'!A0", "\x07=1"]
WRITTEN = st.sampled_from(FORMULAS) | st.text(st.characters(codec="utf-8"), max_size=40)


@given(st.lists(st.tuples(WRITTEN, WRITTEN), max_size=5))
def test_nothing_that_a_person_wrote_is_a_formula(rows: list[tuple[str, str]]) -> None:
    book = load_workbook(io.BytesIO(workbook(Sheet(title="案件", headings=("=A", "乙"), rows=rows))))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)


def test_a_list_that_is_too_long_is_refused_and_not_cut(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)
    rows = ParkedFact.objects.order_by("position")

    def park(position: int) -> None:
        ParkedFact.objects.create(consumer="c", position=position, parked_at=clock.now())

    park(1)
    park(2)
    assert [row.position for row in sheets.whole(rows.all())] == [1, 2]
    park(3)
    with pytest.raises(TooManyRows, match="3 rows"):
        sheets.whole(rows.all())
