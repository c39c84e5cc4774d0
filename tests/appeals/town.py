"""A small city for the tests of appeals: that of cases, with a hotline, a town's dispatcher, a leader."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.cases import city
from yiwang.appeals import api
from yiwang.appeals.contracts import NewAppeal, Registered, Reporter
from yiwang.appeals.models import Appeal
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.identity.models import Charge, Desk, Grant, ShiftRow, UnitRow, User
from yiwang.kernel import clock, tasks

# id, name, kind, level, area path
UNITS = [
    ("c-rx", "市热线中心", "platform", "city", city.CITY),
    ("ev-cw", "某村村委会", "village", "village", city.EAST_VILLAGE),
]
# login, unit, role
PEOPLE = [
    ("olga", "c-rx", "operator"),
    ("owen", "c-rx", "operator"),
    ("tessa", "et-zf", "dispatcher"),
    ("gina", "ev-cw", "grid_worker"),
    ("leo", "c-zf", "leader"),
    ("dora", "c-yx", "duty_officer"),
]
LI = Reporter(name="李小花", phone="13812345678", address="塘㙍镇幸福路 8 号 302 房")
ASKED = NewAppeal(
    kind="complaint",
    channel="12345",
    text="塘㙍镇幸福路口下雨就积水，电动车过不去",
    reporter=LI,
    area="449901001",
    place="幸福路口",
)


def settle() -> None:
    """The small city with its catalogue, and the people of the hotline."""
    city.settle()
    city.declare()
    UnitRow.objects.bulk_create(
        UnitRow(
            id=unit,
            name=name,
            short_name=name,
            kind=kind,
            level=level,
            area_id=path.strip("/").split("/")[-1],
            area_path=path,
            line="",
            parent_id="c-zf",
        )
        for unit, name, kind, level, path in UNITS
    )
    paths = {unit.id: unit.area_path for unit in UnitRow.objects.all()}
    for login, unit, role in PEOPLE:
        User.objects.create(
            id=login, login=login, name=login, unit_id=unit, post="岗位", area_path=paths[unit]
        )
        Grant.objects.create(
            id=f"{login}:{role}",
            user_id=login,
            role=role,
            kind="standing",
            granted_by="test",
            starts_at=clock.now() - timedelta(days=1),
        )
    Charge.objects.create(user_id="leo", line="*", area_path=city.CITY)


def on_shift(login: str = "dora") -> None:
    """Dora takes the duty desk of the city."""
    now = clock.now()
    desk = Desk.objects.create(
        code="city-duty",
        name="值班席",
        unit_id="c-yx",
        area_path=city.CITY,
        changes_at="08:00",
        officers=f'["{login}"]',
    )
    shift = ShiftRow.objects.create(
        id="shift-1",
        desk=desk,
        officer_id=login,
        area_path=city.CITY,
        starts_at=now - timedelta(minutes=5),
        ends_at=now + timedelta(hours=8),
        state="planned",
    )
    identity.open_shift(identity.subject_of(login), shift.id)


def who(login: str) -> Subject:
    return identity.subject_of(login)


def ask(login: str = "olga", **changes: object) -> Registered:
    """Register an appeal, that of Li if nothing else is said."""
    return api.register(who(login), replace(ASKED, **changes))  # type: ignore[arg-type]


def row(made: Registered | Appeal | str) -> Appeal:
    """The appeal as it stands now."""
    return Appeal.objects.get(pk=made if isinstance(made, str) else made.id)


def send(made: Registered, login: str = "olga", **changes: object) -> Appeal:
    """Dispatch an appeal and let its event open."""
    said = {"matter": "flooded-street", **changes}
    api.dispatch(who(login), made.id, **said)  # type: ignore[arg-type]
    pump()
    return row(made)


NAMES = ("kernel.sequencer", "facts.events.appeals", "facts.appeals.areas", "appeals.transfers")


def pump(leases: dict[str, tasks.Lease] | None = None) -> None:
    """Run the sequencer and the consumers of appeals until all are quiet."""
    wanted = [task for task in tasks.registered() if task.name in NAMES]
    assert len(wanted) == len(NAMES)
    held = {} if leases is None else leases
    for task in wanted:
        if task.name not in held:
            lease = tasks.acquire(task.name, "test", ttl_s=10**9)
            assert lease is not None
            held[task.name] = lease
    for _ in range(200):
        if not sum(task.pump(held[task.name]) for task in wanted):
            return
    raise AssertionError("the tasks did not come to rest")
