"""会签: units asked to sign before the case goes on, and what they answer."""

from __future__ import annotations

from collections.abc import Sequence

from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _family as family
from yiwang.cases import _notices as notices
from yiwang.cases import _opening as opening
from yiwang.cases._changes import Words
from yiwang.cases.contracts import CaseSignaturesAsked, CaseSigned, NotASigner, SameUnit, WordsMissing
from yiwang.cases.models import Case, CaseSigner
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.facts import join_units, split_units
from yiwang.kernel.ids import new_id


@changes.act
def ask_signatures(
    subject: Subject, case_id: str, *, units: Sequence[str], about: str, version: int | None = None
) -> Case:
    """会签 by the holder: these units sign before the case is reviewed or closed."""
    case = claims.claimed(subject, case_id, "ask_signatures", version)
    about = claims.need(about, "会签事项", "what is to be signed")
    wanted = list(dict.fromkeys(units))
    if not wanted:
        raise WordsMissing(what_zh="会签单位", what_en="the units that sign")
    named = [identity.get_unit(unit) for unit in wanted]
    asked = set(CaseSigner.objects.filter(case_id=case.id, state="asked").values_list("unit", flat=True))
    for unit in named:
        if unit.id == case.lead_unit or unit.id in asked:
            raise SameUnit(unit=unit.name)
        opening.not_complained_of(case, unit.id)
    CaseSigner.objects.bulk_create(
        CaseSigner(
            id=new_id(),
            case_id=case.id,
            unit=unit.id,
            unit_name=unit.name,
            about=about,
            asked_at=clock.now(),
            state="asked",
        )
        for unit in named
    )
    case.units = join_units((*split_units(case.units), *wanted))
    names = "、".join(unit.name for unit in named)
    changes.change(
        case,
        "ask_signatures",
        subject,
        Words(zh=f"请{names}会签", en=f"Signatures asked of {names}", text=about),
        CaseSignaturesAsked,
        signers=wanted,
    )
    notices.tell_units(case, wanted, "case_signature_asked", "请会签", "Your signature is asked for")
    return case


def _asked_of(case: Case, subject: Subject) -> CaseSigner | None:
    """What the case asks of this person's unit: its own opinion of a sub-case, or a signature."""
    if case.role == "co":
        if case.lead_unit != subject.unit_id:
            return None
        return CaseSigner.objects.create(
            id=new_id(),
            case_id=case.id,
            unit=case.lead_unit,
            unit_name=case.lead_unit_name,
            about=case.task_zh,
            asked_at=case.opened_at,
            state="asked",
        )
    return (
        CaseSigner.objects.select_for_update()
        # scope: the case was claimed; whose signature it is only narrows
        .filter(case_id=case.id, unit=subject.unit_id, state="asked")
        .first()
    )


@changes.act
def sign(subject: Subject, case_id: str, *, agreed: bool, text: str = "", version: int | None = None) -> Case:
    """签署会签意见 by a unit that was asked or whose own sub-case asks for it; who objects says why."""
    case = claims.claimed(subject, case_id, "sign", version)
    asked = _asked_of(case, subject)
    if asked is None:
        raise NotASigner(number=case.number, unit=subject.unit_name or "—")
    family.check_below(case)
    text = text.strip() if agreed else claims.need(text, "不同意的理由", "why it is objected to")
    asked.state, asked.text = ("agreed" if agreed else "objected"), text
    asked.signed_at, asked.signed_by = clock.now(), subject.user_id
    asked.save(update_fields=["state", "text", "signed_at", "signed_by"])
    changes.change(
        case,
        "sign",
        subject,
        Words(
            zh=f"{asked.unit_name}会签{'同意' if agreed else '不同意'}",
            en=f"{asked.unit_name} {'agrees' if agreed else 'objects'}",
            text=text,
        ),
        CaseSigned,
        stage=claims.where_to(case),
        signer=asked.unit,
        agreed=agreed,
    )
    parent = Case.objects.filter(pk=case.parent_id).first() if case.parent_id else None
    zh, en = f"{asked.unit_name}已会签", f"{asked.unit_name} has signed"
    notices.tell_units(case, [(parent or case).lead_unit], "case_signed", zh, en)
    return case
