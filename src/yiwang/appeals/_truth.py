"""What was true of an appeal's matter, told to the register of models: only people and closed cases know."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Max, Q

from yiwang.algorithms import api as algorithms
from yiwang.appeals._changes import SYSTEM
from yiwang.appeals.models import Appeal, AppealStep
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import split_units
from yiwang.matters import api as matters

PURPOSE = "appeals.matter"


def known(appeal: Appeal) -> None:
    """A person settled the matter, or its case was closed with it: what the models said can be judged."""
    if appeal.matter and (appeal.suggestion or {}).get("model_version"):
        algorithms.judged(PURPOSE, appeal.id, appeal.matter)


def closed(appeal: Appeal) -> None:
    """The case ended well. One whose unit was allowed to give it back proves nothing by itself."""
    if not given_back([appeal.id]):
        known(appeal)


def given_back(ids: Collection[str]) -> set[str]:
    """Those that a unit was allowed to give back, and of which the matter is in doubt since.

    It is not where a person has dispatched them anew after it, nor where the duty list (as it stands: a
    ruling may have changed it) gives their matter, there, to a unit that they went to after it. Then the
    return has taught something: the matter of now is the right one.
    """
    anew = Q(act="dispatch") & ~Q(actor=SYSTEM.user_id)
    steps = AppealStep.objects.filter(appeal_id__in=ids).values("appeal_id").order_by()
    last = steps.annotate(back=Max("id", filter=Q(act="return_granted")), sent=Max("id", filter=anew))
    doubted = {one["appeal_id"]: one["back"] for one in last if (one["back"] or 0) > (one["sent"] or 0)}
    rows = Appeal.objects.filter(pk__in=doubted)
    return {row.id for row in rows if not _agreed(row, doubted[row.id])}


def _agreed(appeal: Appeal, back: int) -> bool:
    shared = AppealStep.objects.filter(appeal_id=appeal.id, act="units_added").order_by("-id")
    before = shared.filter(id__lt=back).values_list("changed", flat=True).first() or {}
    went = set(split_units(appeal.units)) - set(split_units(before.get("units", "")))
    if not went or not appeal.area_path:
        return False
    try:
        return matters.resolve_duty(appeal.matter, appeal.area_path).lead in went
    except Refusal:
        return False
