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
LINE = "one of the five lines of the plans"
WORD = "an English word in another meaning"
ALLOWED: dict[tuple[str, str], str] = {
    ("yiwang/packs/declarations.py", "*"): PLAN,
    ("yiwang/centers/decision/declarations.py", "economy"): LINE,
    ("yiwang/centers/decision/declarations.py", "ecology"): LINE,
    ("yiwang/centers/decision/targets.yaml", "*"): TARGETS,
    ("yiwang/indicators/definitions/mission.yaml", "*"): TARGETS,
    ("yiwang/packs/recipes/indicator_board/__init__.py", "经济运行"): "an example of when to take the recipe",
    ("yiwang/packs/recipes/transport_chain/checks.py", "transport"): "how a load is carried",
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


PLANNED = [
    "经济运行",
    "数字财政",
    "商务",
    "金融风险防控",
    "科技创新",
    "国有资产监管",
    "市场监管",
    "信用监管",
    "法治政府建设",
    "基层社会治理",
    "智慧新警务",
    "风险防控与应急指挥",
    "消防救援",
    "住房城乡建设",
    "农业农村",
    "退役军人事务",
    "互联网综合管理平台",
    "城市更新",
    "教育",
    "卫生健康",
    "人力资源和社会保障",
    "民政",
    "文化旅游体育",
    "政务服务",
    "交通运输",
    "生态环保",
    "自然资源",
    "水利",
    "气象服务",
    "能源保障",
]
"""The names of the plan in its order, which are the numbers."""
LAST_OF_FIELD = {
    6: "economic-regulation",
    8: "market-supervision",
    18: "social-management",
    25: "public-service",
    30: "ecology",
}


def test_the_thirty_topics_of_the_plan_are_there_under_their_names_and_numbers() -> None:
    topics = {read.pack.get().number: read.pack.get() for read in shipped()}
    assert len(topics) == len(shipped()), "two topics have one number"
    for number, name in enumerate(PLANNED, 1):
        topic = topics[f"ZT-{number:02}"]
        field = next(field for last, field in LAST_OF_FIELD.items() if number <= last)
        assert (topic.name.zh, topic.field) == (name, field)
    assert all(read.scenes for read in shipped()), "a topic without a scene"
    others = set(topics) - {f"ZT-{number:02}" for number in range(1, 31)}
    assert all(number.startswith("BD-") for number in others), "a city's own topics are a series of their own"


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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("gone", "topic", "scene", "variant"),
    [
        ("livelihood", "government-services", "bad-ratings", "reply"),
        ("urban-drainage", "fire", "hydrants", "alarm"),
        ("economy", "finance", "budget", "month"),
        ("water", "natural-resources", "field-chief", "spot"),
    ],
)
def test_without_a_topic_others_still_live_through_their_loop(
    gone: str, topic: str, scene: str, variant: str, tmp_path: Path
) -> None:
    for one in PACKS.iterdir():
        if one.is_dir() and one.name != gone:
            (tmp_path / one.name).symlink_to(one)
    kept = Path(os.environ["YIWANG_TEST_PREPARED"])
    with _rehearsal.base(kept, settings.YIWANG.cities_folder, say=False) as prepared:
        outcome = _rehearsal.rehearse(prepared, tmp_path, topic, scene, variant, say=None)
    assert outcome.passed, outcome.error
