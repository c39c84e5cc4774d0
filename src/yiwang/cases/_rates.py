"""The rates of domain.md: numerator, denominator, what is left out, n; raw, and adjusted by 考核剔除.

Counted over the lead cases that were opened in a span of time, within the scope of who asks; each side can
be listed case by case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from yiwang.appeals import api as appeals
from yiwang.areas import api as areas
from yiwang.cases import _flows as flows
from yiwang.cases._known import STATES_ZH
from yiwang.cases._reading import row_of
from yiwang.cases.contracts import CaseRow, Figure, Rate, Rates, UnknownFigure, UnknownFilter
from yiwang.cases.models import Case, CaseClock, CaseExclusion
from yiwang.identity.api import Subject, scope
from yiwang.kernel import clock, facts
from yiwang.kernel.pages import Page

SIDES = ("denominator", "numerator", "missed", "left_out", "excluded")
NEVER = ("void", "merged", "withdrawn", "transferred")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """How a rate is counted: by cases (`counts`, `hits`), or by answers kept on them (`so` of all `of`)."""

    zh: str
    en: str
    definition_zh: str
    definition_en: str
    counts: Callable[[datetime], Q]
    hits: Q
    of: tuple[str, ...] = ()
    so: str = ""


def _passed(name: str, now: datetime) -> Exists:
    """A running clock of the case was passed."""
    return Exists(
        CaseClock.objects.filter(case_id=OuterRef("pk"), name=name, stopped_at=None, due_at__lt=now)
    )


def _ran(name: str) -> Exists:
    """A clock of the case ran and was stopped."""
    return Exists(CaseClock.objects.filter(case_id=OuterRef("pk"), name=name, stopped_at__isnull=False))


def _settled(now: datetime) -> Q:
    """The lead of the case is settled: it was taken by a unit that nobody argues with."""
    pending = flows.stages_where(
        lambda line, code: any(
            (act, code) in line.moves for act in ("dispatch", "take", "refuse_return", "act_first")
        )
    )
    return ~Q(first_unit="") & (
        Q(state="closed") | (Q(state="open") & ~Q(stage__in=pending) & ~Q(dispute__in=("open", "acting")))
    )


def _replied(now: datetime) -> Q:
    looked = flows.stages_where(
        lambda line, code: any((act, code) in line.moves for act in ("answered", "redo"))
    )
    return Q(state="closed") | Q(redone__gt=0) | Q(state="open", stage__in=looked)


SPECS: dict[str, Spec] = {
    "take": Spec(
        zh="按时签收率",
        en="taken in time",
        definition_zh="时限内签收 ÷（已签收 + 超期未签收），以最后承办单位的签收计",
        definition_en="taken within the limit ÷ (taken + not taken and overdue), by the last unit",
        counts=lambda now: Q(taken_in_time__isnull=False) | Q(_passed("take", now)),
        hits=Q(taken_in_time=True),
    ),
    "contact": Spec(
        zh="响应率",
        en="first contact in time",
        definition_zh="时限内首次联系 ÷ 应联系（已联系、应联系而未联系）",
        definition_en="contacted within the limit ÷ to be contacted",
        counts=lambda now: (
            Q(contacted_in_time__isnull=False) | Q(_passed("contact", now)) | Q(_ran("contact"))
        ),
        hits=Q(contacted_in_time=True),
    ),
    "finish": Spec(
        zh="按时办结率",
        en="finished in time",
        definition_zh="总时限内办结 ÷（已办结 + 超总时限未办结）",
        definition_en="finished within the total ÷ (finished + overdue)",
        counts=lambda now: Q(done_in_time__isnull=False) | Q(_passed("total", now)),
        hits=Q(done_in_time=True),
    ),
    "first": Spec(
        zh="首派准确率",
        en="right the first time",
        definition_zh="首派主办即最终主办、无同意的退单、无改派 ÷ 主办已定的首派；下派、增派、提级、重办不算",
        definition_en="first lead is final, no granted return, no re-dispatch ÷ leads that are settled",
        counts=_settled,
        hits=Q(first_wrong=""),
    ),
    "return": Spec(
        zh="退单率",
        en="returned",
        definition_zh="申请过退单 ÷ 已派出",
        definition_en="a return was asked ÷ dispatched",
        counts=lambda now: ~Q(first_unit=""),
        hits=Q(returns__gt=0),
    ),
    "redo": Spec(
        zh="重办率",
        en="redone",
        definition_zh="重办过 ÷ 已答复或办结",
        definition_en="redone ÷ replied or closed",
        counts=_replied,
        hits=Q(redone__gt=0),
    ),
    "solved": Spec(
        zh="解决率",
        en="solved",
        definition_zh="回访已解决 ÷ 有效回访（件次）；未接通不计",
        definition_en="call-backs that say solved ÷ valid call-backs",
        counts=lambda now: Q(asked_back__gt=0),
        hits=Q(solved__gt=0),
        of=("asked_back",),
        so="solved",
    ),
    "satisfied": Spec(
        zh="满意率",
        en="satisfied",
        definition_zh="（满意 + 基本满意）÷ 有效评价（件次）；未接通另计",
        definition_en="(satisfied + basically satisfied) ÷ valid ratings",
        counts=lambda now: Q(rated__gt=0),
        hits=Q(satisfied__gt=0),
        of=("rated",),
        so="satisfied",
    ),
    "once": Spec(
        zh="一次解决率",
        en="solved at once",
        definition_zh="未重办、回访都说已解决 ÷ 有有效回访的案件",
        definition_en="not redone and solved by every call-back ÷ cases with a valid call-back",
        counts=lambda now: Q(asked_back__gt=0),
        hits=Q(redone=0, solved=F("asked_back")),
    ),
    "reached": Spec(
        zh="接通率",
        en="reached",
        definition_zh="回访接通 ÷ 已回访（件次）；打满次数仍未接通计为未接通",
        definition_en="call-backs that reached somebody ÷ call-backs that are done",
        counts=lambda now: Q(asked_back__gt=0) | Q(unreached__gt=0),
        hits=Q(asked_back__gt=0),
        of=("asked_back", "unreached"),
        so="asked_back",
    ),
}
APART = ("solved", "satisfied", "once")
"""The rates beside which stands how many were not reached."""
DIRECT = "direct"
"""Of appeals, not of cases: what was answered at once never became one."""


def _cohort(
    subject: Subject, since: datetime, until: datetime, area: str, flow: str, unit: str
) -> QuerySet[Case]:
    rows = Case.objects.filter(
        scope(subject, "cases.see").q(against="against"),
        role="lead",
        opened_at__gte=since,
        opened_at__lt=until,
    )
    if area:
        path = area if area.startswith("/") else areas.path_of(area)
        rows = rows.filter(area_path__startswith=path)  # scope: only narrows
    if flow:
        rows = rows.filter(flow=flow)
    if unit:
        rows = rows.filter(lead_unit=unit)
    return rows


def _excluded(code: str) -> Q:
    return Q(pk__in=CaseExclusion.objects.filter(state="granted", figure__in=(code, "all")).values("case_id"))


def _figure(rows: QuerySet[Case], spec: Spec, counted: Q) -> Figure:
    if spec.of:
        found = rows.filter(counted).aggregate(so=Sum(spec.so), **{f"of_{one}": Sum(one) for one in spec.of})
        denominator, numerator = sum(found[f"of_{one}"] or 0 for one in spec.of), found["so"] or 0
    else:
        denominator = rows.filter(counted).count()
        numerator = rows.filter(counted).filter(spec.hits).count()
    return Figure(
        n=rows.count(),
        denominator=denominator,
        numerator=numerator,
        share=numerator / denominator if denominator else None,
    )


def rates(
    subject: Subject,
    since: datetime,
    until: datetime,
    *,
    area: str = "",
    flow: str = "",
    unit: str = "",
) -> Rates:
    """Every rate of lead cases opened in [since, until): in an area (id or path), on a flow, of a unit."""
    cohort, now = _cohort(subject, since, until, area, flow, unit), clock.now()
    lost = {
        row["state"]: row["n"]
        for row in cohort.filter(state__in=NEVER).values("state").annotate(n=Count("id")).order_by("state")
    }
    living = cohort.exclude(state__in=NEVER)
    found = []
    for code, spec in SPECS.items():
        counted = spec.counts(now)
        raw = _figure(living, spec, counted)
        gone = _excluded(code)
        inside = living.filter(counted).count()
        found.append(
            Rate(
                code=code,
                name_zh=spec.zh,
                name_en=spec.en,
                definition_zh=spec.definition_zh,
                definition_en=spec.definition_en,
                raw=raw,
                adjusted=_figure(living.exclude(gone), spec, counted),
                excluded=living.filter(counted).filter(gone).count(),
                left_out={
                    **{STATES_ZH[state]: many for state, many in lost.items()},
                    **({"未接通": _unreached(living)} if code in APART else {}),
                    "尚不计": raw.n - inside,
                },
            )
        )
    if not flow and not unit and "appeals.see" in subject.permissions:
        found.append(_direct(subject, since, until, area))
    return Rates(since=since, until=until, area=area, flow=flow, cases=cohort.count(), rates=found)


def _direct(subject: Subject, since: datetime, until: datetime, area: str) -> Rate:
    """直接答复率, over the appeals registered in the span."""
    asked = appeals.counted_answers(subject, since, until, area=area)
    figure = Figure(
        n=asked.registered,
        denominator=asked.accepted,
        numerator=asked.answered,
        share=asked.answered / asked.accepted if asked.accepted else None,
    )
    return Rate(
        code=DIRECT,
        name_zh="直接答复率",
        name_en="answered at once",
        definition_zh="直接答复 ÷（直接答复 + 派单）的诉求；作废、并入的不计",
        definition_en="appeals answered at once ÷ answered at once or dispatched; void and merged left out",
        raw=figure,
        adjusted=figure,
        excluded=0,
        left_out={"尚未受理或以其他方式办结": asked.registered - asked.accepted},
    )


def _unreached(rows: QuerySet[Case]) -> int:
    return rows.aggregate(many=Sum("unreached"))["many"] or 0


def rate_cases(
    subject: Subject,
    code: str,
    side: str,
    since: datetime,
    until: datetime,
    *,
    area: str = "",
    flow: str = "",
    unit: str = "",
    page: int = 1,
    size: int = 50,
) -> Page[CaseRow]:
    """The cases behind one side of a rate. Raises UnknownFigure, UnknownFilter."""
    spec = SPECS.get(code)
    if spec is None:
        raise UnknownFigure(figure=code, figures="、".join(SPECS))
    if side not in SIDES:
        raise UnknownFilter(name="side", value=side)
    now, position = clock.now(), facts.last_position()
    rows = _cohort(subject, since, until, area, flow, unit)
    living = rows.exclude(state__in=NEVER)
    counted = spec.counts(now)
    chosen = {
        "denominator": living.filter(counted),
        "numerator": living.filter(counted).filter(spec.hits),
        "missed": living.filter(counted).exclude(spec.hits),
        "left_out": rows.exclude(pk__in=living.filter(counted).values("pk")),
        "excluded": living.filter(counted).filter(_excluded(code)),
    }[side]
    found = chosen.order_by("-opened_at", "-id")[(page - 1) * size : page * size]
    return Page(
        items=[row_of(row, now) for row in found],
        total=chosen.count(),
        page=page,
        size=size,
        position=position,
    )
