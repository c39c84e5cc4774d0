"""Whether there is anything to decide: acts that answer something are offered only where it was asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from yiwang.cases.models import Case, CaseExclusion, CaseExtension, CaseOrder, CaseSigner
from yiwang.identity.api import Subject


class Asked:
    """What waits on a case for an answer; each is looked for once, if at all."""

    def __init__(self, case: Case, subject: Subject) -> None:
        self.case, self.unit = case, subject.unit_id

    @cached_property
    def extension(self) -> bool:
        return CaseExtension.objects.filter(case_id=self.case.id, state="asked").exists()

    @cached_property
    def exclusion(self) -> bool:
        return CaseExclusion.objects.filter(case_id=self.case.id, state="asked").exists()

    @cached_property
    def _orders(self) -> list[tuple[str, str]]:
        return list(CaseOrder.objects.filter(case_id=self.case.id).values_list("state", "authority"))

    @property
    def order(self) -> bool:
        return any(state == "asked" for state, _ in self._orders)

    @property
    def answered(self) -> bool:
        """Of an order of this person's unit."""
        return ("answered", self.unit) in self._orders

    @cached_property
    def signature(self) -> bool:
        if self.case.role == "co":  # its own case asks for its opinion
            return self.unit == self.case.lead_unit
        # scope: the case was let through; whose signature it is only narrows
        return CaseSigner.objects.filter(case_id=self.case.id, state="asked", unit=self.unit).exists()


OFFERED: dict[str, Callable[[Asked], bool]] = {
    "grant_extension": lambda asked: asked.extension,
    "refuse_extension": lambda asked: asked.extension,
    "ask_extension": lambda asked: not asked.extension,
    "grant_exclusion": lambda asked: asked.exclusion,
    "refuse_exclusion": lambda asked: asked.exclusion,
    "reply_order": lambda asked: asked.order,
    "sign_off": lambda asked: asked.answered,
    "sign": lambda asked: asked.signature,
    "report_in": lambda asked: asked.case.relation == "whistle" and asked.case.contacted_at is None,
    "contact": lambda asked: asked.case.contacted_at is None,
}
