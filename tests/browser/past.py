"""Half a year of appeals before today, told through the doors of the nouns by a clock that is wound.

Run as a process of its own beside an instance (`lived`): what it tells, the instance's own worker counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tools.instance import Instance

NOISE, FLOODED, POLE = "HJ-ZS-1-01-04", "PS-FL-2-01-01", "MS-GL-1-01-02"
BURST_TOWN, WEAK_VILLAGE = "440802007", "440803001001"
OVER = "冬灯会景观灯亮到几点"
THEME = "夜间施工噪声专项整治"
DAYS = 170
ADOPTED_DAYS_AGO = 40
EVERYDAY = (
    ("street-lamp-out", "路灯不亮"),
    ("MS-GL-2-02-01", "路面坑洼"),
    ("MS-SR-1-01-01", "垃圾没有及时清运"),
    ("MS-SR-2-01-01", "流动摊贩占道"),
    ("HJ-ZS-2-01-01", "餐饮油烟扰民"),
    ("GY-SD-1-01-01", "停水，水压不足"),
    ("ZJ-WY-1-01-01", "物业服务不到位"),
    ("JT-DL-1-02-02", "电动自行车乱停"),
    (FLOODED, "下雨路口积水"),
)
PLACES = (
    *("440802001004", "440802002001", "440802007001", "440802007003", "440803001001", "440803001004"),
    *("440811071201", "440881001001", "440803070", "440802003", "440803010"),
)
# (hours before now, matter, area, words, the caller's number)
Line = tuple[float, str, str, str, str]


def lived(instance: Instance) -> None:
    """Let the instance have had its half year of appeals; once."""
    _once(instance, "appeals")


def known(instance: Instance) -> None:
    """Let it have an answer that was published long ago and whose last day is over; once."""
    _once(instance, "knowledge")


def _once(instance: Instance, what: str) -> None:
    done = instance.home / f"lived-{what}"
    if done.exists():
        return
    environment = {**instance.environment(), "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"}
    command = [sys.executable, "-m", "tests.browser.past", what]
    subprocess.run(command, env=environment, check=True, timeout=600)
    done.touch()


def lines() -> Iterator[Line]:
    """Quiet days; noise at night that became less when it was taken up; rain in one town since yesterday."""
    from yiwang.kernel import chance

    rng = chance.rng("browser.past", 1)
    callers = (f"139{n:08d}" for n in range(10_000))
    for day in range(DAYS, 0, -1):
        for _ in range(rng.choice((3, 4, 5))):
            matter, words = rng.choice(EVERYDAY)
            yield (
                day * 24 + rng.random() * 10,
                matter,
                rng.choice(PLACES),
                f"{words}，请派人看看",
                next(callers),
            )
        if rng.random() < (0.9 if day > ADOPTED_DAYS_AGO else 0.25):
            area = rng.choice(PLACES)
            yield day * 24 + 3, NOISE, area, "工地半夜还在打桩，睡不着", next(callers)
    for n in range(15):
        words = f"椹川大道{n + 1}号门口积水到小腿，车都熄火了"
        yield 20 - n * 1.3, FLOODED, BURST_TOWN, words, next(callers)
    for n in range(4):
        yield 44 - n * 14, POLE, WEAK_VILLAGE, f"海边路{n + 3}号旁路灯杆歪了，杆脚发麻", next(callers)
    # The same person again, about the same.
    for hours in (70, 46, 22):
        yield hours, "MS-SR-1-01-01", "440802001004", "中华路 8 号楼下垃圾又堆了三天没人收", "13700001111"


def tell_knowledge() -> None:
    import django

    django.setup()
    from yiwang.documents import api as documents
    from yiwang.documents.declarations import KnowledgeForm
    from yiwang.identity import api as identity
    from yiwang.kernel import clock

    now = datetime.now(UTC)
    writer, reviewer = identity.subject_of("lighting"), identity.subject_of("dispatcher")
    with clock.use(clock.VirtualClock(now - timedelta(days=40))):
        form = KnowledgeForm(
            title=OVER,
            answer="冬灯会期间，海滨公园景观灯每晚亮到 23:00。",
            questions=("景观灯几点关",),
            valid_until=(now - timedelta(days=2)).date(),
            public=True,
        )
        made = documents.write_knowledge(writer, form)
        put = documents.ask_knowledge_review(made.row.id, writer, version=made.row.version)
        documents.publish_knowledge(made.row.id, reviewer, version=put.row.version)


def tell_appeals() -> None:
    import django

    django.setup()
    from yiwang.appeals import api as appeals
    from yiwang.appeals.contracts import NewAppeal, Reporter
    from yiwang.identity import api as identity
    from yiwang.kernel import clock
    from yiwang.themes import api as themes
    from yiwang.themes.contracts import TaskForm, ThemeForm

    now = datetime.now(UTC)
    # Their rights begin with the instance: asked for before the clock is wound back.
    hotline, centre, supervisor = (
        identity.subject_of(one) for one in ("operator2", "dispatcher", "supervisor")
    )
    wound = clock.VirtualClock(now - timedelta(days=DAYS + 1))
    adopted = False
    with clock.use(wound):
        for hours, matter, area, words, phone in sorted(lines(), key=lambda line: -line[0]):
            if not adopted and hours <= ADOPTED_DAYS_AGO * 24:
                adopted = True
                wound.set(now - timedelta(days=ADOPTED_DAYS_AGO))
                month = clock.now().astimezone(clock.SHANGHAI)
                form = ThemeForm(
                    month=f"{month:%Y-%m}",
                    title=THEME,
                    problem="夜间施工噪声投诉居高不下，集中在赤坎、霞山在建工地周边。",
                    matters=(NOISE,),
                    classes=(),
                    areas=("4408",),
                    measures="核查夜间施工许可；在建工地装噪声监测；两次违规即停工整改。",
                    signal_id="",
                    lead_unit="zj-sthjj",
                    co_units=(),
                    leader="leader",
                    tasks=(
                        TaskForm(
                            text="逐个核查在建工地的夜间施工许可",
                            unit="zj-sthjj",
                            due=(now + timedelta(days=20)).date(),
                        ),
                    ),
                    baseline_months=3,
                )
                row = themes.propose(centre, form)
                themes.adopt(supervisor, row.id, version=row.version)
            wound.set(max(wound.now(), now - timedelta(hours=hours)))
            said = appeals.register(
                hotline,
                NewAppeal(
                    kind="help",
                    channel="12345",
                    text=words,
                    reporter=Reporter(name="市民", phone=phone),
                    area=area,
                    matter=matter,
                    demonstration=True,
                ),
                alone=False,
            )
            if hours > 48:
                appeals.answer(hotline, said.id, text="已转属地核实处理，感谢您的反映。")
    _look_anew()


def _look_anew() -> None:
    """Looks are ten minutes apart, and one was taken at the first counts: it is forgotten when all are in."""
    from yiwang.kernel.models import FactRow
    from yiwang.themes.models import AppealSeen, Look

    known = FactRow.objects.filter(fact_type="appeals.registered").count()
    while AppealSeen.objects.filter(day__isnull=False).count() < known:
        time.sleep(0.5)
    Look.objects.all().delete()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
    {"appeals": tell_appeals, "knowledge": tell_knowledge}[sys.argv[1]]()
