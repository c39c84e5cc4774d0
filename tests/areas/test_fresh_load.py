"""Loading into an empty database: steps, one fact; and a broken folder loads nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.db import transaction

from yiwang.areas import api
from yiwang.areas.contracts import CityFaults
from yiwang.areas.models import AreaRow
from yiwang.kernel.declarations import DeclarationFaults
from yiwang.kernel.models import FactRow

CITIES = Path(__file__).parents[2] / "cities"
pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _folder(tmp_path: Path, name: str = "zhanjiang") -> Path:
    shutil.copytree(CITIES / name, tmp_path / name)
    return tmp_path / name


def test_a_load_tells_its_steps_and_one_fact(db: None) -> None:
    steps: list[str] = []
    loaded = api.load_city(CITIES / "jiangmen", lambda step, done, total: steps.append(step))
    assert steps[0] == "read"
    assert {"areas", "outlines"} <= set(steps)
    assert FactRow.objects.filter(fact_type="areas.city_loaded", subject="city:jiangmen").count() == 1
    assert loaded.added == loaded.areas


def test_a_broken_folder_names_every_fault_with_its_line_and_loads_nothing(db: None, tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    divisions = folder / "divisions.csv"
    text = divisions.read_text(encoding="utf-8").splitlines()
    text[5] = "440804,坡头区,shire,4408"
    text.append("99x,无名,town,440804")
    divisions.write_text("\n".join(text), encoding="utf-8")
    with pytest.raises(DeclarationFaults) as refused:
        api.load_city(folder)
    places = [fault.where for fault in refused.value.found]
    assert any("divisions.csv:6" in place for place in places)
    assert any(f"divisions.csv:{len(text)}" in place for place in places)
    assert not AreaRow.objects.filter(id="440804").exists()


def test_a_member_that_does_not_exist_is_told_at_its_place(db: None, tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    said = (folder / "city.yaml").read_text(encoding="utf-8")
    (folder / "city.yaml").write_text(said.replace('"440803070"', '"440803999"'), encoding="utf-8")
    with pytest.raises(DeclarationFaults) as refused:
        api.load_city(folder)
    assert "440803999" in str(refused.value.problem())


def test_an_outline_without_an_area_is_refused(db: None, tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    outlines = folder / "counties.geojson"
    outlines.write_text(
        outlines.read_text(encoding="utf-8")
        .replace('"area": "440802"', '"area": "440899"')
        .replace('"area":"440802"', '"area":"440899"'),
        encoding="utf-8",
    )
    with pytest.raises(CityFaults):
        api.load_city(folder)


def test_a_divisions_file_in_gbk_is_refused_because_it_lost_a_name(db: None, tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    text = (folder / "divisions.csv").read_text(encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        text.encode("gbk")
    (folder / "divisions.csv").write_bytes(text.encode("gb18030"))
    with pytest.raises(DeclarationFaults) as refused:
        api.load_city(folder)
    assert "divisions.csv" in refused.value.found[0].where
    assert "UTF-8" in refused.value.sentence("zh") + str(refused.value.details)


def test_both_cities_load_into_an_empty_database(db: None) -> None:
    with transaction.atomic():
        assert [api.load_city(CITIES / name).unchanged for name in ("zhanjiang", "jiangmen")] == [
            False,
            False,
        ]
        assert AreaRow.objects.filter(level="city").count() == 2
        transaction.set_rollback(True)
