"""智能受理: what a citizen's words are about, how urgent and where; a sure answer dispatches by itself.

The words are data: they are read by the model and never acted on. What leads to a person is masked before the
model sees it, so that neither a reason nor a model holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from yiwang.algorithms import api as algorithms
from yiwang.algorithms.contracts import LabelWords, ModelVersion, Suggestion
from yiwang.appeals import _changes as changes
from yiwang.appeals import _following as following
from yiwang.appeals import _truth as truth
from yiwang.appeals import logic
from yiwang.appeals._places import Spot, guess
from yiwang.appeals._truth import PURPOSE
from yiwang.appeals.contracts import MatterChoice, Theme, Understood
from yiwang.appeals.models import Appeal, AppealReporter, AppealStep
from yiwang.identity.api import Subject, require
from yiwang.kernel.facts import split_units
from yiwang.kernel.tasks import Lease
from yiwang.matters import api as matters

#: Kinds that ask for work. A question or a praise is answered by a person, whatever its words resemble.
WORK = ("help", "complaint")
#: A word of danger that is plainly said, not feared, is as grave as a sensitive one.
PLAIN = 0.8
BATCH = 500
_KIND_EN = {
    "self_harm": "suicide",
    "gathering": "a crowd",
    "extreme": "extreme acts",
    "danger": "grave danger",
}
_MARKS = re.compile(r"(?<=[\u4e00-\u9fff])[*._\-·•~#]+(?=[\u4e00-\u9fff])")


def grave(text: str) -> list[Theme]:
    """The 紧急敏感 themes of a text with the words that say so; marks put between characters hide none."""
    plain = _MARKS.sub("", text)
    found: dict[str, Theme] = {}
    for one in algorithms.sensitive_words(plain):
        found.setdefault(one.kind, Theme(zh=one.kind_zh, en=_KIND_EN[one.kind], word=one.word))
    urgency = algorithms.urgency_of(plain)
    if urgency.level == "urgent" and urgency.confidence >= PLAIN:
        found.setdefault("danger", Theme(zh="重大险情", en=_KIND_EN["danger"], word=urgency.words[0]))
    return list(found.values())


def urgency(said: str, text: str) -> tuple[str, dict[str, Any]]:
    """The urgency of an appeal and why: the words raise what nobody said, and never lower it."""
    found = algorithms.urgency_of(text)
    raised = said == "general" and logic.URGENCIES.index(found.level) > logic.URGENCIES.index(said)
    return (found.level if raised else said), {
        "level": found.level,
        "confidence": found.confidence,
        "words": list(found.words),
        "reason_zh": found.reason_zh,
        "reason_en": found.reason_en,
    }


def suggestion_of(
    appeal_id: str, text: str, name: str, place: Spot, why_urgent: dict[str, Any]
) -> dict[str, Any]:
    """What is kept with an appeal: choices (none without a model), urgency, place, each with its reason."""
    told = algorithms.suggest(PURPOSE, logic.mask_text(text, name), text_id=appeal_id)
    return {
        "model_version": told.model_version if told else "",
        "choices": [
            {
                "label": one.label,
                "name_zh": one.name_zh,
                "name_en": one.name_en,
                "confidence": one.confidence,
            }
            for one in _choices(told)
        ],
        "decided": told.decided if told else False,
        "words": list(told.words) if told else [],
        "reason_zh": told.reason_zh if told else "",
        "reason_en": told.reason_en if told else "",
        "urgency": why_urgent,
        "place": {
            "how": place.how,
            "area_id": place.area_id,
            "area_name": place.area_name,
            "confidence": place.confidence,
            "words": place.words,
        },
    }


def _choices(told: Suggestion | None) -> list[MatterChoice]:
    """The model's choices that the catalogue still knows, best first."""
    found = [(one, matters.find_handling(one.label)) for one in (told.choices if told else ())]
    return [
        MatterChoice(
            label=one.label,
            name_zh=known.name_zh,
            name_en=known.name_en,
            confidence=round(one.confidence, 4),
            auto_confidence=known.auto_confidence,
        )
        for one, known in found
        if known is not None
    ]


def suggest(subject: Subject, text: str) -> Understood:
    """What a text seems to be while somebody types it; nothing is kept. Needs appeals.register."""
    require(subject, "appeals.register")
    text = text[: logic.LONGEST]
    told = algorithms.suggest(PURPOSE, logic.mask_text(text)) if text.strip() else None
    level, themes = algorithms.urgency_of(text), grave(text)
    place = guess(text, subject.area_path)
    return Understood(
        model_version=told.model_version if told else "",
        choices=_choices(told),
        reason_zh=told.reason_zh if told else "",
        reason_en=told.reason_en if told else "",
        urgency="urgent" if themes else level.level,
        urgency_zh=level.reason_zh,
        urgency_en=level.reason_en,
        sensitive=themes,
        area_id=place.area_id if place else "",
        area_name=place.area_name if place else "",
        place_confidence=place.confidence if place else 0.0,
        place_words=place.words if place else "",
    )


def decides_himself(by: Subject, channel: str) -> bool:
    """Whether whoever registers sits at the desk and dispatches with his next key."""
    door = by.is_system or by.user_id.startswith("source:")
    return not door and channel != "excel" and "appeals.handle" in by.permissions


def dispatch_if_sure(appeal: Appeal, by: Subject) -> bool:
    """派单 by the system: the matter allows it, the model is sure enough by its own measure and by the
    matter's, the place is known, and nothing about the appeal asks for a person. Else it waits with its
    choices.
    """
    kept = appeal.suggestion or {}
    choices = kept.get("choices") or []
    if (
        not choices
        or not kept.get("decided")
        or appeal.matter
        or appeal.kind not in WORK
        or appeal.confidential
        or appeal.sensitive
        or appeal.repeated
        or appeal.collective
        or split_units(appeal.against)
        or kept["place"]["how"] == "registrar"
        or decides_himself(by, appeal.channel)
    ):
        return False
    best = choices[0]
    matter = matters.find_handling(best["label"])
    if matter is None or matter.sensitive:
        return False
    least, sure = matter.auto_confidence, best["confidence"]
    if not 0 < least <= sure:
        return False
    said = f"系统自动派单：模型 {kept['model_version']} 判为“{matter.name_zh}”，把握 {sure:.1%}"
    following.send_out(
        appeal,
        changes.SYSTEM,
        {"matter": matter.code, "matter_zh": matter.name_zh, "matter_en": matter.name_en},
        reason=f"{said}，达到事项规定的 {least:.0%}。{kept['reason_zh']}"[:500],
    )
    return True


def train(by: Subject, *, basis: str = "") -> ModelVersion:
    """A new version from the catalogue's words and what was dispatched so far. It says nothing until a second
    person puts it in force. Needs algorithms.manage. Raises Forbidden, TooFewExamples.
    """
    require(by, "algorithms.manage")
    rows, words = list(_history()), _catalogue()
    said = basis or f"事项目录 {len(words)} 项的名称、关键词、定义；已派诉求 {len(rows)} 件"
    return algorithms.train(purpose=PURPOSE, rows=rows, words=words, by=by, basis=said)


def _catalogue() -> list[LabelWords]:
    """The catalogue's own words, by matter."""
    return [
        LabelWords(
            label=one.code,
            names=(one.name_zh,),
            keywords=tuple(one.keywords),
            definition=one.definition_zh,
        )
        for one in matters.words_of_matters()
    ]


class ColdStart:
    """A city's first model is made of its catalogue's own words, and follows them until it has a history."""

    name = "appeals.cold_start"
    wakes: tuple[str, ...] = ()
    every = 300.0
    pause = 0.0

    def __init__(self) -> None:
        self.started = False

    def pump(self, lease: Lease) -> int:
        """Train and put in force what is missing; 1 when it did. It takes seconds, and no transaction.

        The first pump does nothing: a start, which is over when every task has run once, is not held up.
        """
        if not self.started:
            self.started = True
            return 1
        words = _catalogue()
        if len(words) < 2:
            return 0
        made = algorithms.begin(
            purpose=PURPOSE,
            words=words,
            by=changes.SYSTEM,
            basis=f"冷启动：事项目录 {len(words)} 项的名称、关键词、定义；没有历史诉求，未作评测",
            reason="冷启动规则：还没有从历史诉求训练的版本，先由目录自己的词给出建议，不自动派单",
        )
        return int(made is not None)


def _history() -> Iterator[tuple[str, str]]:
    """Words and final matter of what was dispatched. Not what is confidential, not what its unit gave back
    while its matter is in doubt, and what the system dispatched only once its case was closed: a model does
    not learn from itself.
    """
    wanted = Appeal.objects.filter(state__in=("open", "closed"), round__gt=0, confidential=False)
    wanted = wanted.exclude(matter="").order_by("registered_at", "id")
    after = wanted.values_list("pk", flat=True)
    ids = list(after)
    for first in range(0, len(ids), BATCH):
        some = ids[first : first + BATCH]
        steps = AppealStep.objects.filter(appeal_id__in=some)
        given_back = truth.given_back(some)
        alone = set(
            steps.filter(act="dispatch", actor=changes.SYSTEM.user_id).values_list("appeal_id", flat=True)
        )
        names = dict(AppealReporter.objects.filter(pk__in=some).values_list("pk", "name"))
        for one in wanted.filter(pk__in=some):
            if one.id in given_back or (one.id in alone and one.state != "closed"):
                continue
            yield logic.mask_text(one.text, names.get(one.id, "")), one.matter


def train_command(login: str = "") -> int:
    """`yiwang appeals train`: train and print how well it did; a person puts it in force."""
    from yiwang.identity.api import subject_of

    made = train(subject_of(login) if login else changes.SYSTEM)
    found = made.evaluation
    print(f"诉求事项模型第 {made.number} 版  version {made.number} of {PURPOSE}: {made.id}")
    print(f"学习 learnt: {made.rows} 件诉求 appeals, {made.labels} 个事项 matters; {made.basis}")
    if found.held:
        print(f"留出 held out {found.held} 件")
        for zh, en, share in (
            ("首选准确率", "accuracy", found.accuracy),
            ("前三准确率", "top-3", found.top3_accuracy),
            ("足够有把握", "sure enough", found.coverage),
            ("其中正确", "of these right", found.coverage_precision),
        ):
            print(f"  {zh} {en}: {'—' if share is None else f'{share:.1%}'}")
    else:
        print("没有可留出的历史诉求，未作评测  no history to hold out: not measured")
    print("须由另一人在模型仓库启用  another person puts it in force in the register of models")
    return 0
