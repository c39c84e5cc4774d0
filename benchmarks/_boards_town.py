"""Works cases of a running instance up to their last act, then closes one for each line that it reads.

`MANY`: so many appeals of street lamps are registered and dispatched; the instance's own worker opens their
cases. Each is taken, handled and reviewed. Says `ready`; a line calls the next citizen back, which closes his
case, and is answered by its number.
"""

from __future__ import annotations

import io
import itertools
import os
import sys
import time
from typing import Any

MATTER = "street-lamp-out"
AREAS = ("440802001004", "440802002001", "440802007001", "440803001001", "440803070001", "440811071201")
SHADE = itertools.count()


def main() -> None:
    many = int(sys.argv[1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
    import django

    django.setup()
    from yiwang.appeals import api as appeals
    from yiwang.appeals.contracts import NewAppeal, Reporter
    from yiwang.cases import api as cases
    from yiwang.identity import api as identity

    hotline, centre = identity.subject_of("operator2"), identity.subject_of("dispatcher")
    asked = []
    for number in range(many):
        said = NewAppeal(
            kind="help",
            channel="12345",
            text=f"第 {number + 1} 盏路灯不亮",
            reporter=Reporter(name="市民", phone=f"136{number:08d}"),
            area=AREAS[number % len(AREAS)],
            matter=MATTER,
            demonstration=True,
        )
        made = appeals.register(hotline, said, alone=False)
        appeals.dispatch(hotline, made.id, matter=MATTER)
        asked.append(made.id)
    for appeal in asked:
        case = _opened(appeal)
        holder = identity.subject_of(identity.users_of_unit(case.lead_unit, role="handler")[0].id)
        cases.take(holder, case.id)
        cases.contact(holder, case.id, text="已电话联系市民，说明处置安排")
        cases.handle(holder, case.id, text="已更换灯具", before=[_photo(holder)], after=[_photo(holder)])
        cases.review(centre, case.id, passed=True, reply="路灯已修复，感谢您的反映")
    print("ready", flush=True)
    for number, appeal in enumerate(asked):
        if not sys.stdin.readline():
            return
        appeals.call_back(hotline, appeal, reached=True, solved="solved", satisfaction="satisfied")
        print(number, flush=True)


def _opened(appeal: str) -> Any:
    """The case that the instance's worker opens for an appeal."""
    from yiwang.appeals.models import Appeal
    from yiwang.cases.models import Case

    until = time.monotonic() + 300
    while time.monotonic() < until:
        event = Appeal.objects.get(pk=appeal).event_id
        case = Case.objects.filter(event_id=event, role="lead").first() if event else None
        if case is not None and case.stage != "opened" and case.lead_unit:
            return case
        time.sleep(0.05)
    raise SystemExit(f"no case was opened for {appeal}")


def _photo(subject: Any) -> str:
    from PIL import Image

    from yiwang.documents import api as documents

    file = io.BytesIO()
    Image.new("RGB", (32, 24), (next(SHADE) % 256, next(SHADE) // 256, 90)).save(file, "JPEG")
    return str(documents.store(file.getvalue(), "现场.jpg", subject).id)


if __name__ == "__main__":
    main()
