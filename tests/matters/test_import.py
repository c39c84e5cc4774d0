"""`yiwang import matters`: a city's own table or YAML, by the same door, with every fault at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from yiwang.matters import api
from yiwang.matters.models import Matter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]

HEAD = (
    "code,name,class1,class2,class3,definition,closing_standard,lead,co_units,basis,"
    "take_hours,total_days,town_role\n"
)


def test_a_table_of_matters_is_taken_over_and_a_second_time_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "catalogue.csv"
    file.write_text(
        HEAD
        + "gc-01,井盖破损,市政管理,部件,井盖,井盖缺失或破损,井盖完好,c-swj,c-jj c-cgj,职责清单,2,3,basic\n"
        + "gc-02,路灯不亮,市政管理,部件,路灯,路灯不亮,路灯亮,c-cgj,,,4,5,assist\n",
        encoding="utf-8",
    )
    assert api.import_command(file, []) == 0
    assert "新增 2 项" in capsys.readouterr().out
    matter = api.get_matter("gc-01")
    assert matter.class_zh == ["市政管理", "部件", "井盖"]
    assert [co.unit for co in api.resolve_duty("gc-01", "/44/4499/").co_units] == ["c-jj", "c-cgj"]
    assert api.limits("gc-01")["total"].amount == 3
    assert api.import_command(file, []) == 0
    assert "未变 2 项" in capsys.readouterr().out


def test_the_faults_of_a_table_name_their_lines_and_nothing_is_taken_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "catalogue.csv"
    file.write_text(
        HEAD + "a,甲,x,y,z,d,s,c-swj,,,two,3,basic\n" + "b,乙,x,y,z,d,s,c-swj,,,2,3,maybe\n", encoding="utf-8"
    )
    assert api.import_command(file, []) == 1
    said = capsys.readouterr().err
    assert "catalogue.csv:2:" in said
    assert "catalogue.csv:3:" in said
    assert not Matter.objects.exists()


LEAVES = ("事故处理", "安全隐患", "事故处理")
LIST = "level1,level2,level3\n" + "".join(f"城乡建设,安全生产,{leaf}\n" for leaf in LEAVES)
NAMED = ["class1=level1", "class2=level2", "name=level3"]


def test_a_bare_list_is_taken_over_by_its_columns_and_the_checks_ask_for_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "classes.csv"
    file.write_text(LIST, encoding="utf-8-sig")
    assert api.import_command(file, NAMED) == 0
    assert "新增 2 项" in capsys.readouterr().out
    matter = api.get_matter("城乡建设/安全生产/事故处理")
    assert (matter.name_zh, matter.class_zh) == ("事故处理", ["城乡建设", "安全生产", "安全生产"])
    found = {line.kind for line in api.checks().lines if line.matter == matter.code}
    assert {"no_owner", "no_limit"} <= found
    assert api.import_command(file, [*NAMED[:2], "name=leaf"]) == 1
    assert "level3" in capsys.readouterr().err
    file.write_text(LIST + "城乡建设,安全生产,\n", encoding="utf-8")
    assert api.import_command(file, NAMED) == 1
    assert "classes.csv:5:" in capsys.readouterr().err


SHARED = Path(__file__).parents[3] / "shared" / "data"
COMPONENTS = ["code=minor_code", "class1=kind", "class2=major_name", "name=minor_name"]
EVENTS = ["class1=EVENT_TYPE_NAME", "class2=MAIN_TYPE_NAME", "name=SUB_TYPE_NAME"]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared data folder is not beside this checkout")
@pytest.mark.parametrize(
    ("name", "options", "matters"),
    [
        ("complaint_taxonomy/taxonomy_517.csv", NAMED, 517),
        ("event_taxonomy_pingshan/event_types.csv", EVENTS, 373),  # of 374 lines two have one name
        ("urban_mgmt_categories/chaoyang_components_events.csv", COMPONENTS, 186),
    ],
)
def test_the_published_lists_of_cities_are_taken_over_whole(
    name: str, options: list[str], matters: int
) -> None:
    assert api.import_command(SHARED / name, options) == 0
    assert Matter.objects.count() == matters


def test_an_unknown_unit_in_a_table_is_said_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "catalogue.csv"
    file.write_text(HEAD + "a,甲,x,y,z,d,s,nobody,,,2,3,basic\n", encoding="utf-8")
    assert api.import_command(file, ["pack=city"]) == 1
    assert "nobody" in capsys.readouterr().err


def test_a_catalogue_in_yaml_says_all_that_a_pack_can(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.yaml"
    file.write_text(
        """
classes:
  - {code: k, name_zh: 市容, name_en: Street}
  - {code: k1, name_zh: 秩序, name_en: Order, parent: k}
  - {code: k11, name_zh: 占道, name_en: Pavement, parent: k1}
matters:
  - code: stall
    name_zh: 占道经营
    name_en: Stall
    matter_class: k11
    definition_zh: 占道
    definition_en: A stall
    closing_standard_zh: 通畅
    closing_standard_en: Free
    town_role: basic
    join_within_h: 0
    duty_rules:
      - code: ZD
        lead: {line: urban_management, level: county}
        conditions: [{field: hours, values: ["22:00-06:00"]}]
    fallback: {whose: town}
    limits: [{clock: take, kind: working_hour, amount: 2}]
""",
        encoding="utf-8",
    )
    assert api.import_command(file, ["pack=city"]) == 0
    assert api.resolve_duty("stall", "/44/4499/449901/449901001/").lead == "et-zf"
