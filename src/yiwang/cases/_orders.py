"""督办: a numbered order of a named authority with its own deadline, the reply it asks for, and 销号."""

from __future__ import annotations

from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _clocks as clocks
from yiwang.cases import _known as known
from yiwang.cases import _notices as notices
from yiwang.cases import logic
from yiwang.cases._changes import SYSTEM, Words
from yiwang.cases.contracts import (
    CaseOrderAnswered,
    CaseSignedOff,
    CaseSupervised,
    DeadlineInThePast,
    NotYourOrder,
    OrdersUnanswered,
    UnknownOrder,
)
from yiwang.cases.models import Case, CaseNumber, CaseOrder
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock, statements
from yiwang.kernel.calendar import Limit
from yiwang.kernel.facts import join_units, split_units
from yiwang.kernel.ids import new_id


@changes.act
def supervise(
    subject: Subject,
    case_id: str,
    *,
    text: str,
    limit: Limit,
    version: int | None = None,
) -> CaseOrder:
    """督办: order the holder to report within a limit. The authority is the unit of who orders it."""
    case = claims.claimed(subject, case_id, "supervise", version)
    text = claims.need(text, "督办要求", "what the order asks for")
    now = clock.now()
    day = logic.day_of(now)
    order = CaseOrder(
        id=new_id(),
        number=f"DB{day}-{statements.next_of(CaseNumber, f'DB{day}'):03d}",
        case_id=case.id,
        clock=f"{known.ORDER_CLOCK}{CaseOrder.objects.filter(case_id=case.id).count() + 1}",
        authority=subject.unit_id,
        authority_name=subject.unit_name,
        text=text,
        ordered_at=now,
        ordered_by=subject.user_id,
        state="asked",
    )
    clocks.begin(
        case,
        (
            order.clock,
            limit,
            (
                f"{order.authority_name}{order.number}号督办",
                f"by order {order.number} of {order.authority_name}",
            ),
            case.lead_unit,
        ),
    )
    due = next(one.due_at for one in clocks.running(case) if one.name == order.clock)
    if due is not None and due <= now:
        raise DeadlineInThePast
    order.save(force_insert=True)
    supervising = identity.handlers(split_units(case.units), supervisors=[subject.unit_id])
    case.units = join_units(supervising)
    changes.change(
        case,
        "supervise",
        subject,
        Words(
            zh=f"{order.authority_name}督办（{order.number}），限{logic.limit_zh(limit)}内回复",
            en=f"{order.authority_name} supervises ({order.number}); reply within {logic.limit_en(limit)}",
            text=text,
            details={"order": order.number},
        ),
        CaseSupervised,
        order_number=order.number,
        authority=order.authority,
        order_due_at=due,
        text=text,
    )
    notices.tell_holder(case, "case_supervised", f"督办 {order.number}", f"Order {order.number}")
    return order


def _order(case: Case, number: str, *states: str) -> CaseOrder:
    found = CaseOrder.objects.filter(case_id=case.id, number=number, state__in=states).first()
    if found is None:
        raise UnknownOrder(number=case.number, order=number)
    return found


@changes.act
def reply_order(subject: Subject, case_id: str, *, order: str, text: str, version: int | None = None) -> Case:
    """回复督办 by the holder: its clock stops, and the authority decides on 销号."""
    case = claims.claimed(subject, case_id, "reply_order", version)
    text = claims.need(text, "督办回复", "the reply to the order")
    found = _order(case, order, "asked")
    found.state, found.reply, found.replied_at = "answered", text, clock.now()
    found.replied_by = subject.user_id
    found.save(update_fields=["state", "reply", "replied_at", "replied_by"])
    clocks.stop(case, found.clock, because_zh="已回复督办", because_en="the order is answered")
    changes.change(
        case,
        "reply_order",
        subject,
        Words(
            zh=f"{case.lead_unit_name}回复督办 {order}",
            en=f"{case.lead_unit_name} replies to the order {order}",
            text=text,
            details={"order": order},
        ),
        CaseOrderAnswered,
        order_number=order,
        text=text,
    )
    notices.tell_units(
        case, [found.authority], "case_order_answered", f"督办 {order} 已回复", f"Order {order} is answered"
    )
    return case


@changes.act
def sign_off(
    subject: Subject,
    case_id: str,
    *,
    order: str,
    accepted: bool = True,
    text: str = "",
    version: int | None = None,
) -> Case:
    """督办销号 by the authority that ordered; not accepted, the reply is asked for again with the reason."""
    case = claims.claimed(subject, case_id, "sign_off", version)
    found = _order(case, order, "answered")
    if found.authority != subject.unit_id:
        raise NotYourOrder(order=order, authority=found.authority_name)
    text = text.strip() if accepted else claims.need(text, "退回理由", "why the reply is sent back")
    found.note = text
    if accepted:
        found.state, found.signed_off_at, found.signed_off_by = "signed_off", clock.now(), subject.user_id
    else:
        found.state = "asked" if case.state == "open" else "answered"
    found.save(update_fields=["state", "note", "signed_off_at", "signed_off_by"])
    if not accepted and case.state == "open":
        _again(case, found)
    changes.change(
        case,
        "sign_off",
        subject,
        Words(
            zh=f"督办 {order} 销号" if accepted else f"督办 {order} 的回复被退回",
            en=f"The order {order} is signed off" if accepted else f"The reply to {order} is sent back",
            text=text,
            details={"order": order, "accepted": "yes" if accepted else "no"},
        ),
        CaseSignedOff,
        order_number=order,
        accepted=accepted,
    )
    if accepted:
        notices.tell_holder(case, "case_signed_off", f"督办 {order} 已销号", f"Order {order} signed off")
    else:
        notices.tell_holder(
            case, "case_order_again", f"督办 {order} 须重新回复", f"Answer the order {order} again"
        )
    return case


def _again(case: Case, order: CaseOrder) -> None:
    """A reply that was sent back is asked for again, by the limit of the order."""
    last = clocks.last_of(case, order.clock)
    if last is None:
        return
    clocks.begin(
        case,
        (
            order.clock,
            clocks.limit_of(last),
            (f"{order.number}号督办回复被退回", f"the reply to {order.number} was sent back"),
            case.lead_unit,
        ),
    )


def check_answered(case: Case, act_zh: str, act_en: str) -> None:
    """Raise OrdersUnanswered where an order still waits for its reply."""
    waiting = CaseOrder.objects.filter(case_id=case.id, state="asked").order_by("number")
    numbers = list(waiting.values_list("number", flat=True))
    if numbers:
        raise OrdersUnanswered(orders="、".join(numbers), act_zh=act_zh, act_en=act_en)


def answer_all(case: Case, zh: str) -> None:
    """A case that ends answers its orders by its end; the authority still signs them off."""
    CaseOrder.objects.filter(case_id=case.id, state="asked").update(
        state="answered", reply=zh, replied_at=clock.now(), replied_by=SYSTEM.user_id
    )
