"""What was true of an appeal's matter, told to the register of models: only people and closed cases know."""

from __future__ import annotations

from yiwang.algorithms import api as algorithms
from yiwang.appeals.models import Appeal, AppealStep

PURPOSE = "appeals.matter"


def known(appeal: Appeal) -> None:
    """A person settled the matter, or its case was closed with it: what the models said can be judged."""
    if appeal.matter and (appeal.suggestion or {}).get("model_version"):
        algorithms.judged(PURPOSE, appeal.id, appeal.matter)


def closed(appeal: Appeal) -> None:
    """The case ended well. One whose unit was allowed to give it back proves nothing."""
    if not AppealStep.objects.filter(appeal_id=appeal.id, act="return_granted").exists():
        known(appeal)
