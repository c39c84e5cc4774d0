"""The N stands on the core and not in it: no topic is named under src/, and any topic can go."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from yiwang.packs import _reading, _rehearsal, api
from yiwang.packs.declarations import DOMAINS

ROOT = Path(__file__).parent.parent.parent
PACKS, SRC = ROOT / "packs", ROOT / "src"
TEXT = {".py", ".yaml", ".csv", ".json", ".html", ".txt", ".toml"}
SHORTEST_NAME = 4
"""Shorter Chinese names (教育、民政) are the words of a line of work long before they are a topic's."""

PLAN = "the five fields and the fourteen domains of the plans, in the plans' own words"
TARGETS = "a target that a plan sets, said in the plan's words"
WORD = "an English word in another meaning"
ALLOWED: dict[tuple[str, str], str] = {
    ("yiwang/packs/declarations.py", "*"): PLAN,
    ("yiwang/centers/decision/targets.yaml", "*"): TARGETS,
    ("yiwang/indicators/definitions/mission.yaml", "*"): TARGETS,
    (
        "yiwang/boards/builtin/economy.yaml",
        "经济运行",
    ): "statistics that the core publishes",
    ("yiwang/packs/recipes/indicator_board/__init__.py", "经济运行"): "an example of when to take the recipe",
    ("yiwang/packs/recipes/device_alarm/record.py", "fire"): "an icon",
    ("yiwang/packs/recipes/device_alarm/record.py", "water"): "an icon",
    ("yiwang/rules/declarations.py", "urban-drainage/waterlogging"): "an example of a code",
    ("yiwang/app/cli.py", "health"): WORD,
    ("yiwang/app/health.py", "health"): WORD,
    ("yiwang/areas/contracts.py", "emergency"): "a mode of the city: 战时",
    ("yiwang/identity/_grants.py", "emergency"): "a kind of grant",
    ("yiwang/identity/contracts.py", "emergency"): "a kind of grant",
    ("yiwang/kernel/units.py", "energy"): "a quantity",
    ("yiwang/ledgers/declarations.py", "energy"): "a quantity",
    ("yiwang/sensing/declarations.py", "energy"): "a quantity",
}


@cache
def shipped() -> tuple[_reading.PackFiles, ...]:
    return tuple(_reading.read_packs(PACKS))


def sources() -> list[Path]:
    return sorted(path for path in SRC.rglob("*") if path.suffix in TEXT and path.is_file())


def named(path: Path, topics: set[str], texts: set[str]) -> set[str]:
    """Topics and scenes that a file names: ids as whole strings, keys and Chinese names anywhere."""
    text = path.read_text("utf-8")
    found = {one for one in texts if one in text}
    if path.suffix == ".py":
        found |= {
            node.value
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in topics
        }
    return found


def test_no_file_of_the_core_names_a_topic_or_a_scene() -> None:
    topics = {read.id for read in shipped()}
    keys = {scene.declared.key for read in shipped() for scene in read.scenes}
    names = {read.pack.get().name.zh for read in shipped()}
    names |= {scene.record.name.zh for read in shipped() for scene in read.scenes}
    texts = keys | {one for one in names if len(one) >= SHORTEST_NAME}
    told, used = [], set()
    for path in sources():
        file = path.relative_to(SRC).as_posix()
        for word in sorted(named(path, topics, texts)):
            reasons = {(file, "*"), (file, word)} & set(ALLOWED)
            used |= reasons
            if not reasons:
                told.append(f"{file}: {word}")
    assert not told, "the core names topics: " + "; ".join(told)
    assert used == set(ALLOWED), f"allowed and not there any more: {sorted(set(ALLOWED) - used)}"


def test_the_test_above_sees_a_topic_where_there_is_one(tmp_path: Path) -> None:
    code, data = tmp_path / "a.py", tmp_path / "b.yaml"
    code.write_text('if pack == "water":\n    pass\n', "utf-8")
    data.write_text("name: {zh: 跨海大桥大风管控}\n", "utf-8")
    assert named(code, {"water"}, set()) == {"water"}
    assert named(data, set(), {"跨海大桥大风管控"}) == {"跨海大桥大风管控"}


def test_the_thirty_topics_of_the_plan_are_there_under_their_numbers() -> None:
    numbers = {read.pack.get().number: read.id for read in shipped()}
    assert len(numbers) == len(shipped()), "two topics have one number"
    assert {f"ZT-{number:02}" for number in range(1, 31)} <= set(numbers)


def test_every_domain_is_reached_by_at_least_two_scenes() -> None:
    reached: dict[str, int] = {}
    for read in shipped():
        for scene in read.scenes:
            domain = scene.record.domain or read.pack.get().domain
            reached[domain] = reached.get(domain, 0) + 1
    assert {one for one in DOMAINS if reached.get(one, 0) < 2} == set()


@pytest.mark.slow
@pytest.mark.parametrize("gone", sorted(path.name for path in PACKS.iterdir() if path.is_dir()))
def test_without_any_one_topic_the_others_have_no_fault(gone: str, tmp_path: Path) -> None:
    for topic in PACKS.iterdir():
        if topic.is_dir() and topic.name != gone:
            (tmp_path / topic.name).symlink_to(topic)
    ids, faults = api.check(tmp_path)
    assert faults == ()
    assert gone not in ids


LOAD = """
import json, sys
from pathlib import Path
import django
django.setup()
from yiwang.packs import api
report = api.load(Path(sys.argv[1]))
print(json.dumps([report.loaded, report.faulty]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("gone", ["", "livelihood", "economy", "water"])
def test_one_city_takes_all_topics_and_all_but_any_one(gone: str, tmp_path: Path) -> None:
    """The demonstration city itself: its units, one catalogue of matters, one list of things and figures."""
    folder, home = tmp_path / "packs", tmp_path / "home"
    folder.mkdir()
    home.mkdir()
    for topic in PACKS.iterdir():
        if topic.is_dir() and topic.name != gone:
            (folder / topic.name).symlink_to(topic)
    kept = Path(os.environ["YIWANG_TEST_PREPARED"])
    with _rehearsal.base(kept, settings.YIWANG.cities_folder, say=False) as prepared:
        shutil.copy(prepared, home / "yiwang.sqlite3")
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(folder)],
        env=_rehearsal._environment(home, ""),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded, faulty = json.loads(done.stdout.splitlines()[-1])
    assert faulty == []
    assert sorted(loaded) == sorted(path.name for path in folder.iterdir())
