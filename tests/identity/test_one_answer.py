"""“What may this person see?” has one answer; a second one is found wherever it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

import yiwang

from .one_answer import second_answers, second_answers_below

SOURCE = Path(yiwang.__file__).parent


def test_no_noun_gives_a_second_answer() -> None:
    assert second_answers_below(SOURCE) == []


@pytest.mark.parametrize(
    "planted",
    [
        "Case.objects.filter(area_path__startswith=path)",
        "Case.objects.filter(Q(thing__area_path__startswith=path))",
        "Case.objects.exclude(units__contains='|x|')",
        "rows.filter(**{'area_path__startswith': path})",
        "rows.filter(**{f'{column}__startswith': path})",
        "rows.filter(lead_unit=subject.unit_id)",
        "rows.filter(Q(unit=request.subject.unit_id))",
        "x = 'leader' in subject.roles",
        "if subject.roles == ('leader',): pass",
    ],
)
def test_a_planted_second_answer_is_found(planted: str) -> None:
    found = list(second_answers(planted, "cases/api.py"))
    assert found
    assert found[0].startswith("cases/api.py:1: ")


@pytest.mark.parametrize(
    "fair",
    [
        "rows.filter(scope(subject, 'cases.see').q())",
        "rows.filter(area_path__startswith=within)  # scope: narrows what the scope let through",
        "rows.filter(scope(request.subject, 'x.see').q(), lead_unit=unit)",
        "path.startswith(other)",
        "case.objects.create(taken_by=subject.user_id)",
        "rows.filter(reader_id=subject.user_id)",
    ],
)
def test_the_one_answer_and_an_explained_narrowing_pass(fair: str) -> None:
    assert list(second_answers(fair, "x.py")) == []
