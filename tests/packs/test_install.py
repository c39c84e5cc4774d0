"""A topic comes, changes and goes on a running city; what it brought forth stays; twice does nothing more."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from django.conf import settings

from tests.cases import city
from yiwang.boards.models import BoardEntry
from yiwang.kernel.clock import VirtualClock
from yiwang.kernel.declarations import DeclarationFaults
from yiwang.kernel.models import FactRow
from yiwang.packs import _archive, _install, _installed, api, tasks
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
