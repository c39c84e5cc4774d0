"""Every act of a case with something to say, for machines that try them in any order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yiwang.cases import api
from yiwang.cases._known import SUSPENSION_REASONS
from yiwang.cases.models import Case, CaseExclusion, CaseOrder
from yiwang.identity.api import Subject
from yiwang.kernel.calendar import Limit

from .papers import photo

Choose = Callable[[list[Any]], Any]
UNITS = ["c-swj", "c-ps", "e-cgj", "et-zf", "c-cgj", "c-jj"]
# What an offered act may still be refused for: it depends on what the person fills in.
HONEST = (
    "cases.co_units_unfinished",
    "cases.same_unit",
    "cases.unknown_duty_item",
    "cases.not_a_unit_below",
    "cases.no_unit_above",
    "cases.only_towns_whistle",
    "cases.limit_too_long",
    "cases.extended_already",
    "cases.too_late_to_extend",
    "cases.suspended_already",
    "cases.signatures_missing",
    "cases.orders_unanswered",
    "cases.already_there",
    "cases.nothing_asked",
    "cases.not_a_kin_unit",
    "cases.cannot_merge",
    "matters.town_assists",
    "matters.taken_back",
)


def attempt(act: str, case: Case, subject: Subject, choose: Choose) -> None:
    """Do an act as a person would; raises what it refuses."""
    unit = choose(UNITS)

    def picture() -> list[str]:
        return [photo(subject, case)] if "documents.upload" in subject.permissions else ["none"]

    def order(state: str) -> str:
        found = CaseOrder.objects.filter(case_id=case.id, state=state).order_by("number")
        if state == "answered":
            found = found.filter(authority=subject.unit_id)
        return found[0].number if found else "DB20260101-999"

    def figure() -> str:
        found = CaseExclusion.objects.filter(case_id=case.id, state="asked").order_by("figure")
        return found[0].figure if found else "take"

    def other() -> str:
        others = Case.objects.exclude(pk=case.pk).order_by("number").values_list("id", flat=True)
        return choose(list(others) or [case.id])  # type: ignore[no-any-return]

    said: dict[str, Callable[[], object]] = {
        "dispatch": lambda: api.dispatch(subject, case.id, unit=unit, reason="应由其承办"),
        "take": lambda: api.take(subject, case.id),
        "return": lambda: api.return_(
            subject,
            case.id,
            reason="不归我",
            duty_item="PS-03" if case.matter == "flooded-street" else "ZD-01",
            proposed_unit=unit,
        ),
        "refuse_return": lambda: api.refuse_return(subject, case.id, reason="理由"),
        "re_dispatch": lambda: api.re_dispatch(subject, case.id, unit=unit, reason="应由其承办"),
        "transfer": lambda: api.transfer(subject, case.id, unit=unit, reason="应由其承办"),
        "contact": lambda: api.contact(subject, case.id, text="已联系"),
        "handle": lambda: api.handle(subject, case.id, text="已处置", before=picture(), after=picture()),
        "review": lambda: api.review(
            subject, case.id, passed=choose([True, True, False]), reply="已处置", text="请补充"
        ),
        "verify": lambda: api.verify(subject, case.id, passed=choose([True, True, False]), text="看过"),
        "close": lambda: api.close(subject, case.id),
        "redo": lambda: api.redo(subject, case.id, reason="仍未解决"),
        "meet": lambda: api.meet(subject, case.id, text="会商"),
        "close_with_reason": lambda: api.close_with_reason(subject, case.id, reason="受条件限制"),
        "urge": lambda: api.urge(subject, case.id, text="请抓紧"),
        "add_co_unit": lambda: api.add_co_unit(subject, case.id, unit=unit, task_zh="配合"),
        "assign_down": lambda: api.assign_down(subject, case.id, unit=unit, task_zh="就近办理"),
        "report_up": lambda: api.report_up(subject, case.id, reason="能力不足"),
        "raise": lambda: api.raise_(subject, case.id, reason="影响较大"),
        "whistle": lambda: api.whistle(subject, case.id, unit=unit, task_zh="请到场"),
        "report_in": lambda: api.report_in(subject, case.id),
        "ask_signatures": lambda: api.ask_signatures(subject, case.id, units=[unit], about="会签"),
        "sign": lambda: api.sign(subject, case.id, agreed=choose([True, False]), text="意见"),
        "ask_extension": lambda: api.ask_extension(
            subject, case.id, limit=Limit(kind="working_day", amount=choose([1, 3])), reason="需时"
        ),
        "grant_extension": lambda: api.grant_extension(subject, case.id),
        "refuse_extension": lambda: api.refuse_extension(subject, case.id, reason="不必"),
        "suspend": lambda: api.suspend(
            subject, case.id, reason=choose(sorted(SUSPENSION_REASONS)), text="等待"
        ),
        "resume": lambda: api.resume(subject, case.id),
        "supervise": lambda: api.supervise(
            subject, case.id, text="报进展", limit=Limit(kind="working_hour", amount=8)
        ),
        "reply_order": lambda: api.reply_order(subject, case.id, order=order("asked"), text="进展"),
        "sign_off": lambda: api.sign_off(
            subject, case.id, order=order("answered"), accepted=choose([True, False]), text="意见"
        ),
        "act_first": lambda: api.act_first(subject, case.id, unit=unit, reason="先办"),
        "rule": lambda: api.rule(subject, case.id, unit=unit, reason="裁决"),
        "ask_exclusion": lambda: api.ask_exclusion(
            subject, case.id, figure=choose(["take", "all"]), reason="不可抗力", evidence=picture()
        ),
        "grant_exclusion": lambda: api.grant_exclusion(subject, case.id, figure=figure()),
        "refuse_exclusion": lambda: api.refuse_exclusion(subject, case.id, figure=figure(), decision="不符"),
        "establish": lambda: api.establish(subject, case.id),
        "rate": lambda: api.rate(subject, case.id, mark=choose([1, 5])),
        "merge": lambda: api.merge(subject, case.id, into=other(), reason="同一处"),
        "void": lambda: api.void(subject, case.id, reason="误报"),
        "transfer_out": lambda: api.transfer_out(subject, case.id, to="信访", reason="法定渠道"),
        "archive": lambda: api.archive(subject, case.id),
    }
    said[act]()
