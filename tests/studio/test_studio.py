"""A scene from its beginning to its approval: drafts of a unit, faults, versions, two editors, a reviewer."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.studio.conftest import REPOSITORY, Begin
from yiwang.identity.api import reset_password
from yiwang.kernel import clock, statements
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow
from yiwang.packs import api as packs
from yiwang.packs._archive import Unsigned
from yiwang.packs._new import BadPackName, NothingLikeIt
from yiwang.studio import api, logic
from yiwang.studio.contracts import (
    BadDraftFile,
    BadTopic,
    DraftFaults,
    DraftMoved,
    DraftReasonNeeded,
    DraftTooLarge,
    NotRehearsed,
    OwnDraft,
    RehearsalBusy,
    RehearsalOver,
    StudioDetail,
    UnknownDraft,
    UnknownRehearsal,
)
from yiwang.studio.models import StudioRun, StudioVersion

pytestmark = [pytest.mark.database, pytest.mark.urls("tests.studio.urls")]


def scene_of(one: StudioDetail) -> str:
    return next(path for path in one.files if path.startswith("scenes/"))


def passed(draft: str, number: int, by: str = "ann") -> None:
    """A rehearsal of a version that held; what a rehearsal is, test_rehearsals plays for real."""
    statements.insert(
        statements.new(
            StudioRun, id=f"run-{draft[:20]}-{number}", draft=draft, number=number, state="passed", by=by,
            asked_at=clock.now(),
        )
    )  # fmt: skip


def test_a_draft_begins_from_a_real_scene_under_names_of_its_own(who: Any, begin: Begin) -> None:
    one = begin(who("ann"))
    assert (one.row.state, one.row.number, one.row.topic) == ("writing", 1, "puddles")
    assert "id: puddles" in one.files["pack.yaml"]
    assert not any(path.startswith(".") for path in one.files), "what editors keep is no file of the pack"
    assert [save.number for save in one.saves] == [1]
    with pytest.raises(BadPackName):
        api.create(who("ann"), "Not A Name", "device-alarm")
    with pytest.raises(NothingLikeIt):
        api.create(who("ann"), "puddles-two", "no-such-recipe")


def test_a_look_tells_every_fault_at_its_place_and_what_it_becomes(
    who: Any, begin: Begin, any_unit: None
) -> None:
    one = begin(who("ann"))
    looked = api.look("puddles", one.files)
    assert looked.faults == []
    kinds = {line.kind for line in looked.scenes[0].lines}
    assert {"matter", "rule", "figure", "board"} <= kinds
    scene = scene_of(one)
    wrong = {**one.files, scene: one.files[scene].replace("confirm:", "confrim:", 1)}
    fault = next(line for line in api.look("puddles", wrong).faults if line["code"] == "key.unknown")
    line = next(n for n, text in enumerate(wrong[scene].splitlines(), 1) if "confrim" in text)
    assert (fault["file"], fault["line"]) == (f"puddles/{scene}", line)
    assert fault["cure_zh"]


def test_units_that_the_city_has_not_are_faults_too(who: Any, begin: Begin) -> None:
    looked = api.look("puddles", begin(who("ann")).files)
    assert any(fault["code"] == "unknown.unit" for fault in looked.faults)


def test_a_draft_is_its_units_own_and_the_reviewers(who: Any, begin: Begin) -> None:
    draft = begin(who("ann")).row.id
    assert [row.id for row in api.drafts(who("abe"))] == [draft], "a colleague of the unit"
    assert [row.id for row in api.drafts(who("sam"))] == [draft], "who reviews where it lies"
    assert api.drafts(who("other")) == []
    with pytest.raises(UnknownDraft):
        api.detail(who("other"), draft)
    with pytest.raises(UnknownDraft):
        api.export(who("other"), draft)


def test_saving_keeps_every_version_and_refuses_who_comes_second(who: Any, begin: Begin) -> None:
    one = begin(who("ann"))
    files = {**one.files, "NOTES.md": "第一次"}
    api.save(who("ann"), one.row.id, files, note="加说明", version=1)
    with pytest.raises(DraftMoved) as refused:
        api.save(who("abe"), one.row.id, {**one.files, "NOTES.md": "他的"}, note="", version=1)
    assert refused.value.details["who_zh"] == who("ann").name
    again = api.detail(who("abe"), one.row.id)
    assert (again.files["NOTES.md"], again.row.number) == ("第一次", 2)
    assert [(save.number, save.note) for save in again.saves] == [(2, "加说明"), (1, "")]
    assert "NOTES.md" not in api.version_of(who("abe"), one.row.id, 1)
    before = FactRow.objects.count()
    api.save(who("ann"), one.row.id, files, note="没有变化", version=2)
    assert (FactRow.objects.count(), StudioVersion.objects.count()) == (before, 2)


def test_the_second_who_opens_it_is_told(who: Any, begin: Begin, wound: clock.VirtualClock) -> None:
    draft = begin(who("ann")).row.id
    assert api.editing(who("ann"), draft).editor_name == ""
    assert api.editing(who("abe"), draft).editor_name == who("ann").name
    assert api.detail(who("abe"), draft).editor_name == who("ann").name
    assert api.editing(who("ann"), draft).editor_name == ""
    wound.advance(timedelta(minutes=2))
    assert api.editing(who("abe"), draft).editor_name == "", "he who is silent has closed it"


@pytest.mark.parametrize(
    "path",
    ["../etc/passwd.yaml", "/abs.yaml", ".hidden.yaml", "a/../b.yaml", "x.py", "a/b/c/d.yaml", "a b.csv"],
)
def test_a_file_stays_in_its_pack(path: str) -> None:
    with pytest.raises(BadDraftFile):
        logic.checked({path: ""})


@pytest.mark.parametrize("topic", ["", "..", "../elsewhere", "/tmp", "A b", "x" * 61])
def test_a_topic_is_a_name_and_no_way_out(topic: str) -> None:
    with pytest.raises(BadTopic):
        api.look(topic, {"pack.yaml": "id: x"})


def test_a_draft_has_bounds() -> None:
    with pytest.raises(DraftTooLarge):
        logic.checked({"a.csv": "x" * logic.MOST_BYTES})
    with pytest.raises(DraftTooLarge):
        logic.checked({f"samples/{n}.csv": "" for n in range(logic.MOST_FILES + 1)})


def test_a_second_person_approves_what_passed(who: Any, begin: Begin, any_unit: None) -> None:
    one = begin(who("ann"))
    draft = one.row.id
    with pytest.raises(NotRehearsed):
        api.submit(who("ann"), draft, version=1)
    passed(draft, 1)
    api.submit(who("ann"), draft, version=1)
    with pytest.raises(DraftMoved):
        api.save(who("ann"), draft, {**one.files, "NOTES.md": "x"}, note="", version=2)
    api.send_back(who("sam"), draft, "请补充结案标准", version=2)
    scene = scene_of(one)
    broken = {**one.files, scene: one.files[scene].replace("confirm:", "confrim:", 1)}
    api.save(who("sam"), draft, broken, note="复核人改", version=3)
    with pytest.raises(DraftFaults):
        api.submit(who("ann"), draft, version=4)
    api.save(who("ann"), draft, {**one.files, "NOTES.md": "补充"}, note="", version=4)
    with pytest.raises(NotRehearsed):
        api.submit(who("ann"), draft, version=5)
    passed(draft, 3)
    api.submit(who("ann"), draft, version=5)
    with pytest.raises(OwnDraft):
        api.approve(who("sam"), draft, "", version=6)
    api.approve(who("steward"), draft, "可以", version=6)
    done = api.detail(who("ann"), draft)
    assert (done.row.state, done.history[0].note) == ("approved", "可以")
    name, data = api.export(who("ann"), draft)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert name == "puddles-3.zip"
        assert {f"puddles/{path}" for path in done.files} == set(packed.namelist())


def test_what_is_approved_is_put_in_force_by_somebody_who_wrote_none_of_it(
    who: Any, begin: Begin, any_unit: None, settings: Any
) -> None:
    good = REPOSITORY / "tests" / "packs" / "good" / "tiny"
    one = begin(who("ann"), "tiny")
    files = {
        path.relative_to(good).as_posix(): path.read_text("utf-8")
        for path in good.rglob("*")
        if path.is_file()
    }
    api.save(who("ann"), one.row.id, files, note="", version=1)
    passed(one.row.id, 2)
    api.submit(who("ann"), one.row.id, version=2)
    api.approve(who("steward"), one.row.id, "", version=3)
    with pytest.raises(Forbidden):
        api.install(who("ann"), one.row.id, "汛前启用", version=4)
    with pytest.raises(DraftReasonNeeded):
        api.install(who("sam"), one.row.id, "", version=4)
    with pytest.raises(Unsigned):  # a city takes what nobody signed only where it says so
        api.install(who("sam"), one.row.id, "汛前启用", version=4)
    assert packs.list_packs().items == []
    settings.YIWANG = replace(settings.YIWANG, unsigned_packs=True)
    api.install(who("sam"), one.row.id, "汛前启用", version=4)
    assert [(row.id, row.state) for row in packs.list_packs().items] == [("tiny", "loaded")]
    assert api.detail(who("ann"), one.row.id).row.state == "installed"
    with pytest.raises(DraftMoved):
        api.install(who("sam"), one.row.id, "再来一次", version=5)


def test_a_person_has_one_rehearsal_and_takes_it_back(who: Any, begin: Begin, any_unit: None) -> None:
    first, second = begin(who("ann")), begin(who("ann"), "floods")
    run = api.rehearse(who("ann"), first.row.id)
    with pytest.raises(RehearsalBusy):
        api.rehearse(who("ann"), second.row.id)
    assert api.rehearse(who("abe"), first.row.id).state == "queued", "another person has his own"
    with pytest.raises(UnknownRehearsal):
        api.cancel(who("other"), run.id)
    assert api.cancel(who("ann"), run.id).state == "cancelled"
    with pytest.raises(RehearsalOver):
        api.cancel(who("ann"), run.id)
    assert api.rehearse(who("ann"), second.row.id).state == "queued"


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

    def send(self, method: str, path: str, body: Any) -> Any:
        ask = getattr(self.client, method)
        return ask(path, json.dumps(body), content_type="application/json", headers=self.headers)


def test_the_routes(who: Any) -> None:
    ann, other, alice = Person("ann"), Person("other"), Person("alice")
    assert alice.client.get("/api/studio/drafts").status_code == 403, "a dispatcher writes no scenes"
    start = ann.client.get("/api/studio/start").json()
    assert {"device-alarm", "intake-reply"} <= {one["recipe"] for one in start["examples"]}
    assert "anyOf" in json.loads(start["schemas"]["scene.schema.json"])
    made = ann.send("post", "/api/studio/drafts", {"topic": "puddles", "like": "device-alarm"})
    assert made.status_code == 200, made.content
    draft, files = made.json()["row"]["id"], made.json()["files"]
    address = f"/api/studio/drafts/{draft}"
    assert other.client.get(address).json()["code"] == "studio.unknown"
    looked = ann.send("post", "/api/studio/look", {"topic": "puddles", "files": files})
    assert looked.status_code == 200
    climbing = ann.send("post", "/api/studio/look", {"topic": "puddles", "files": {"../x.yaml": ""}})
    assert climbing.json()["code"] == "studio.bad_file"
    saved = ann.send("put", f"{address}/files", {"version": 1, "files": {**files, "NOTES.md": "x"}})
    assert saved.json()["row"]["number"] == 2
    stale = ann.send("put", f"{address}/files", {"version": 1, "files": files})
    assert (stale.status_code, stale.json()["code"]) == (409, "studio.moved")
    assert ann.client.get(f"{address}/pack.zip").content[:2] == b"PK"
    assert ann.send("post", f"{address}/approve", {"version": 2}).status_code == 403
    assert "NOTES.md" not in ann.client.get(f"{address}/versions/1").json()
    assert ann.send("post", f"{address}/drop", {"version": 2}).json()["state"] == "dropped"
    assert ann.client.get("/api/studio/drafts").json() == []
