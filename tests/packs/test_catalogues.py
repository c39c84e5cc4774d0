"""A topic may hold nothing but matters: the files of `matters/`, taken whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases import city
from yiwang.kernel.clock import VirtualClock
from yiwang.matters import api as matters
from yiwang.packs import api

SHIPPED = Path(__file__).parents[2] / "packs"
PACK = """\
id: words
number: T-9
name: {zh: 目录, en: Catalogue}
about: {zh: 测试用。, en: For tests.}
lead_unit: c-cgj
operator: c-yx
licence: Apache-2.0
"""
CLASSES = """\
classes:
  - {code: W, name_zh: 市政, name_en: Works}
  - {code: W-1, parent: W, name_zh: 照明, name_en: Lighting}
  - {code: W-1-1, parent: W-1, name_zh: 路灯, name_en: Lamps}
matters: []
"""
MATTERS = """\
matters:
  - code: lamp
    matter_class: W-1-1
    name_zh: 路灯不亮
    name_en: Lamp out
    definition_zh: 路灯不亮。
    definition_en: A lamp is out.
    keywords: [路灯, 不亮]
    closing_standard_zh: 恢复照明。
    closing_standard_en: Lit again.
    duty_rules: [{code: L-1, lead: {unit: c-cgj}}]
    join_within_h: 0
"""


@pytest.fixture
def packs(db: None, wound: VirtualClock, tmp_path: Path) -> Path:
    city.settle()
    folder = tmp_path / "words"
    (folder / "matters").mkdir(parents=True)
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    (folder / "grade.yaml").write_text("grades:\n  bilingual: {state: done}\n", "utf-8")
    (folder / "matters" / "a.yaml").write_text(MATTERS, "utf-8")
    (folder / "matters" / "b.yaml").write_text(CLASSES, "utf-8")
    return tmp_path


pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_topic_of_matters_alone_is_loaded_and_its_files_share_their_classes(packs: Path) -> None:
    assert api.load(packs).loaded == ["words"]
    assert matters.get_matter("lamp").class_zh == ["市政", "照明", "路灯"]
    assert matters.resolve_duty("lamp", city.EAST_TOWN).lead == "c-cgj"
    assert api.load(packs).unchanged == ["words"]


def test_a_wrong_matter_is_named_by_its_file_and_line(packs: Path) -> None:
    path = packs / "words" / "matters" / "a.yaml"
    path.write_text(MATTERS.replace("matter_class: W-1-1", "matter_class: W-1"), "utf-8")
    ids, faults = api.check(packs)
    assert ids == ["words"]
    assert [(one.where, one.code) for one in faults] == [("words/matters/a.yaml:3:19", "matter.matter_class")]
    assert api.load(packs).faulty == ["words"]


def test_a_unit_that_the_city_does_not_have_is_named_at_its_matter(packs: Path) -> None:
    path = packs / "words" / "matters" / "a.yaml"
    path.write_text(MATTERS.replace("unit: c-cgj", "unit: nobody"), "utf-8")
    said: list[str] = []
    assert api.load(packs, say=said.append).faulty == ["words"]
    assert "words/matters/a.yaml:11" in said[0]
    assert "nobody" in said[0]
    assert matters.find_matter("lamp") is None


def test_the_shipped_catalogue_names_units_by_line_alone_and_every_matter_by_five_words() -> None:
    from yiwang.packs._reading import read_pack

    read = read_pack(SHIPPED / "livelihood", SHIPPED)
    assert read.faults == ()
    told = [matter for file in read.catalogues for matter in file.get().matters]
    assert len(told) >= 120
    for matter in told:
        assert len(matter.keywords) >= 5, matter.code
        refs = [rule.lead for rule in matter.duty_rules] + [matter.fallback]
        assert all(ref is not None and not ref.unit for ref in refs), matter.code
        assert {"take", "total"} <= {limit.clock for limit in matter.limits}, matter.code
        assert matter.flow in ("hotline", "grid"), matter.code
