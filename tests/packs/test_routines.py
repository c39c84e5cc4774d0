"""A topic may bring routines written by hand: the files of `routines/`, every fault at its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cases import city
from yiwang.kernel.clock import VirtualClock
from yiwang.packs import api
from yiwang.routines.models import RoutineRow

PAGE = Path(__file__).parents[2] / "docs" / "packs.md"
BLOCKS = re.findall(r"^```(\w+) (\S+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
FILE = "routines/posts.yaml"


@pytest.fixture
def river(tmp_path: Path) -> Path:
    """The pack of the page on writing a scene, written out."""
    for kind, name, text in BLOCKS:
        if kind in ("yaml", "csv"):
            write(tmp_path, name, text)
    return tmp_path


def write(packs: Path, name: str, text: str) -> None:
    path = packs / "river" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def edit(packs: Path, old: str, new: str) -> None:
    text = (packs / "river" / FILE).read_text("utf-8")
    assert old in text
    write(packs, FILE, text.replace(old, new))


def faults(packs: Path) -> list[tuple[str, str]]:
    return [(one.where, one.code) for one in api.check(packs)[1]]


@pytest.mark.parametrize(
    ("old", "new", "where", "code"),
    [
        ("ledger: posts", "ledger: post", "4:13", "routine.unknown"),
        ("moves: [remove]", "moves: [removed]", "5:20", "routine.unknown"),
        ("when: {moves: [remove]}", "when: {}", "5:11", "routine.never"),
        ("tells:", "tell:", "6:5", "key.unknown"),
        ("ledger: posts", "ledgr: posts", "4:5", "key.unknown"),
    ],
)
def test_each_fault_is_told_where_it_was_written_with_its_cure(
    river: Path, old: str, new: str, where: str, code: str
) -> None:
    edit(river, old, new)
    found = api.check(river)[1]
    assert (f"river/{FILE}:{where}", code) in [(one.where, one.code) for one in found]
    assert all(one.cure_zh and one.cure_en for one in found)


def test_a_circle_is_refused_at_both_places_with_both_names(river: Path) -> None:
    write(
        river,
        FILE,
        """\
reactions:
  - code: one
    name: {zh: 甲, en: One}
    ledger: posts
    when: {fields: [zero]}
    sets: [{values: {reader: "甲"}}]
  - code: other
    name: {zh: 乙, en: Other}
    ledger: posts
    when: {fields: [reader]}
    sets: [{values: {zero: "1"}}]
""",
    )
    found = api.check(river)[1]
    assert [(one.where, one.code) for one in found] == [
        (f"river/{FILE}:2:11", "routine.circle"),
        (f"river/{FILE}:7:11", "routine.circle"),
    ]
    assert all("甲" in one.zh and "乙" in one.zh for one in found)


def test_one_code_in_two_files_and_an_empty_file_are_faults(river: Path) -> None:
    write(river, "routines/more.yaml", (river / "river" / FILE).read_text("utf-8"))
    assert (f"river/{FILE}:2:11", "routine.double") in faults(river)
    write(river, "routines/more.yaml", "plans: []\n")
    assert "routine.none" in [code for _, code in faults(river)]


@pytest.mark.django_db
@pytest.mark.database
def test_they_are_in_force_with_the_topic_and_stop_when_it_names_them_no_more(
    river: Path, wound: VirtualClock
) -> None:
    city.settle()
    for path in (river / "river").rglob("*.*"):  # in a city of other units and areas
        if path.suffix in (".yaml", ".csv"):
            text = re.sub(r"\bzj-[a-z]+\b", "c-cgj", path.read_text("utf-8"))
            path.write_text(text.replace("440802", "449901"), "utf-8")
    told: list[str] = []
    assert api.load(river, say=told.append).loaded == ["river"], told
    assert RoutineRow.objects.get(pk="river/routines/told").active
    assert api.load(river).unchanged == ["river"]
    (river / "river" / FILE).unlink()
    api.load(river)
    assert not RoutineRow.objects.get(pk="river/routines/told").active
