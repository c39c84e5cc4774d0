"""A topic comes, changes and goes on a running city; what it brought forth stays; twice does nothing more."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from tests.cases import city
from yiwang.boards.models import BoardEntry
from yiwang.cases.models import Case
from yiwang.kernel import clock
from yiwang.kernel.clock import VirtualClock
from yiwang.kernel.declarations import DeclarationFaults
from yiwang.kernel.models import FactRow
from yiwang.packs import _archive, _install, _installed, api, tasks
from yiwang.packs.contracts import NothingUnderWay, PackProgress
from yiwang.packs.models import InstallRow, PackRow
from yiwang.rules import api as rules
from yiwang.sensing import api as sensing

GOOD = Path(__file__).parent / "good"
BY = "u-admin"
WHY = "市里要用"


@pytest.fixture
def home(db: None, wound: VirtualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small city without packs, its data folder, and a publisher whom it trusts."""
    city.settle()
    (tmp_path / "shipped").mkdir()
    told = dataclasses.replace(
        settings.YIWANG,
        home=tmp_path / "var",
        packs_folder=tmp_path / "shipped",
        publishers=tmp_path / "publishers.txt",
        feed=False,
    )
    monkeypatch.setattr(settings, "YIWANG", told)
    _archive.trust(told.publishers, "hall", _archive.new_key(tmp_path / "key.pem"))
    return tmp_path


def made(home: Path, version: str, *edits: tuple[str, str, str]) -> Path:
    """A signed archive of the good pack in some version, with words changed."""
    folder = home / f"made-{version}" / "tiny"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(GOOD / "tiny", folder)
    for file, old, new in (("pack.yaml", "number: T-1", f"version: {version}\nnumber: T-1"), *edits):
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), "utf-8")
    path = home / f"tiny-{version}.ywp"
    path.write_bytes(_archive.make(folder, "tiny", version, _archive.private_key(home / "key.pem")))
    return path


HIGHER = ("scenes/level.yaml", "at: 4 m", "at: 5 m")


def test_what_is_installed_is_in_force_and_installing_again_does_nothing_more(home: Path) -> None:
    done = api.install(made(home, "1.0.0"), by=BY, reason=WHY)
    assert (done.act, done.version, done.publisher, done.actor) == ("installed", "1.0.0", "hall", BY)
    assert done.changes["scenes"] == {"added": ["level"], "changed": [], "removed": []}
    assert done.changes["matters"]["added"] == ["T-1-1-1"]
    assert len(done.changes["rules"]["added"]) == 4
    assert rules.rules(pack="tiny/level").total == 4
    before = FactRow.objects.count()
    assert api.install(made(home, "1.0.0"), by=BY, reason=WHY) == done
    assert FactRow.objects.count() == before
    assert InstallRow.objects.count() == 1


def test_who_waits_sees_each_step_and_nobody_else_does(home: Path) -> None:
    seen: list[PackProgress] = []

    def look(step: str, done: int, steps: int) -> None:
        now = api.progress(BY, "t-1")
        assert (now.step, now.done, now.steps) == (step, done, steps)
        with pytest.raises(NothingUnderWay):
            api.progress("u-other", "t-1")
        seen.append(now)

    api.install(made(home, "1.0.0"), by=BY, reason=WHY, tell=look, ticket="t-1")
    assert [(one.step, one.done) for one in seen[:3]] == [("checking", 0), ("flows", 1), ("scenes", 2)]
    assert {"ledgers", "figures", "boards"} < {one.step for one in seen}
    assert [one.done for one in seen] == list(range(len(seen)))
    assert {one.steps for one in seen[1:]} == {len(seen)}
    with pytest.raises(NothingUnderWay):
        api.progress(BY, "t-1")


def test_an_upgrade_says_what_it_changes_and_both_versions_are_kept(home: Path) -> None:
    first = api.install(made(home, "1.0.0"), by=BY, reason=WHY)
    with pytest.raises(_install.StandsAlready):
        api.install(made(home, "1.1.0", HIGHER), by=BY, reason=WHY)
    done = api.install(made(home, "1.1.0", HIGHER), by=BY, reason="限值核定", upgrade=True)
    assert done.act == "upgraded"
    assert done.changes["scenes"] == {"added": [], "changed": ["level"], "removed": []}
    assert len(done.changes["rules"]["changed"]) == 1
    assert "matters" not in done.changes
    assert [one.version for one in api.installs("tiny")] == ["1.1.0", "1.0.0"]
    for one in (first, done):
        assert (_installed.folder_of("tiny", one.content_hash) / "pack.yaml").is_file()


def test_an_older_version_comes_only_when_it_is_meant(home: Path) -> None:
    api.install(made(home, "1.10.0", HIGHER), by=BY, reason=WHY)
    for version in ("1.9.0", "1.10"):
        with pytest.raises(_install.Downgrade):
            api.install(made(home, version), by=BY, reason=WHY, upgrade=True)
    done = api.install(made(home, "1.9.0"), by=BY, reason="新版误报多", upgrade=True, downgrade=True)
    assert done.version == "1.9.0"


def test_a_topic_that_was_removed_declares_nothing_any_more_and_its_things_and_facts_stay(home: Path) -> None:
    api.install(made(home, "1.0.0"), by=BY, reason=WHY)
    held = BoardEntry.objects.filter(source="tiny").values_list("code", flat=True)[0]
    assert api.remove("tiny", by=BY, reason="合并到别的专题").changes["boards"]["removed"] == [held]
    assert rules.rules(pack="tiny/level").total == 0
    assert BoardEntry.objects.get(code=held).state != "published"
    assert sensing.get_thing("t-1").id == "t-1"
    assert PackRow.objects.get(pk="tiny").state == "removed"
    before = FactRow.objects.count()
    assert api.remove("tiny", by=BY, reason="再说一次").reason == "合并到别的专题"
    assert FactRow.objects.count() == before
    # Taken up again: the same things, the same codes.
    done = api.install(made(home, "1.0.0"), by=BY, reason="恢复使用")
    assert done.act == "installed"
    assert rules.rules(pack="tiny/level").total == 4
    assert BoardEntry.objects.get(code=held).state == "published"


def test_a_restart_loads_what_was_installed_and_not_what_was_removed(home: Path) -> None:
    shutil.copytree(GOOD / "tiny", home / "shipped" / "tiny")
    api.load(home / "shipped")
    api.install(made(home, "1.1.0", HIGHER), by=BY, reason=WHY, upgrade=True)
    version = PackRow.objects.get(pk="tiny").loaded_hash
    assert api.load(home / "shipped").unchanged == ["tiny"]
    assert PackRow.objects.get(pk="tiny").loaded_hash == version
    api.remove("tiny", by=BY, reason=WHY)
    assert api.load(home / "shipped") == dataclasses.replace(
        api.load(home / "shipped"), loaded=[], unchanged=[], faulty=[]
    )
    assert rules.rules(pack="tiny/level").total == 0


def test_an_archive_with_a_fault_changes_nothing(home: Path) -> None:
    api.install(made(home, "1.0.0"), by=BY, reason=WHY)
    before = FactRow.objects.count()
    with pytest.raises(DeclarationFaults) as told:
        api.install(
            made(home, "1.1.0", ("scenes/level.yaml", "at: 4 m", "at: 4 kg")), by=BY, reason=WHY, upgrade=True
        )
    assert told.value.found[0].where.startswith("tiny/scenes/level.yaml:19:")
    with pytest.raises(DeclarationFaults):  # what only the city knows undoes it as well
        api.install(
            made(home, "1.2.0", ("pack.yaml", "operator: c-yx", "operator: c-nobody")),
            by=BY,
            reason=WHY,
            upgrade=True,
        )
    assert FactRow.objects.count() == before
    assert PackRow.objects.get(pk="tiny").state == "loaded"


def test_nothing_is_done_without_a_reason_or_to_what_is_not_there(home: Path) -> None:
    with pytest.raises(_install.NeedsReason):
        api.install(made(home, "1.0.0"), by=BY, reason=" 无 ")
    with pytest.raises(_install.NotThere):
        api.install(made(home, "1.0.0"), by=BY, reason=WHY, upgrade=True)
    with pytest.raises(_install.NotThere):
        api.remove("tiny", by=BY, reason=WHY)


def test_a_folder_is_taken_in_development_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(_archive.Unsigned):
        api.install(GOOD / "tiny", by=BY, reason=WHY)
    told = dataclasses.replace(settings.YIWANG, unsigned_packs=True)
    monkeypatch.setattr(settings, "YIWANG", told)
    assert api.install(GOOD / "tiny", by=BY, reason=WHY).publisher == ""


def test_in_development_a_changed_file_is_read_again_and_a_faulty_one_leaves_what_stood(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(GOOD / "tiny", home / "shipped" / "tiny")
    api.load(home / "shipped")
    look, lease = tasks.Reload(), None
    assert look.pump(lease) == 0  # type: ignore[arg-type]  # nothing is written under it
    scene = home / "shipped" / "tiny" / "scenes" / "level.yaml"
    sound = scene.read_text("utf-8")
    scene.write_text(sound.replace("at: 4 m", "at: 50 dm"), "utf-8")
    assert look.pump(lease) == 0, "not in production"  # type: ignore[arg-type]
    monkeypatch.setattr(settings, "YIWANG", dataclasses.replace(settings.YIWANG, reload_packs=True))
    assert [look.pump(lease) for _ in range(2)] == [0, 0]  # type: ignore[arg-type]
    scene.write_text(sound.replace("at: 4 m", "at: 60.0 dm"), "utf-8")
    assert [look.pump(lease) for _ in range(2)] == [1, 0]  # type: ignore[arg-type]
    version = PackRow.objects.get(pk="tiny").loaded_hash
    scene.write_text(sound.replace("at: 4 m", "at: 4 kg"), "utf-8")
    assert look.pump(lease) == 1  # type: ignore[arg-type]
    row = PackRow.objects.get(pk="tiny")
    assert (row.state, row.loaded_hash, len(row.faults)) == ("faulty", version, 1)
    assert rules.rules(pack="tiny/level").total == 4


def test_an_archive_is_looked_at_and_nothing_is_kept(home: Path) -> None:
    api.install(made(home, "1.0.0"), by=BY, reason=WHY)
    before = FactRow.objects.count(), InstallRow.objects.count()
    shown = api.coming("tiny.ywp", made(home, "1.1.0", HIGHER).read_bytes())
    assert (shown.act, shown.standing, shown.version, shown.publisher) == (
        "upgrade",
        "1.0.0",
        "1.1.0",
        "hall",
    )
    assert {(one.kind, one.change) for one in shown.changes} >= {("scenes", "changed"), ("rules", "changed")}
    assert [one.zh for one in shown.changes if one.kind == "rules"] == ["水位过高"]
    assert (shown.faults, shown.touched) == ([], [])
    assert (FactRow.objects.count(), InstallRow.objects.count()) == before
    assert PackRow.objects.get(pk="tiny").body["version"] == "1.0.0"
    assert api.coming("tiny.ywp", made(home, "1.0.0").read_bytes()).act == "same"
    assert api.coming("tiny.ywp", made(home, "0.9.0", HIGHER).read_bytes()).act == "downgrade"


def test_a_look_tells_what_only_this_city_can_know_at_its_place(home: Path) -> None:
    wrong = made(
        home,
        "1.0.0",
        ("pack.yaml", "operator: c-yx", "operator: c-nobody"),
        ("scenes/level.yaml", "at: 4 m", "at: 4 kg"),
    )
    shown = api.coming("tiny.ywp", wrong.read_bytes())
    assert shown.act == "install"
    assert {fault["file"] for fault in shown.faults} == {"tiny/scenes/level.yaml"}
    shown = api.coming("tiny.ywp", made(home, "1.0.0", ("pack.yaml", "c-yx", "c-nobody")).read_bytes())
    (fault,) = shown.faults
    assert (fault["file"], fault["line"]) == ("tiny/pack.yaml", 8)
    assert fault["cure_zh"]
    assert not PackRow.objects.exists()


def test_what_a_removal_would_touch_is_counted_and_what_was_removed_comes_back(home: Path) -> None:
    api.install(made(home, "1.0.0"), by=BY, reason=WHY)
    for number, state in enumerate(("open", "open", "closed")):
        Case.objects.create(
            id=f"case-{number}", number=f"AJ-{number}", kind="city", role="lead", flow="device",
            matter="T-1-1-1", needs_reading=False, event_id=f"event-{number}", stage="taken",
            state=state, area_path=city.WEST_TOWN, opened_at=clock.now(), stage_at=clock.now(), version=1,
        )  # fmt: skip
    shown = api.leaving("tiny")
    assert (shown.act, shown.standing) == ("remove", "1.0.0")
    assert {one.change for one in shown.changes} == {"removed"}
    assert [(one.code, one.many) for one in shown.touched] == [("T-1-1-1", 2)]
    api.remove("tiny", by=BY, reason="合并到别处")
    with pytest.raises(_install.NotThere):
        api.leaving("tiny")
    assert [(one.id, one.state, one.act) for one in api.standing()] == [("tiny", "removed", "removed")]
    assert api.list_packs().items == []
    for _ in range(2):
        done = api.restore("tiny", by=BY, reason="恢复使用")
        assert (done.act, done.version, done.publisher) == ("installed", "1.0.0", "hall")
    assert [one.act for one in api.installs("tiny")] == ["installed", "removed", "installed"]
    assert rules.rules(pack="tiny/level").total == 4
    with pytest.raises(_install.NotThere):
        api.restore("nowhere", by=BY, reason=WHY)


def test_what_ships_and_was_removed_comes_back_as_it_ships(home: Path) -> None:
    shutil.copytree(GOOD / "tiny", home / "shipped" / "tiny")
    api.load(home / "shipped")
    api.remove("tiny", by=BY, reason=WHY)
    assert api.load(home / "shipped").loaded == []
    api.restore("tiny", by=BY, reason="恢复使用")
    assert rules.rules(pack="tiny/level").total == 4
    scene = home / "shipped" / "tiny" / "scenes" / "level.yaml"
    scene.write_text(scene.read_text("utf-8").replace("at: 4 m", "at: 5 m"), "utf-8")
    assert api.load(home / "shipped").loaded == ["tiny"], "it goes by the software's version again"


def test_a_topic_with_faults_in_its_files_can_be_removed(home: Path) -> None:
    shutil.copytree(GOOD / "tiny", home / "shipped" / "tiny")
    api.load(home / "shipped")
    scene = home / "shipped" / "tiny" / "scenes" / "level.yaml"
    scene.write_text(scene.read_text("utf-8").replace("at: 4 m", "at: 4 kg"), "utf-8")
    api.load(home / "shipped", say=lambda _: None)
    assert PackRow.objects.get(pk="tiny").state == "faulty"
    assert api.leaving("tiny").changes == []
    assert api.remove("tiny", by=BY, reason="有错停用").act == "removed"
    assert rules.rules(pack="tiny/level").total == 0
