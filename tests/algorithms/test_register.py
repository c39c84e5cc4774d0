"""Versions of models: trained and measured, run in the shadow, put in force by another, and counted."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.algorithms.conftest import REVIEWER, SAID, TRAINER, history
from tests.identity import people
from yiwang.algorithms import _suggest, api
from yiwang.algorithms.contracts import (
    BadPurpose,
    LabelWords,
    ModelMoved,
    ModelVersion,
    OwnModel,
    TooFewExamples,
    UnknownModel,
)
from yiwang.algorithms.models import JudgementRow, ModelRow
from yiwang.identity.api import Subject, subject_of
from yiwang.kernel.errors import Forbidden
from yiwang.kernel.models import FactRow

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.usefixtures("home", "wound")]


def trained(rows: list[tuple[str, str]] | None = None, purpose: str = "matter") -> ModelVersion:
    return api.train(purpose=purpose, rows=rows or history(), by=TRAINER, basis="本市 2025 年办件")


def told() -> list[tuple[str, str]]:
    rows = FactRow.objects.filter(fact_type__startswith="algorithms.").order_by("recorded_at", "id")
    return [(row.fact_type.removeprefix("algorithms."), row.actor) for row in rows]


def test_a_trained_version_is_measured_on_held_out_rows_kept_and_told(home: Path) -> None:
    made = trained()
    assert (made.number, made.state, made.rows, made.labels) == (1, "trained", 120, 3)
    assert made.evaluation.held == 24
    assert made.evaluation.accuracy is not None
    assert made.evaluation.accuracy > 0.9
    assert (home / "models" / f"{made.file}.model").is_file()
    assert made.file_present
    assert told() == [("model_trained", "system:trainer")]


def test_the_same_rows_in_any_order_give_the_same_model_under_the_next_number() -> None:
    first, second = trained(), trained(list(reversed(history())))
    assert (first.file, first.content, first.evaluation) == (second.file, second.content, second.evaluation)
    assert (second.number, trained(purpose="unit").number) == (2, 1)


def test_rows_too_few_to_hold_any_out_are_learnt_and_said_to_be_unmeasured() -> None:
    made = trained([("路灯不亮", "light"), ("垃圾没人清运", "trash")])
    assert made.evaluation.held == 0
    assert made.evaluation.accuracy is None


def test_training_refuses_one_label_a_purpose_of_odd_letters_and_a_person_without_the_right() -> None:
    with pytest.raises(TooFewExamples):
        trained([("路灯不亮", "light")])
    with pytest.raises(BadPurpose):
        trained(purpose="../matter")
    people.settle()
    with pytest.raises(Forbidden):
        api.train(purpose="matter", rows=history(), by=subject_of("duty"), basis="")
    assert not ModelRow.objects.exists()


def test_nothing_is_suggested_before_a_version_is_active() -> None:
    assert api.suggest("matter", "路灯不亮") is None
    made = trained()
    api.shadow(made.id, TRAINER)
    assert api.suggest("matter", "路灯不亮", text_id="a1") is None
    assert JudgementRow.objects.get().label == "light"


def test_a_suggestion_has_three_choices_at_most_and_quotes_the_words_that_spoke_for_it() -> None:
    made = trained()
    api.activate(made.id, REVIEWER)
    found = api.suggest("matter", "我家楼下的路灯坏了，晚上一片漆黑")
    assert found is not None
    assert found.model_version == made.id
    assert found.choices[0].label == "light"
    assert len(found.choices) == 3
    assert sum(one.confidence for one in found.choices) == pytest.approx(1)
    assert any("灯" in word for word in found.words)
    assert all(word in found.reason_zh and word in found.reason_en for word in found.words)
    assert not JudgementRow.objects.exists()


def test_the_trainer_does_not_put_his_own_model_in_force() -> None:
    made = trained()
    with pytest.raises(OwnModel):
        api.activate(made.id, TRAINER)
    assert "activate" not in api.models(TRAINER).items[0].allowed
    assert "activate" in api.models(REVIEWER).items[0].allowed
    assert api.activate(made.id, REVIEWER).activated_by == "system:reviewer"


def test_one_version_of_a_purpose_is_active_and_one_in_its_shadow() -> None:
    first, second, third = trained(), trained(history("。")), trained(history("！"))
    api.activate(first.id, REVIEWER)
    api.shadow(second.id, TRAINER)
    api.shadow(third.id, TRAINER)
    api.activate(third.id, REVIEWER, "影子期更准")
    states = {one.number: one.state for one in api.models(REVIEWER).items}
    assert states == {1: "retired", 2: "trained", 3: "active"}
    lines = api.model_detail(first.id, REVIEWER).history
    assert [(line.before, line.after) for line in lines] == [
        ("", "trained"),
        ("trained", "active"),
        ("active", "retired"),
    ]
    assert told().count(("model_state_changed", "system:reviewer")) == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        ModelRow.objects.filter(pk=first.id).update(state="active")


def test_a_move_that_the_state_does_not_allow_is_refused_and_a_retired_version_may_come_back() -> None:
    made = trained()
    api.activate(made.id, REVIEWER)
    for act in (api.shadow, api.activate):
        with pytest.raises(ModelMoved):
            act(made.id, REVIEWER)
    api.retire(made.id, TRAINER)
    with pytest.raises(ModelMoved):
        api.retire(made.id, TRAINER)
    assert api.suggest("matter", "路灯不亮") is None
    api.activate(made.id, REVIEWER, "新版误判多，恢复")
    assert api.suggest("matter", "路灯不亮") is not None
    with pytest.raises(UnknownModel):
        api.retire("nobody", TRAINER)


def test_another_version_answers_as_soon_as_it_is_active() -> None:
    first = trained()
    renamed = trained([(text, f"new-{label}") for text, label in history()])
    api.activate(first.id, REVIEWER)
    before = api.suggest("matter", "路灯不亮")
    api.activate(renamed.id, REVIEWER)
    after = api.suggest("matter", "路灯不亮")
    assert before is not None
    assert before.choices[0].label == "light"
    assert after is not None
    assert after.choices[0].label == "new-light"


@pytest.mark.parametrize("harm", ["gone", "altered"])
def test_a_model_file_that_is_gone_or_altered_suggests_nothing(home: Path, harm: str) -> None:
    made = trained()
    api.activate(made.id, REVIEWER)
    file = home / "models" / f"{made.file}.model"
    file.unlink() if harm == "gone" else file.write_bytes(file.read_bytes()[:-1])
    assert api.suggest("matter", "路灯不亮") is None
    assert api.models(REVIEWER).items[0].file_present == (harm == "altered")


def test_many_texts_get_the_answers_that_each_gets_alone() -> None:
    api.activate(trained().id, REVIEWER)
    texts = [("路灯不亮", ""), ("", ""), ("垃圾发臭\n没人清运", ""), ("😀", "")]
    assert api.suggest_many("matter", texts) == [api.suggest("matter", text) for text, _ in texts]


def test_subject_and_body_are_told_apart_where_the_history_has_both() -> None:
    rows = [(f"{text}\n您好，{text}，谢谢", label) for text, label in history()]
    made = trained([*rows, *((said, label) for label, all_ in SAID.items() for said in all_)])
    api.activate(made.id, REVIEWER)
    assert _suggest._model(ModelRow.objects.get()).fields == 2  # type: ignore[union-attr]
    for text in ("路灯不亮", "路灯不亮\n您好，一连三天了"):
        found = api.suggest("matter", text)
        assert found is not None
        assert found.choices[0].label == "light"


def test_active_and_shadow_are_compared_on_the_same_texts_since_the_shadow_began() -> None:
    active, under = (
        trained(),
        trained([(text, "noise" if label == "trash" else label) for text, label in history()]),
    )
    api.activate(active.id, REVIEWER)
    api.suggest("matter", "路灯不亮", text_id="before")
    api.shadow(under.id, TRAINER)
    texts = {"a1": "路灯坏了", "a2": "垃圾发臭", "a3": "垃圾没人清运", "a4": "噪音大"}
    for text_id, text in texts.items():
        api.suggest("matter", text, text_id=text_id)
    for text_id, truth in {"before": "light", "a1": "light", "a2": "trash", "a3": "noise", "a9": "x"}.items():
        api.judged("matter", text_id, truth)
    found = api.compare("matter", REVIEWER)
    assert (found.active_number, found.shadow_number) == (1, 2)
    assert (found.texts, found.agreed, found.judged) == (4, 2, 3)
    assert (found.both_right, found.active_only, found.shadow_only, found.both_wrong) == (1, 1, 1, 0)
    assert found.active_accuracy == found.shadow_accuracy == pytest.approx(2 / 3)
    shown = {one.number: (one.judged, one.right) for one in api.models(REVIEWER).items}
    assert shown == {1: (4, 3), 2: (3, 2)}


def test_the_truth_may_be_known_better_later_and_the_first_answer_counts() -> None:
    api.activate(trained().id, REVIEWER)
    api.suggest("matter", "路灯不亮", text_id="a1")
    api.suggest("matter", "垃圾发臭", text_id="a1")
    assert JudgementRow.objects.get().label == "light"
    assert [api.judged("matter", "a1", truth) for truth in ("trash", "trash", "light")] == [1, 0, 1]
    assert api.models(REVIEWER).items[0].right == 1
    assert api.compare("matter", REVIEWER).texts == 0


def test_a_catalogue_alone_begins_better_than_chance() -> None:
    words = [
        LabelWords(label="light", names=("路灯故障", "照明设施"), keywords=("路灯", "灯杆", "照明")),
        LabelWords(
            label="noise",
            names=("噪声扰民",),
            keywords=("噪音", "施工", "音响"),
            definition="夜间施工、娱乐场所等噪声影响居民休息。",
        ),
        LabelWords(label="trash", names=("垃圾清运",), keywords=("垃圾", "垃圾桶", "发臭")),
    ]
    made = api.train(purpose="matter", rows=(), words=words, by=TRAINER, basis="事项目录")
    assert (made.evaluation.held, made.evaluation.taught) == (0, made.rows)
    api.activate(made.id, REVIEWER)
    answers = api.suggest_many("matter", [(text, "") for text, _ in history()])
    right = sum(
        answer is not None and answer.choices[0].label == label
        for answer, (_, label) in zip(answers, history(), strict=True)
    )
    assert right / len(answers) > 0.6  # chance: a third
    # Words of a catalogue tell nothing of how sure an answer about a citizen's text is.
    assert not any(answer is not None and answer.decided for answer in answers)


def begun(*words: LabelWords, by: Subject = TRAINER) -> Any:
    return api.begin(purpose="matter", words=words, by=by, basis="目录", reason="冷启动规则")


WORDS = [LabelWords(label=label, names=said) for label, said in SAID.items()]


def test_a_catalogue_serves_at_once_where_nobody_ever_trained_and_says_by_which_rule() -> None:
    made = begun(*WORDS)
    assert (made.state, made.number, made.evaluation.held, made.rows) == (
        "active",
        1,
        0,
        made.evaluation.taught,
    )
    told = api.suggest("matter", next(iter(SAID.values()))[0])
    assert told is not None
    assert (told.choices[0].label, told.decided) == (next(iter(SAID)), False)
    assert [line.reason for line in api.model_detail(made.id, REVIEWER).history][-1] == "冷启动规则"
    assert begun(*WORDS) is None
    assert begun(*WORDS[::-1]) is None


def test_words_that_change_are_learnt_anew_and_take_over() -> None:
    first = begun(*WORDS)
    again = begun(*WORDS[1:], LabelWords(label="new", names=("共享单车乱停放",)))
    assert (again.state, again.number) == ("active", 2)
    assert api.model_detail(first.id, REVIEWER).model.state == "retired"


def test_persons_are_not_overruled_by_the_rule_of_a_cold_start() -> None:
    api.retire(begun(*WORDS).id, REVIEWER)
    assert begun(*WORDS[1:]) is None  # a person took ours out of use
    api.train(purpose="other", rows=history(), by=TRAINER, basis="办件")
    assert api.begin(purpose="other", words=WORDS, by=TRAINER, basis="目录", reason="") is None
    theirs = api.train(purpose="third", rows=(), words=WORDS, by=REVIEWER, basis="目录")
    assert api.begin(purpose="third", words=WORDS, by=TRAINER, basis="目录", reason="") is None
    assert api.model_detail(theirs.id, REVIEWER).model.state == "trained"
    with pytest.raises(Forbidden):
        begun(*WORDS, by=Subject.source("gateway"))


def test_a_catalogues_words_help_a_short_history_and_are_never_measured_on() -> None:
    words = [LabelWords(label=label, names=said) for label, said in SAID.items()]
    made = api.train(purpose="matter", rows=history(), words=words, by=TRAINER, basis="办件和事项目录")
    assert (made.evaluation.held, made.evaluation.taught, made.rows) == (24, 12, 132)
    again = api.train(purpose="matter", rows=history(), words=words[::-1], by=TRAINER, basis="办件和事项目录")
    assert (again.file, again.content) == (made.file, made.content)


SHARED = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the shared data folder is not beside this checkout")
def test_a_published_catalogue_alone_reads_published_complaints_better_than_chance() -> None:
    with (SHARED / "complaints_sample" / "complaints_200.csv").open(encoding="utf-8-sig") as file:
        texts = [(f"{row['subject']}\n{row['body']}", row["label1"]) for row in csv.DictReader(file)]
    known, said = {label for _, label in texts}, dict[tuple[str, str], list[str]]()
    with (SHARED / "complaint_taxonomy" / "taxonomy_517.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["level1"] in known:
                said.setdefault((row["level1"], row["level2"]), []).append(row["level3"])
    words = [
        LabelWords(label=top, names=(name,), keywords=tuple(small)) for (top, name), small in said.items()
    ]
    made = api.train(purpose="matter", rows=(), words=words, by=TRAINER, basis="分类表")
    api.activate(made.id, REVIEWER)
    answers = api.suggest_many("matter", [(text, "") for text, _ in texts])
    right = sum(
        answer is not None and answer.choices[0].label == label
        for answer, (_, label) in zip(answers, texts, strict=True)
    )
    most = max([label for _, label in texts].count(label) for label in known)
    assert right > most  # who always says the commonest


# ------------------------------------------------------------------------------------------------- over HTTP


def signed_in(login: str) -> Client:
    client = Client()
    answer = client.post(
        "/api/session", {"login": login, "password": people.PASSWORD}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    client.defaults["HTTP_X_CSRF_TOKEN"] = answer.json()["csrf"]
    return client


def post(client: Client, path: str, status: int = 200) -> dict[str, Any]:
    answer = client.post(f"/api{path}", {"reason": "试"}, content_type="application/json")
    assert answer.status_code == status, answer.content
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.urls("tests.algorithms.urls")
def test_over_http_a_steward_sees_moves_and_compares_models_and_another_only_sees() -> None:
    people.settle()
    theirs = trained()
    own = api.train(purpose="matter", rows=history(), by=subject_of("steward"), basis="自训")
    steward, reader, officer = signed_in("steward"), signed_in("dispatcher"), signed_in("inspector")
    listed = steward.get("/api/models?purpose=matter").json()
    assert [one["number"] for one in listed["items"]] == [2, 1]
    assert listed["items"][0]["trained_by_name"] == "steward"
    assert post(steward, f"/models/{own.id}/activate", 403)["code"] == "algorithms.own_model"
    assert post(steward, f"/models/{theirs.id}/activate")["state"] == "active"
    assert post(steward, f"/models/{own.id}/shadow")["state"] == "shadow"
    assert reader.get("/api/models/compare?purpose=matter").json()["shadow_number"] == 2
    history_ = reader.get(f"/api/models/{own.id}").json()["history"]
    assert [line["after"] for line in history_] == ["trained", "shadow"]
    assert post(reader, f"/models/{own.id}/retire", 403)["code"] == "forbidden"
    assert reader.get("/api/models").json()["items"][0]["allowed"] == []
    assert officer.get("/api/models").status_code == 403
    assert post(steward, f"/models/{own.id}/retire")["state"] == "retired"


def test_a_task_of_ours_reads_no_right_from_its_name() -> None:
    nobody = Subject.source("gateway")
    with pytest.raises(Forbidden):
        api.models(nobody)
