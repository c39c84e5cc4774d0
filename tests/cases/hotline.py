"""The citizens' line of the small city: appeals that become cases, and who reviews, supervises and rules."""

from __future__ import annotations

from dataclasses import replace

from tests.appeals import town
from yiwang.appeals import api as appeals
from yiwang.appeals.models import Appeal
from yiwang.cases import api
from yiwang.cases.models import Case
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import tasks

from . import city, world
from .papers import photo

# login, unit, area path, role
MORE = [
    ("sue", "c-zf", city.CITY, "supervisor"),
    ("wendy", "w-zf", city.WEST, "supervisor"),
    ("greta", "e-zf", city.EAST, "handler"),
]


def settle() -> None:
    """The small city, its hotline, and people who supervise."""
    town.settle()
    for login, unit, path, role in MORE:
        city.person(login, unit, path, role)


def who(login: str) -> Subject:
    return identity.subject_of(login)


def appeal(
    matter: str = "flooded-street",
    area: str = "449902001",
    *,
    leases: dict[str, tasks.Lease] | None = None,
    **changes: object,
) -> Case:
    """A citizen calls, the operator dispatches it, and its case opens. The case."""
    made = appeals.register(
        who("olga"),
        replace(town.ASKED, area=area, **changes),  # type: ignore[arg-type]
    )
    appeals.dispatch(who("olga"), made.id, matter=matter)
    world.pump(leases=leases)
    return Case.objects.get(event_id=Appeal.objects.get(pk=made.id).event_id, role="lead")


def appeal_of(case: Case) -> Appeal:
    return Appeal.objects.filter(event_id=case.event_id).order_by("number")[0]


def handled(case: Case, holder: str = "bob") -> Case:
    """The holder takes the case, speaks to the citizen and handles it; its co-units are done too."""
    person = who(holder)
    api.take(person, case.id)
    api.contact(person, case.id, text="已电话联系，说明处置安排")
    for sub in Case.objects.filter(parent_id=case.id, stage="dispatched"):
        api.take(who("tom"), sub.id)
        api.handle(who("tom"), sub.id, text="已警示封控")
    api.handle(person, case.id, text="已抽排", before=[photo(person, case)], after=[photo(person, case)])
    return again(case)


def replied(case: Case, holder: str = "bob") -> Case:
    handled(case, holder)
    api.review(who("alice"), case.id, passed=True, reply="路口积水已抽排，并加设挡水设施")
    return again(case)


def called_back(case: Case, solved: str = "solved", satisfaction: str = "satisfied") -> Case:
    """The hotline calls the citizen back, who says this."""
    appeals.call_back(who("olga"), appeal_of(case).id, reached=True, solved=solved, satisfaction=satisfaction)
    world.pump()
    return again(case)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)
