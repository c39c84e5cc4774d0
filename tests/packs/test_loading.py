"""A pack is taken whole or not at all; the same again changes nothing; what is wrong is kept to be read."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import pytest

from tests.cases import city
from yiwang.app import feed
from yiwang.boards import api as boards
from yiwang.identity import api as identity
from yiwang.identity.api import Scope
from yiwang.identity.contracts import Subject
from yiwang.indicators._registry import registry
from yiwang.kernel.clock import VirtualClock
from yiwang.kernel.models import FactRow
from yiwang.matters import api as matters
from yiwang.packs import _reading, _replay, api
from yiwang.packs.contracts import UnknownScene
from yiwang.packs.models import PackRow
from yiwang.rules import api as rules
from yiwang.sensing import api as sensing

GOOD = Path(__file__).parent / "good"


@pytest.fixture
def packs(db: None, wound: VirtualClock, tmp_path: Path) -> Path:
    """The good pack in a folder of its own, and the small city that it speaks of."""
    city.settle()
    shutil.copytree(GOOD, tmp_path / "packs")
    return tmp_path / "packs"


def edit(packs: Path, file: str, old: str, new: str) -> None:
    path = packs / "tiny" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def told(kind: str) -> int:
    return FactRow.objects.filter(fact_type=kind).count()


def test_a_scene_becomes_things_rules_and_a_matter(packs: Path) -> None:
    assert api.load(packs).loaded == ["tiny"]
    thing = sensing.get_thing("t-1")
    assert (thing.owner_unit, thing.maintainer_unit) == ("c-cgj", "c-yw")
    kinds = sorted(row.rule.kind for row in rules.rules(pack="tiny/level").items)
    assert kinds == ["flat_line", "out_of_range", "silence", "threshold"]
    threshold = next(row.rule for row in rules.rules(pack="tiny/level").items if row.rule.kind == "threshold")
    assert [level["raise_at"] for level in threshold.params["levels"]] == [2.0, 4.0], "200 cm is 2 m"
    duty = matters.resolve_duty("T-1-1-1", thing.area_path)
    assert (duty.lead, [one.unit for one in duty.co_units]) == ("c-cgj", ["c-jj"])


def test_loading_again_changes_nothing(packs: Path) -> None:
    api.load(packs)
    before = FactRow.objects.count()
    report = api.load(packs)
    assert (report.loaded, report.unchanged) == ([], ["tiny"])
    assert FactRow.objects.count() == before


def test_a_row_that_an_earlier_version_kept_is_reworded_and_nothing_is_told(packs: Path) -> None:
    api.load(packs)
    PackRow.objects.update(body={})
    before = FactRow.objects.count()
    assert api.load(packs).unchanged == ["tiny"]
    assert api.list_packs().items[0].scenes[0].matters == ["T-1-1-1"]
    assert FactRow.objects.count() == before


def test_other_words_are_a_new_version(packs: Path) -> None:
    api.load(packs)
    first = api.list_packs().items[0].content_hash
    edit(packs, "scenes/level.yaml", "at: 4 m", "at: 5 m")
    assert api.load(packs).loaded == ["tiny"]
    assert api.list_packs().items[0].content_hash != first
    assert told("packs.loaded") == 2


def test_a_pack_with_a_fault_keeps_what_was_loaded_before_and_shows_its_faults(packs: Path) -> None:
    api.load(packs)
    edit(packs, "scenes/level.yaml", "at: 4 m", "at: 4 kg")
    complaints: list[str] = []
    report = api.load(packs, say=complaints.append)
    assert (report.faulty, report.faults) == (["tiny"], 1)
    assert "tiny/scenes/level.yaml:19:14" in complaints[0]
    row = api.list_packs().items[0]
    assert row.state == "faulty"
    assert row.faults[0]["line"] == 19
    assert len(rules.rules(pack="tiny/level").items) == 4, "the rules of the sound content stay in force"
    api.load(packs, say=complaints.append)
    assert told("packs.refused") == 1, "the same faults are told once"


def test_a_unit_that_the_city_does_not_have_is_a_fault_at_its_place(packs: Path) -> None:
    edit(packs, "scenes/level.yaml", "maintainer: c-yw", "maintainer: nobody")
    edit(packs, "scenes/level.yaml", "lead: {unit: c-cgj}", "lead: {unit: c-cgjj}")
    faults: list[str] = []
    api.load(packs, say=faults.append)
    assert any("tiny/scenes/level.yaml:6:13" in text and "unknown.unit" in text for text in faults)
    assert sensing.find_thing("t-1") is None, "nothing of it was loaded"


def test_what_a_noun_below_refuses_is_told_where_it_was_written(packs: Path) -> None:
    edit(packs, "scenes/level.yaml", "lead: {unit: c-cgj}", "lead: {unit: c-cgjj}")
    faults: list[str] = []
    report = api.load(packs, say=faults.append)
    assert report.faulty == ["tiny"]
    assert "tiny/scenes/level.yaml:35:13" in faults[0]
    assert "c-cgjj" in faults[0]
    assert sensing.find_thing("t-1") is None, "sensing was asked first, and its rows are gone again"
    assert not rules.rules(pack="tiny/level").items


def test_a_faulty_pack_does_not_keep_the_others_out(packs: Path) -> None:
    shutil.copytree(packs / "tiny", packs / "other")
    (packs / "other" / "pack.yaml").write_text("id: other\n", "utf-8")
    (packs / "other" / "things.csv").unlink()
    report = api.load(packs, say=lambda _: None)
    assert (report.loaded, report.faulty) == (["tiny"], ["other"])


def test_two_packs_with_one_id_are_both_left_out(packs: Path) -> None:
    shutil.copytree(packs / "tiny", packs / "twin")
    faults: list[str] = []
    report = api.load(packs, say=faults.append)
    assert report.loaded == []
    assert any("tiny/pack.yaml" in text and "twin/pack.yaml" in text for text in faults)


def test_a_scene_that_is_gone_takes_its_rules_with_it(packs: Path) -> None:
    api.load(packs)
    edit(packs, "scenes/level.yaml", "id: level", "id: height")
    edit(packs, "scenes/level.yaml", "code: T-1-1-1", "code: T-1-1-2")
    edit(packs, "grade.yaml", "scenes/level.yaml", "scenes/height.yaml")
    edit(packs, "grade.yaml", "rehearse:tiny/level", "rehearse:tiny/height")
    (packs / "tiny/scenes/level.yaml").rename(packs / "tiny/scenes/height.yaml")
    faults: list[str] = []
    assert api.load(packs, say=faults.append).loaded == ["tiny"], faults
    assert not rules.rules(pack="tiny/level").items
    assert len(rules.rules(pack="tiny/height").items) == 4


def test_what_packs_lay_out_for_the_feed_is_what_the_feed_reads(packs: Path, tmp_path: Path) -> None:
    api.load(packs)
    found = _reading.read_packs(packs)
    names = _replay.write_replays(found, tmp_path, tmp_path / "secrets")
    assert names == ["tiny--level.json"]
    (replay,) = feed.replays(tmp_path)
    assert replay.datastreams == ["t-1.level", "t-2.level"]
    assert replay.readings[-1][2] in (5.0, 1.1)
    assert replay.endless
    token = tmp_path / "secrets" / "sources" / "replay-tiny-level"
    assert token.stat().st_mode & 0o077 == 0
    assert {source.id: source.state for source in sensing.sources()} == {"replay-tiny-level": "active"}
    first = token.read_text("ascii")
    _replay.write_replays(found, tmp_path, tmp_path / "secrets")
    assert token.read_text("ascii") == first, "a token that works is not issued anew"
    assert msgspec.json.decode((tmp_path / "replay" / names[0]).read_bytes())["source_zh"] == "测试数据"


def test_a_sample_gives_its_readings_in_order(packs: Path) -> None:
    sample = api.sample(packs, "tiny", "level")
    assert [one.datastream for one in sample.readings] == ["t-1.level", "t-2.level"] * 2
    assert sample.step_s == 60.0
    with pytest.raises(UnknownScene):
        api.sample(packs, "tiny", "lvl")


def test_a_pack_may_not_be_loaded_in_part_by_somebody_else(packs: Path) -> None:
    api.load(packs)
    shutil.copytree(packs / "tiny", packs / "copy")
    for file in ("pack.yaml", "grade.yaml"):
        path = packs / "copy" / file
        path.write_text(path.read_text("utf-8").replace("tiny", "copy"), "utf-8")
    things = packs / "copy" / "things.csv"
    things.write_text(things.read_text("utf-8").replace("t-1", "c-1").replace("t-2", "c-2"), "utf-8")
    scene = packs / "copy" / "scenes" / "level.yaml"
    scene.write_text(scene.read_text("utf-8").replace("t-1,", "c-1,").replace("t-2}", "c-2}"), "utf-8")
    faults: list[str] = []
    report = api.load(packs, say=faults.append)
    assert report.faulty == ["copy"], "the matter belongs to the pack that declared it first"
    assert "T-1-1-1" in faults[0]
    assert sensing.find_thing("c-1") is None


def test_the_duty_officer_reads_the_topics(packs: Path) -> None:
    api.load(packs)
    row = api.list_packs().items[0]
    assert (row.id, row.number, row.scenes[0].layer.property) == ("tiny", "T-1", "level")
    assert {one.quality: one.state for one in row.grades}["real-devices"] == "exempt"
    assert identity.subject_of("alice")


def test_a_packs_connectors_are_opened_and_those_it_drops_are_closed(packs: Path) -> None:
    told = (
        "connectors:\n"
        "  - {kind: push, id: county, name: 县级平台, layout: {time: tm},"
        " series: [{code: z, datastream: SERIES}]}\n"
        "  - {kind: sl651, id: stations, name: 遥测站, port: 9651,"
        " series: [{code: '39', datastream: t-2.level}]}\n"
    )
    path = packs / "tiny" / "connectors.yaml"
    path.write_text(told.replace("SERIES", "t-9.level"), "utf-8")
    faults: list[str] = []
    assert api.load(packs, say=faults.append).faulty == ["tiny"]
    assert "t-9.level" in faults[0]
    assert "connectors.yaml:2" in faults[0]
    path.write_text(told.replace("SERIES", "t-1.level"), "utf-8")
    assert api.load(packs).loaded == ["tiny"]
    assert connectors() == [("county", "push"), ("stations", "sl651")]
    path.write_text("".join(told.replace("SERIES", "t-1.level").splitlines(True)[:2]), "utf-8")
    api.load(packs)
    assert connectors() == [("county", "push")]
    path.unlink()
    api.load(packs)
    assert connectors() == []


def connectors() -> list[tuple[str, str]]:
    system = Subject.system("test")
    scope = Scope(subject=system, permission="things.see", user_id="", everything=True)
    return [(one.id, one.kind) for one in sensing.connectors(scope).items]


def test_a_pack_brings_boards_and_what_they_name_must_exist(packs: Path) -> None:
    folder = packs / "tiny" / "boards"
    folder.mkdir()
    part = "parts:\n  - id: a\n    kind: list\n    rows: cases\n"
    (folder / "tiny.yaml").write_text(f"code: tiny\ntitle: {{zh: 小专题, en: Tiny}}\n{part}", "utf-8")
    report = api.load(packs)
    assert report.loaded == ["tiny"]
    steward = identity.subject_of("steward")
    held = [(one.code, one.source, one.edition) for one in boards.list_boards(steward)]
    assert held == [("tiny", "tiny", 1), ("tiny-level", "tiny", 1)]
    wrong = part.replace("list", "figure").replace("rows: cases", "indicators: [no.such-one]")
    (folder / "tiny.yaml").write_text(f"code: tiny\ntitle: {{zh: 小专题, en: Tiny}}\n{wrong}", "utf-8")
    assert api.load(packs, say=lambda _: None).faulty == ["tiny"]
    fault = api.list_packs().items[0].faults[0]
    assert (fault["line"], fault["column"], fault["text"]) == (6, 18, "no.such-one")
    assert [one.edition for one in boards.list_boards(steward)] == [1, 1]  # what was loaded stands


def test_a_scene_brings_figures_of_its_own_rows_and_a_board_that_draws_them(packs: Path) -> None:
    edit(packs, "scenes/level.yaml", "confirm:", "aims: {in_time: {good: 95, watch: 85}}\nconfirm:")
    assert api.load(packs).loaded == ["tiny"]
    known = {one.code: one for one in registry().current() if one.code.startswith("tiny.level.")}
    assert set(known) == {
        f"tiny.level.{name}" for name in ("alerts", "opened", "in_time", "hours", "false_alarms")
    }
    narrowed = known["tiny.level.in_time"].formula
    assert narrowed is not None
    assert narrowed.ratio is not None
    assert [one.is_ for one in narrowed.ratio.numerator.where] == [("T-1-1-1",)]
    assert [(one.good, one.watch) for one in known["tiny.level.in_time"].thresholds] == [(95.0, 85.0)]
    drawn = boards.view(identity.subject_of("steward"), "tiny-level")
    assert {one.code for part in drawn.parts for one in part.indicators} == set(known)
    (row,) = api.list_packs().items[0].scenes
    assert (row.recipe, row.matters, row.boards) == ("device-alarm", ["T-1-1-1"], ["tiny-level"])
    assert set(row.indicators) == set(known)


def test_a_scene_that_is_gone_takes_its_figures_and_its_board_with_it(packs: Path) -> None:
    api.load(packs)
    shutil.rmtree(packs / "tiny" / "scenes")
    (packs / "tiny" / "grade.yaml").write_text("grades: {}\n", "utf-8")
    folder = packs / "tiny" / "matters"
    folder.mkdir()
    matter = (GOOD / "tiny/scenes/level.yaml").read_text("utf-8").split("matter:\n")[1].split("layer:")[0]
    matter = matter.replace("T-1-1-1", "T-1-1-2").replace("T-01", "T-02")  # a matter stays its scene's
    text = "matters:\n  - " + "\n    ".join(line.strip("\n")[2:] for line in matter.splitlines()) + "\n"
    (folder / "all.yaml").write_text(text, "utf-8")
    said: list[str] = []
    assert api.load(packs, say=said.append).loaded == ["tiny"], said
    assert not [one for one in registry().current() if one.code.startswith("tiny.level.")]
    assert [one.state for one in boards.list_boards(identity.subject_of("steward"))] == ["withdrawn"]
