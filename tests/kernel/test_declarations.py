"""A declaration is a typed record, or every fault at once with its place and its cure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwang.kernel.declarations import (
    SLUG,
    DeclarationFaults,
    In,
    Limits,
    Problem,
    Quantity,
    Size,
    Unique,
    Words,
    load_folder,
    load_rows,
    load_said,
    load_yaml,
    read_yaml,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    kind: Literal["step"]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    kind: Literal["pause"]
    length: Annotated[timedelta, Limits(gt=0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sluice:
    id: Annotated[str, SLUG]
    name: Words
    depth: Annotated[float, In("cm"), Limits(ge=0, le=300)]
    area: str = ""
    open: bool = False
    count: int = 0
    limit: Quantity | None = None
    wait: timedelta = timedelta(0)
    for_: str = ""
    tags: tuple[str, ...] = ()
    plan: Annotated[tuple[Step | Pause, ...], Size(at_most=3)] = ()
    notes: dict[str, str] | None = None

    def problems(self) -> Iterator[Problem]:
        if self.open and self.count:
            yield Problem(
                at=("count",),
                zh="开着不能计数。",
                en="No counting while open.",
                cure_zh="删。",
                cure_en="Go.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    sluices: Annotated[tuple[Sluice, ...], Unique("id")]


GOOD = """\
id: east-gate
name: {zh: 东闸, en: East gate}
depth: 0.4 m
area: 0802
open: true
limit: 75 µg/m³
wait: 1 h 30 min
for: no
tags: [12:30, yes, "007"]
plan:
  - {kind: step, name: 关闸}
  - {kind: pause, length: 3 分钟}
"""


def write(folder: Path, text: str | bytes, name: str = "sluice.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def faults(folder: Path, text: str | bytes, cls: type[Any] = Sluice, name: str = "sluice.yaml") -> list[str]:
    loaded = load_yaml(write(folder, text, name), cls, name=name)
    assert (loaded.record is None) == bool(loaded.faults)
    return [f"{f.line}:{f.column} {f.code} {f.text}" for f in loaded.faults]


def test_a_sound_file_becomes_a_record_read_by_its_types(tmp_path: Path) -> None:
    sluice = read_yaml(write(tmp_path, GOOD), Sluice)
    assert sluice.depth == pytest.approx(40.0)
    assert sluice.area == "0802", "a zero in front belongs to a code"
    assert sluice.for_ == "no", "no is a word where a word is declared"
    assert sluice.tags == ("12:30", "yes", "007")
    assert sluice.wait == timedelta(minutes=90)
    assert sluice.limit == Quantity(75.0, "ug/m3")
    assert sluice.plan == (Step(kind="step", name="关闸"), Pause(kind="pause", length=timedelta(minutes=3)))


def test_all_faults_come_at_once_each_at_its_place(tmp_path: Path) -> None:
    assert faults(
        tmp_path,
        "id: East Gate\nname: {zh: 东闸}\ndepht: 40 cm\nopen: yes\ncount: ４\nlimit: 3 furlong\nwait: soon\n"
        "plan:\n  - {kind: stepp, name: 关闸}\n  - {kind: pause, length: 0 s}\n",
    ) == [
        "1:5 value.pattern East Gate",
        "2:7 key.missing {…}",
        "3:1 key.unknown depht",
        "4:7 value.type yes",
        "5:8 value.type ４",
        "6:8 value.unit 3 furlong",
        "7:7 value.type soon",
        "9:12 value.choice stepp",
        "10:27 value.limit 0 s",
    ]


def test_a_fault_says_what_was_meant_in_both_languages_with_a_caret(tmp_path: Path) -> None:
    with pytest.raises(DeclarationFaults) as caught:
        read_yaml(write(tmp_path, "id: a\nname: {zh: 东闸, en: East}\ndepht: 40 cm\n"), Sluice, name="s.yaml")
    (unknown,) = caught.value.found
    assert (unknown.cure_zh, unknown.cure_en) == (
        "是否想写“depth”？",
        "Did you mean “depth”?",
    )
    assert unknown.show("en").splitlines()[:3] == [
        "s.yaml:3:1: The key “depht” is not known here. [key.unknown]",
        "    depht: 40 cm",
        "    ^",
    ]
    problem = caught.value.problem()
    assert problem["status"] == 422
    assert len(problem["faults"]) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"\xef\xbb\xbfid: a\n", ["1:1 file.bom BOM"]),
        ("id: 东闸\n".encode("gbk"), ["1:5 file.encoding b6 ab d5 a2"]),
        ("", ["1:1 yaml.empty "]),
        ("# nothing\n", ["1:1 yaml.empty "]),
        (GOOD + "---\nid: b\n", ["13:1 yaml.second_document ---"]),
        (GOOD + "id: b\n", ["13:1 yaml.duplicate_key id"]),
        (GOOD.replace("[12:30", "&t [12:30") + "notes: *t\n", ["9:7 yaml.anchor &t", "13:8 yaml.alias *t"]),
        (
            GOOD.replace("0.4 m", "!!float 0.4"),
            ["3:8 value.unit 0.4", "3:8 yaml.tag tag:yaml.org,2002:float"],
        ),
        (GOOD + "? [a, b]\n: c\n", ["13:3 yaml.key […]"]),
        ("id: [a\n", ["1:1 yaml.syntax id: [a"]),
        ("\tid: a\n", ["1:1 yaml.syntax id: a"]),
        ("id：a\nname：b\nopen: c\n", ["3:5 yaml.syntax open: c"]),
        ("id: a\x00\n", ["1:6 yaml.character '\\x00'"]),
        ("a: " + "[" * 40, ["1:27 yaml.too_deep "]),
        ("- id: a\n", ["1:1 value.type […]"]),
        ("just a word\n", ["1:1 value.type just a word"]),
    ],
)
def test_text_that_is_no_declaration_is_refused(
    tmp_path: Path, text: str | bytes, expected: list[str]
) -> None:
    assert faults(tmp_path, text) == expected


def test_an_alias_bomb_is_refused_without_being_blown_up(tmp_path: Path) -> None:
    bomb = "a: &a [x, x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    found = faults(tmp_path, bomb)
    assert sum("yaml.alias" in line for line in found) == 40


def test_the_other_spelling_of_the_suffix_is_a_fault_and_not_silence(tmp_path: Path) -> None:
    assert faults(tmp_path, GOOD, name="sluice.yml") == ["1:1 file.extension sluice.yml"]


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    assert [f.code for f in load_yaml(tmp_path / "none.yaml", Sluice).faults] == ["file.unreadable"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("depth: 40", "value.unit"),
        ("depth: 40 mm/h", "value.unit"),
        ("depth: 4 m", "value.limit"),
        ("depth: .nan", "value.unit"),
        ("depth: 1e999 cm", "value.limit"),
        ("depth:", "value.empty"),
        ("depth: [40 cm]", "value.type"),
    ],
)
def test_a_quantity_needs_a_unit_that_measures_the_same(tmp_path: Path, line: str, expected: str) -> None:
    found = faults(tmp_path, f"id: a\nname: {{zh: 东, en: E}}\n{line}\n")
    assert [entry.split()[1] for entry in found] == [expected]


def test_a_record_finds_faults_between_its_own_fields(tmp_path: Path) -> None:
    text = "id: a\nname: {zh: 东, en: E}\ndepth: 1 cm\nopen: true\ncount: 3\n"
    assert faults(tmp_path, text) == ["5:8 check 3"]


def test_entries_that_must_differ_name_the_line_they_repeat(tmp_path: Path) -> None:
    row = "  - {id: a, name: {zh: 东, en: E}, depth: 1 cm}\n"
    loaded = load_yaml(write(tmp_path, "sluices:\n" + row + row), Gate)
    assert [(f.line, f.code) for f in loaded.faults] == [(3, "value.double")]
    assert "第 2 行" in loaded.faults[0].zh


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    id: Annotated[str, SLUG]
    name: str
    lon: Annotated[float, Limits(ge=-180, le=180)]
    lat: Annotated[float, Limits(ge=-90, le=90)]
    note: str = ""


def test_a_csv_of_rows_is_read_by_the_same_types(tmp_path: Path) -> None:
    path = write(
        tmp_path, 'id,name,lon,lat,note\na,"百姓村, 东",110.3,21.2,\n\nb,塘㙍镇,110.4,21.3,x\n', "points.csv"
    )
    points = load_rows(path, Point).get()
    assert [p.name for p in points] == ["百姓村, 东", "塘㙍镇"]
    assert points[0].note == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,name,lon,lattitude\na,b,1,2\n", ["1:13 key.unknown lattitude"]),
        ("id,name,lon,lat,lat\na,b,1,2,3\n", ["1:17 key.duplicate lat"]),
        ("id,name,lon,lat\na,东,110.3,181\nB,西,x,21\nc,南,1\n",
         ["2:11 value.limit 181", "3:1 value.pattern B", "3:5 value.type x", "4:1 row.cells c,南,1"]),
        ("id,name,lon,lat\na,,1,2\n", ["2:1 key.missing {…}"]),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_found_at_its_line_and_column(tmp_path: Path, text: str, expected: list[str]) -> None:
    loaded = load_rows(write(tmp_path, text, "points.csv"), Point)
    found = [f"{f.line}:{f.column} {f.code} {f.text}" for f in loaded.faults]
    if "lattitude" in text:
        found = found[:1]
    assert found == expected


@given(st.text(max_size=200))
def test_no_text_whatever_breaks_the_reader(text: str) -> None:
    from yiwang.kernel.declarations._build import MISSING, Builder
    from yiwang.kernel.declarations._tree import Text, parse_yaml

    source = Text("any.yaml", text)
    node = parse_yaml(source, text)
    value = MISSING if node is None else Builder(source).build(node, Sluice)
    assert isinstance(value, Sluice) != bool(source.faults)
    for fault in source.faults:
        assert fault.line >= 1
        assert fault.column >= 1
        assert fault.zh.endswith(("。", "？"))
        assert fault.show("zh")
        assert fault.show("en")


@dataclass(frozen=True, kw_only=True)
class Leaf:
    size: Annotated[int, Limits(le=9)]


@dataclass(frozen=True, kw_only=True)
class Planted:
    name: Words
    leaves: tuple[Leaf, ...]


def test_what_an_editor_sent_gets_the_same_faults_with_their_place_in_the_record() -> None:
    said = {"name": {"zh": "树: #1", "en": "no"}, "leaves": [{"size": 3}, {"size": 12}]}
    file = load_said(said, Planted, name="editor")
    assert [(file.path_of(fault), fault.code) for fault in file.faults] == [
        (("leaves", 1, "size"), "value.limit")
    ]
    said["leaves"].pop()
    assert load_said(said, Planted, name="editor").get() == Planted(
        name=Words(zh="树: #1", en="no"), leaves=(Leaf(size=3),)
    )


@dataclass(frozen=True, kw_only=True)
class Labelled:
    label: str | None = None
    name: Words | None = None


def test_nothing_is_nothing_only_where_it_is_not_quoted(tmp_path: Path) -> None:
    assert load_said({"label": None, "name": None}, Labelled, name="editor").get() == Labelled()
    assert load_said({"label": "null"}, Labelled, name="editor").get() == Labelled(label="null")
    (tmp_path / "a.yaml").write_text("label: '~'\nname: ~\n", encoding="utf-8")
    assert load_yaml(tmp_path / "a.yaml", Labelled).get() == Labelled(label="~")


def test_of_two_files_of_a_folder_with_one_code_the_later_is_told(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("code: night\n", encoding="utf-8")
    first, second = load_folder(tmp_path, Coded, what=Words(zh="看板", en="board"))
    assert first.faults == ()
    (fault,) = second.faults
    assert (fault.code, fault.line) == ("code.double", 1)
    assert "a.yaml" in fault.zh
    assert load_folder(tmp_path / "none", Coded, what=Words(zh="看板", en="board")) == []


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    code: str
