"""What an act asks of the database: so many statements, and no more the more was done before."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yiwang.cases import api
from yiwang.cases.models import Case
from yiwang.kernel import clock
from yiwang.matters import api as matters

from . import hotline

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("bus")]
# A hotline case with one appeal; `handle` and `review` send messages, `take` is noted on the appeal.
MOST = {"take": 15, "contact": 12, "urge": 9, "handle": 17, "review": 13}


@pytest.fixture
def town(db: None, wound: clock.VirtualClock) -> clock.VirtualClock:
    hotline.settle()
    return wound


def act(name: str, case: Case) -> int:
    """Do it; how many statements that took, savepoints aside."""
    bob, alice = hotline.who("bob"), hotline.who("alice")
    does = {
        "take": lambda: api.take(bob, case.id),
        "contact": lambda: api.contact(bob, case.id, text="已联系"),
        "urge": lambda: api.urge(alice, case.id, text="请尽快"),
        "handle": lambda: api.handle(bob, case.id, text="已抽排", after=[]),
        "review": lambda: api.review(alice, case.id, passed=False, text="请补照片"),
    }
    with CaptureQueriesContext(connection) as asked:
        does[name]()
    said = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]
    return len(said)


def test_no_act_asks_more_than_its_baseline_and_none_grows_with_the_steps_done(
    town: clock.VirtualClock,
) -> None:
    case = hotline.appeal()
    Case.objects.filter(pk=case.id).update(photos="")
    matters.find_handling(case.matter, case.matter_version)  # kept in mind from now on
    first = {name: act(name, case) for name in ("take", "contact", "urge", "handle", "review")}
    for _ in range(5):
        again = {name: act(name, case) for name in ("urge", "handle", "review")}
        assert again == {name: first[name] for name in again}
    assert {name: many for name, many in first.items() if many > MOST[name]} == {}
