"""Cases of this month, told through the doors of the nouns: appeals of several villages, most of them done.

Run as a process of its own beside an instance (`worked`), whose worker opens the cases and counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable

from tools.instance import Instance

MATTER = "street-lamp-out"
# Where, and how many of them are finished: the first at a town itself, the last in a zone.
PLACES = (
    ("440802001", 1),
    *(("440802001004", 4), ("440802002001", 2), ("440802007001", 3), ("440803001001", 2)),
    *(("440803070001", 1), ("440881001001", 2), ("440811071201", 3)),
)
FLOOD = "SZ-PS-01-01"
FLOODED = 5
"""So many people come back about waterlogging this month; one did the month before."""
OPEN = ("440802001004", "440803001001", "440811071201")


def worked(instance: Instance) -> None:
    """Let the instance have had its month; once."""
    done = instance.home / "worked"
    if done.exists():
        return
    environment = {**instance.environment(), "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"}
    subprocess.run([sys.executable, "-m", "tests.browser.handled"], env=environment, check=True, timeout=600)
    done.touch()


def flooded(instance: Instance, people: int) -> None:
    """Let so many people have complained of waterlogging twice."""
    environment = {**instance.environment(), "DJANGO_SETTINGS_MODULE": "yiwang.app.settings"}
    command = [sys.executable, "-m", "tests.browser.handled", str(people)]
    subprocess.run(command, env=environment, check=True, timeout=600)


def flood(people: int) -> None:
    import django

    django.setup()
    from yiwang.appeals import api as appeals
    from yiwang.appeals.contracts import NewAppeal, Reporter
    from yiwang.appeals.models import Appeal
    from yiwang.identity import api as identity

    hotline = identity.subject_of("operator2")
    again = []
    for number in range(people):
        for times in range(2):
            made = appeals.register(
                hotline,
                NewAppeal(
                    kind="complaint",
                    channel="12345",
                    text=f"第 {number + 1} 小区门口道路一下雨就积水，第 {times + 1} 次反映",
                    reporter=Reporter(name="市民", phone=f"137{people:04d}{number:04d}"),
                    area="440802001004",
                    matter=FLOOD,
                    demonstration=True,
                ),
                alone=False,
            )
            appeals.dispatch(hotline, made.id, matter=FLOOD)
            again.append((made.id, times))
    for appeal, times in again:
        _until(lambda appeal=appeal: "zj-cgj" in (Appeal.objects.get(pk=appeal).units or ""))  # type: ignore[misc]
        assert Appeal.objects.get(pk=appeal).repeated is (times == 1), appeal


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(1200):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to be")


def work() -> None:
    import django

    django.setup()
    from tests.cases.papers import photo
    from yiwang.appeals import api as appeals
    from yiwang.appeals.contracts import NewAppeal, Reporter
    from yiwang.appeals.models import Appeal
    from yiwang.cases import api as cases
    from yiwang.cases.models import Case
    from yiwang.identity import api as identity

    hotline, centre = identity.subject_of("operator2"), identity.subject_of("dispatcher")
    asked: list[tuple[str, bool]] = []
    for area, finished in (*PLACES, *((one, 0) for one in OPEN)):
        for number in range(max(1, finished)):
            made = appeals.register(
                hotline,
                NewAppeal(
                    kind="help",
                    channel="12345",
                    text=f"路口第 {number + 1} 盏路灯不亮，晚上看不清",
                    reporter=Reporter(name="市民", phone=f"135{len(asked):08d}"),
                    area=area,
                    matter=MATTER,
                    demonstration=True,
                ),
                alone=False,
            )
            appeals.dispatch(hotline, made.id, matter=MATTER)
            asked.append((made.id, finished > 0))
    for appeal, finish in asked:
        case = _opened(appeal, Appeal, Case)
        if not finish:
            continue
        holder = identity.subject_of(identity.users_of_unit(case.lead_unit, role="handler")[0].id)
        cases.take(holder, case.id)
        cases.contact(holder, case.id, text="已电话联系市民，说明处置安排")
        before, after = [photo(holder, case)], [photo(holder, case)]
        cases.handle(holder, case.id, text="已更换灯具", before=before, after=after)
        cases.review(centre, case.id, passed=True, reply="路灯已修复，感谢您的反映")
        appeals.call_back(hotline, appeal, reached=True, solved="solved", satisfaction="satisfied")


def _opened(appeal: str, appeals: type, cases: type):  # type: ignore[no-untyped-def,type-arg]
    """The case that the instance's worker opens for an appeal."""
    for _ in range(1200):
        event = appeals.objects.get(pk=appeal).event_id  # type: ignore[attr-defined]
        case = cases.objects.filter(event_id=event, role="lead").first() if event else None  # type: ignore[attr-defined]
        if case is not None and case.stage != "opened" and case.lead_unit:
            return case
        time.sleep(0.1)
    raise AssertionError(f"no case was opened for {appeal}")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
    if sys.argv[1:]:
        flood(int(sys.argv[1]))
    else:
        work()
