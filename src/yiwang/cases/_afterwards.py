"""Before a case is sent and after it ended: 立案, 综合评价, 归档, 考核剔除."""

from __future__ import annotations

from collections.abc import Sequence

from yiwang.cases import _acts as acts
from yiwang.cases import _changes as changes
from yiwang.cases import _claims as claims
from yiwang.cases import _known as known
from yiwang.cases import _notices as notices
from yiwang.cases._changes import Words
from yiwang.cases.contracts import (
    AlreadyThere,
    BadMark,
    CaseArchived,
    CaseEstablished,
    CaseExclusionAsked,
    CaseExclusionDecided,
    CaseRated,
    EvidenceMissing,
    NothingAsked,
    UnknownFigure,
)
from yiwang.cases.models import Case, CaseExclusion
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.kernel.ids import new_id


@changes.act
def establish(subject: Subject, case_id: str, *, text: str = "", version: int | None = None) -> Case:
    """核实立案 on the supervising side: what was found is a case, and waits for the commanding side."""
    case = claims.claimed(subject, case_id, "establish", version)
    changes.change(
        case,
        "establish",
        subject,
        Words(zh="核实立案，待派遣", en="Established, to be sent", text=text.strip()),
        CaseEstablished,
        stage=claims.where_to(case),
    )
    notices.tell_desk(case, "case_established", "已立案，待派遣", "Established, to be sent")
    return case


@changes.act
def rate(subject: Subject, case_id: str, *, mark: int, text: str = "", version: int | None = None) -> Case:
    """综合评价 of a closed case by the supervising side, 1 to 5."""
    case = claims.claimed(subject, case_id, "rate", version)
    if not 1 <= mark <= 5:
        raise BadMark
    changes.change(
        case,
        "rate",
        subject,
        Words(
            zh=f"综合评价 {mark} 分", en=f"Evaluated: {mark}", text=text.strip(), details={"mark": str(mark)}
        ),
        CaseRated,
        stage=claims.where_to(case),
        mark=mark,
    )
    return case


@changes.act
def archive(subject: Subject, case_id: str, *, version: int | None = None) -> Case:
    """归档: the closed case goes to the files."""
    case = claims.claimed(subject, case_id, "archive", version)
    changes.change(
        case,
        "archive",
        subject,
        Words(zh="归档", en="Archived"),
        CaseArchived,
        stage=claims.where_to(case),
    )
    return case


@changes.act
def ask_exclusion(
    subject: Subject,
    case_id: str,
    *,
    figure: str,
    reason: str,
    evidence: Sequence[str],
    version: int | None = None,
) -> CaseExclusion:
    """申请考核剔除: which figure, why, with evidence (documents)."""
    case = claims.claimed(subject, case_id, "ask_exclusion", version)
    if figure not in known.FIGURES:
        raise UnknownFigure(
            figure=figure, figures="、".join(f"{code} {zh}" for code, (zh, _) in known.FIGURES.items())
        )
    reason = claims.need(reason, "剔除理由", "the reason of the exclusion")
    papers = list(dict.fromkeys(evidence))
    if not papers:
        raise EvidenceMissing
    if CaseExclusion.objects.filter(case_id=case.id, figure=figure, state__in=("asked", "granted")).exists():
        raise AlreadyThere(what_zh="该指标的剔除申请", what_en="An exclusion from this figure")
    acts.attach(case, subject, papers)
    asked = CaseExclusion.objects.create(
        id=new_id(),
        case_id=case.id,
        figure=figure,
        unit=case.lead_unit,
        unit_name=case.lead_unit_name,
        reason=reason,
        evidence=papers,
        state="asked",
        asked_at=clock.now(),
    )
    zh, en = known.FIGURES[figure]
    changes.change(
        case,
        "ask_exclusion",
        subject,
        Words(
            zh=f"{case.lead_unit_name}申请剔除“{zh}”",
            en=f"{case.lead_unit_name} asks to be left out of: {en}",
            text=reason,
            after=papers,
            details={"figure": figure},
        ),
        CaseExclusionAsked,
        figure=figure,
        reason=reason,
    )
    return asked


def _decide(
    subject: Subject, case_id: str, act: str, figure: str, decision: str, version: int | None
) -> Case:
    case = claims.claimed(subject, case_id, act, version)
    if act == "refuse_exclusion":
        decision = claims.need(decision, "不予剔除的理由", "the reason of the refusal")
    asked = (
        CaseExclusion.objects.select_for_update()
        .filter(case_id=case.id, figure=figure, state="asked")
        .first()
    )
    if asked is None:
        raise NothingAsked(
            number=case.number, what_zh="剔除申请", what_en="no exclusion was asked for this figure"
        )
    granted = act == "grant_exclusion"
    asked.state = "granted" if granted else "refused"
    asked.decided_at, asked.decided_by, asked.decision = clock.now(), subject.user_id, decision.strip()
    asked.save(update_fields=["state", "decided_at", "decided_by", "decision"])
    zh, en = known.FIGURES[figure]
    changes.change(
        case,
        act,
        subject,
        Words(
            zh=f"{'同意' if granted else '不予'}剔除“{zh}”",
            en=f"{'Left' if granted else 'Not left'} out of: {en}",
            text=decision.strip(),
            details={"figure": figure},
        ),
        CaseExclusionDecided,
        figure=figure,
        granted=granted,
    )
    return case


@changes.act
def grant_exclusion(
    subject: Subject, case_id: str, *, figure: str, decision: str = "", version: int | None = None
) -> Case:
    """同意考核剔除: the adjusted figure leaves the case out, the raw one keeps it."""
    return _decide(subject, case_id, "grant_exclusion", figure, decision, version)


@changes.act
def refuse_exclusion(
    subject: Subject, case_id: str, *, figure: str, decision: str, version: int | None = None
) -> Case:
    """不予考核剔除, with a reason."""
    return _decide(subject, case_id, "refuse_exclusion", figure, decision, version)
