"""The shelf over a loaded pack: what its topic really has, who sees it, grants, and people counted by day."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cases import city, world
from yiwang.centers.decision.api import targets
from yiwang.identity import api as identity
from yiwang.identity.api import reset_password
from yiwang.kernel import clock
from yiwang.kernel.bus import Bus
from yiwang.kernel.models import FactRow
from yiwang.kernel.tasks import acquire
from yiwang.packs import api as packs
from yiwang.sensing import api as sensing
from yiwang.sensing import tasks as sensing_tasks
from yiwang.sensing.contracts import ObservationIn
from yiwang.shelf import _looking, _visits, api
from yiwang.shelf.contracts import TopicMoved, TopicPage, UnknownTopic
from yiwang.shelf.models import TopicEntry, VisitDay, VisitMark, VisitSalt
from yiwang.shelf.tasks import Looks

assert sensing_tasks

pytestmark = [pytest.mark.database, pytest.mark.urls("tests.shelf.urls")]
GOOD = Path(__file__).parents[1] / "packs" / "good"


@pytest.fixture
def folder(db: None, wound: clock.VirtualClock, tmp_path: Path) -> Path:
    """The small city with the good pack loaded and looked at."""
    city.settle()
    city.person("lena", "c-zf", city.CITY, "leader")
    city.person("dora", "e-zf", city.EAST, "dispatcher")
    shutil.copytree(GOOD, tmp_path / "packs")
    assert packs.load(tmp_path / "packs").loaded == ["tiny"]
    api.look()
    return tmp_path / "packs"


def page(login: str) -> TopicPage:
    return api.page(identity.subject_of(login), "tiny")


def lights(login: str = "steward") -> dict[str, str]:
    return {one.code: one.state for one in page(login).card.found.lights}


def codes(login: str) -> list[str]:
    return [one.id for one in api.shelf(identity.subject_of(login)).items]


def test_the_lights_are_what_the_topic_has(folder: Path) -> None:
    assert lights() == {"sensed": "off", "seen": "on", "controlled": "on", "governed": "on"}
    whole = page("steward")
    assert whole.card.found.state == "loaded"
    assert [one.recipe for one in whole.scenes] == ["device-alarm"]
    assert [one.code for one in whole.matters] == ["T-1-1-1"]
    assert [one.code for one in whole.boards or ()] == ["tiny-level"]
    assert whole.card.found.board == "tiny-level"


def test_a_reading_turns_a_light_on_and_its_age_turns_it_off(folder: Path, bus: Bus, wound: Any) -> None:
    source = next(one.id for one in sensing.sources())
    sensing.accept([ObservationIn(datastream="t-1.level", observed_at=clock.now(), value=0.4)], source)
    world.pump("kernel.sequencer", "sensing.latest")
    api.look()
    assert lights()["sensed"] == "on"
    assert page("steward").card.found.newest.reading == clock.now()
    wound.advance(timedelta(hours=25))
    api.look()
    assert lights()["sensed"] == "off"
    assert page("steward").card.found.newest_at is not None, "what is old is still told with its time"


def test_the_missions_target_counts_these_very_lights(folder: Path) -> None:
    whole = targets(identity.subject_of("steward"))
    found = {one.id: one for one in whole.rows}["F10"]
    lit = sum(state == "on" for state in lights().values())
    assert (found.value, found.target, found.provisional) == (100.0 * lit / 4, 100.0, True)
    assert 0 < lit < 4
    [topic] = whole.topics
    assert {code for code in lights() if getattr(topic, code)} == {
        code for code, state in lights().items() if state == "on"
    }


def test_a_topic_with_faults_is_shown_as_such(folder: Path) -> None:
    scene = folder / "tiny" / "scenes" / "level.yaml"
    scene.write_text(scene.read_text("utf-8").replace("recipe:", "recipes:"), "utf-8")
    assert packs.load(folder, say=lambda text: None).faulty == ["tiny"]
    api.look()
    found = page("steward")
    assert (found.card.found.state, found.card.found.faults > 0) == ("faulty", True)
    assert found.faults[0]["line"] >= 1
    assert page("lena").faults == [], "only those who keep the shelf read the faults"


def test_a_topic_is_open_to_its_units_to_granted_roles_and_to_nobody_else(folder: Path) -> None:
    assert codes("dora") == ["tiny"], "a dispatcher, by the first grants"
    assert codes("bob") == ["tiny"], "of the lead unit"
    assert codes("charlie") == []
    with pytest.raises(UnknownTopic):
        page("charlie")


def test_a_grant_is_an_act_with_a_line_and_a_fact(folder: Path) -> None:
    steward = identity.subject_of("steward")
    api.grant(steward, "tiny", roles=["leader"], units=["w-zf"], reason="西区试点", version=1)
    assert (codes("charlie"), codes("dora"), codes("lena")) == (["tiny"], [], ["tiny"])
    assert codes("bob") == ["tiny"], "its own units keep it"
    found = page("steward")
    assert found.grants is not None
    assert (found.grants.roles, found.grants.units, found.grants.version) == (["leader"], ["w-zf"], 2)
    assert [one.note for one in found.history] == ["西区试点", ""]
    fact = FactRow.objects.get(fact_type="shelf.granted")
    assert fact.subject_version == 2
    with pytest.raises(TopicMoved):
        api.grant(steward, "tiny", roles=[], units=[], reason="两人同改", version=1)


def test_looking_again_leaves_grants_as_they_are_and_tells_nothing(folder: Path) -> None:
    api.grant(identity.subject_of("steward"), "tiny", roles=[], units=[], reason="收回授权", version=1)
    before = FactRow.objects.count()
    lease = acquire("shelf.look", "test")
    assert lease is not None
    Looks().pump(lease)
    assert FactRow.objects.count() == before
    assert (TopicEntry.objects.get().roles, codes("dora")) == ([], [])


def test_a_topic_that_is_gone_leaves_the_shelf_and_comes_back_with_its_grants(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = packs.list_packs()
    api.grant(identity.subject_of("steward"), "tiny", roles=[], units=["w-zf"], reason="西区试点", version=1)
    from dataclasses import replace

    monkeypatch.setattr(_looking.packs, "list_packs", lambda **_: replace(real, items=[]))
    api.look()
    assert codes("steward") == []
    monkeypatch.undo()
    api.look()
    assert codes("charlie") == ["tiny"]


def test_people_are_counted_once_a_day_and_nothing_says_who(folder: Path, wound: clock.VirtualClock) -> None:
    for login in ("alice", "alice", "bob", "lena", "alice"):
        api.visit(identity.subject_of(login), "tiny")
    card = page("steward").card
    assert (card.people_today, card.people_week) == (3, 3)
    wound.advance(timedelta(days=1))
    api.visit(identity.subject_of("alice"), "tiny")
    _visits.forget()
    card = page("steward").card
    assert (card.people_today, card.people_week) == (1, 4)
    assert [one.people for one in page("steward").days] == [3, 1]
    assert VisitMark.objects.count() == 1, "the marks of yesterday are gone, and their key"
    assert VisitSalt.objects.count() == 1
    held = json.dumps(
        [*VisitDay.objects.values(), *VisitMark.objects.values(), *VisitSalt.objects.values()], default=str
    )
    assert not any(login in held for login in ("alice", "bob", "lena"))
    with pytest.raises(UnknownTopic):
        api.visit(identity.subject_of("charlie"), "tiny")


def test_the_list_asks_the_same_however_many_topics_there_are(folder: Path) -> None:
    alice = identity.subject_of("alice")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            api.shelf(alice)
        return len(caught)

    one = asked()
    row = TopicEntry.objects.get()
    for number in range(30):
        row.pk = f"more-{number}"
        row.save(force_insert=True)
    assert len(api.shelf(alice).items) == 31
    assert asked() == one <= 2


class Person:
    """Somebody at a desk."""

    def __init__(self, login: str) -> None:
        self.client = Client()
        said = self.client.post(
            "/api/session",
            json.dumps({"login": login, "password": reset_password(login)}),
            content_type="application/json",
        )
        assert said.status_code == 200, said.content
        self.headers = {"X-CSRF-Token": said.json()["csrf"]}

    def put(self, path: str, body: Any) -> Any:
        return self.client.put(path, json.dumps(body), content_type="application/json", headers=self.headers)


def test_the_routes(folder: Path) -> None:
    steward, alice, charlie = Person("steward"), Person("alice"), Person("charlie")
    assert [one["id"] for one in alice.client.get("/api/shelf").json()["items"]] == ["tiny"]
    assert charlie.client.get("/api/shelf/tiny").json()["code"] == "shelf.unknown"
    assert alice.client.post("/api/shelf/tiny/visits", headers=alice.headers).status_code == 204
    grants = {"version": 1, "roles": ["leader"], "units": ["w-zf"], "reason": "西区试点"}
    assert alice.put("/api/shelf/tiny/grants", grants).status_code == 403
    assert steward.put("/api/shelf/tiny/grants", {**grants, "roles": ["king"]}).json()["code"] == (
        "shelf.unknown_role"
    )
    assert steward.put("/api/shelf/tiny/grants", {**grants, "units": ["x"]}).json()["code"] == (
        "shelf.unknown_unit"
    )
    assert steward.put("/api/shelf/tiny/grants", {**grants, "reason": ""}).json()["code"] == (
        "shelf.reason_needed"
    )
    assert steward.put("/api/shelf/tiny/grants", grants).status_code == 200
    assert steward.put("/api/shelf/tiny/grants", grants).json()["code"] == "shelf.moved"
    assert charlie.client.get("/api/shelf/tiny").json()["card"]["id"] == "tiny"
