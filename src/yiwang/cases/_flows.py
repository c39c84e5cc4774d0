"""Flows at work: which version a case is on, where an act is open and where it leads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from yiwang.cases._known import ACTS, CONDITIONS, Standing, words_of
from yiwang.cases.contracts import (
    FlowDeclared,
    FlowIsAnothers,
    FlowIsShipped,
    FlowMove,
    FlowRetired,
    FlowRow,
    FlowStage,
    FlowView,
    UnknownFlow,
)
from yiwang.cases.declarations import BACK, Flow, Move, Stage
from yiwang.cases.models import Case, CaseFlow
from yiwang.kernel import clock, facts, shapes, statements
from yiwang.kernel.declarations import read_yaml

FOLDER = Path(__file__).parent / "flows"
DEVICE, HOTLINE = "device", "hotline"


@dataclass(frozen=True, slots=True)
class Line:
    """A flow in one version, ready to be asked."""

    flow: Flow
    version: str
    stages: dict[str, Stage]
    order: tuple[str, ...]
    moves: dict[tuple[str, str], tuple[Move, ...]]

    @property
    def first(self) -> str:
        return self.order[0]

    def open(self, act: str, case: Standing) -> tuple[Move, ...]:
        """The moves of an act where the case stands, whether their conditions hold or not."""
        return tuple(
            move
            for move in self.moves.get((act, case.stage), ())
            if case.role in move.roles and case.kind in move.kinds
        )

    def find(self, act: str, case: Standing, result: str = "") -> Move | None:
        """The move that an act takes where the case stands; None where it is not open or no condition
        holds.
        """
        return next(
            (
                move
                for move in self.open(act, case)
                if (not result or move.result == result) and not self.missing(move, case)
            ),
            None,
        )

    def missing(self, move: Move, case: Standing) -> str:
        """The first condition of a move that does not hold, empty where all do."""
        return next((name for name in move.when if not CONDITIONS[name].holds(case)), "")


def version_of(flow: Flow) -> str:
    """Content decides the version."""
    text = json.dumps(asdict(flow), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _line(flow: Flow) -> Line:
    moves: dict[tuple[str, str], list[Move]] = {}
    for move in flow.moves:
        for start in flow.starts_of(move):
            moves.setdefault((move.act, start), []).append(move)
    return Line(
        flow=flow,
        version=version_of(flow),
        stages={stage.code: stage for stage in flow.stages},
        order=tuple(stage.code for stage in flow.stages),
        moves={key: tuple(found) for key, found in moves.items()},
    )


@cache
def shipped() -> dict[str, Line]:
    """The flows that come with the product, in the version of this release."""
    found = [read_yaml(path, Flow, name=path.name) for path in sorted(FOLDER.glob("*.yaml"))]
    return {flow.code: _line(flow) for flow in found}


_kept: dict[tuple[str, str], Line] = {}
_stored: set[str] = set()


def line(code: str, version: str = "") -> Line:
    """A flow in one version, without one in the version that new cases get. Raises UnknownFlow."""
    now = shipped().get(code)
    if now is not None and version in ("", now.version):
        return now
    if version and (code, version) in _kept:
        return _kept[code, version]
    rows = CaseFlow.objects.filter(code=code)
    row = (rows.filter(version=version) if version else rows.order_by("-number")).first()
    if row is None:
        raise UnknownFlow(flow=code)
    found = _line(flow_of(row.body))
    _kept[code, row.version] = found  # a version is its content: it never changes
    return found


def line_of(case: Case) -> Line:
    return line(case.flow, case.flow_version)


def for_new(code: str, fallback: str) -> Line:
    """The flow of a new case, whose version is kept; an unknown code gives the line of its kind."""
    try:
        found = line(code or fallback)
    except UnknownFlow:
        found = line(fallback)
    _keep(found)
    return found


def _keep(found: Line, pack: str = "") -> None:
    key = f"{found.flow.code}@{found.version}"
    if key in _stored:
        return
    number = CaseFlow.objects.filter(code=found.flow.code).aggregate(last=Max("number"))["last"] or 0
    statements.insert(
        statements.new(
            CaseFlow,
            id=key,
            code=found.flow.code,
            version=found.version,
            body=asdict(found.flow),
            pack=pack,
            number=number + 1,
            declared_at=clock.now(),
        ),
        once=True,
    )
    transaction.on_commit(lambda: _stored.add(key))


def declare(flows: Sequence[Flow], *, pack: str, actor: str = "system:packs") -> list[str]:
    """Take the flows of a pack; the same words change nothing. The codes whose version is new.

    New cases get the newest version; running ones finish on their own. Raises FlowIsShipped, FlowIsAnothers.
    """
    changed: list[str] = []
    with transaction.atomic():
        for flow in flows:
            if flow.code in shipped():
                raise FlowIsShipped(flow=flow.code)
            found = _line(flow)
            last = CaseFlow.objects.select_for_update().filter(code=flow.code).order_by("-number").first()
            if last is not None and last.pack != pack:
                raise FlowIsAnothers(flow=flow.code, pack=last.pack)
            if last is not None and last.version == found.version and last.retired_at is None:
                continue
            CaseFlow.objects.update_or_create(
                id=f"{flow.code}@{found.version}",
                defaults={
                    "code": flow.code,
                    "version": found.version,
                    "body": asdict(flow),
                    "pack": pack,
                    "number": (last.number if last else 0) + 1,
                    "declared_at": clock.now(),
                    "retired_at": None,
                },
            )
            facts.tell(
                FlowDeclared(code=flow.code, flow_version=found.version, name_zh=flow.name.zh, pack=pack),
                subject=f"flow:{flow.code}",
                version=(last.number if last else 0) + 1,
                actor=actor,
                area_path="",
            )
            changed.append(flow.code)
    return changed


def retire(*, pack: str, keep: Sequence[str] = (), actor: str = "system:packs") -> list[str]:
    """Retire the flows that a pack declared and no longer has; the codes that went.

    Nobody is offered them any more. Running cases finish on them, and a matter of another pack that names one
    goes on naming it. Declared again, one is back.
    """
    with transaction.atomic():
        rows = CaseFlow.objects.select_for_update().filter(pack=pack).exclude(code__in=keep)
        newest = {row.code: row for row in rows.order_by("number")}
        gone = [row for _, row in sorted(newest.items()) if row.retired_at is None]
        for row in gone:
            row.retired_at = clock.now()
            row.number += 1
            row.save(update_fields=["retired_at", "number"])
            facts.tell(
                FlowRetired(code=row.code, name_zh=flow_of(row.body).name.zh, pack=pack),
                subject=f"flow:{row.code}",
                version=row.number,
                actor=actor,
                area_path="",
            )
    return [row.code for row in gone]


def flow_of(body: dict[str, Any]) -> Flow:
    """A kept body as the record that it was."""
    return shapes.convert(body, Flow)


def known(*, gone: bool = False) -> list[Line]:
    """Every flow that new cases may get: the shipped ones, and the newest of those that packs declare; with
    `gone` also those that went with their pack, on which cases may still run.
    """
    newest: dict[str, Line] = dict(shipped())
    rows = CaseFlow.objects.exclude(code__in=list(newest)).order_by("code", "number")
    last = {code: (version, at) for code, version, at in rows.values_list("code", "version", "retired_at")}
    newest |= {code: line(code, version) for code, (version, at) in last.items() if gone or at is None}
    return list(newest.values())


def stages_where(holds: Callable[[Line, str], bool], lines: Sequence[Line] = ()) -> list[str]:
    """The stage codes of any flow (or of `lines`) for which something holds."""
    return sorted({code for one in lines or known(gone=True) for code in one.order if holds(one, code)})


def target(case: Case, move: Move) -> str:
    """The stage that a move leads to; empty where the stage stays."""
    if move.to == BACK:
        return case.stage_before or line_of(case).first
    return move.to


def stage_words(case: Case) -> tuple[str, str]:
    """What the stage of a case is called, in two languages."""
    stage = line_of(case).stages.get(case.stage)
    return (stage.zh, stage.en) if stage else (case.stage, case.stage)


def rows(*, gone: bool = False) -> list[FlowRow]:
    """Every flow that new cases may get; with `gone` also those that went with their pack."""
    return [
        FlowRow(
            code=one.flow.code,
            version=one.version,
            name_zh=one.flow.name.zh,
            name_en=one.flow.name.en,
            stands=one.flow.stands,
            shipped=one.flow.code in shipped(),
            stages=len(one.order),
        )
        for one in known(gone=gone)
    ]


def view(code: str, version: str = "") -> FlowView:
    """A flow for drawing: its stages as nodes and its moves as edges. Raises UnknownFlow."""
    found = line(code, version)
    flow = found.flow
    edges: list[FlowMove] = []
    for move in flow.moves:
        zh, en = words_of(move.act)
        known_act = ACTS.get(move.act)
        for start in flow.starts_of(move):
            ends = (
                sorted(to for came, to in flow.edges() if came == start and _leads_back(flow, start, to))
                if move.to == BACK
                else [move.to or start]
            )
            edges += [
                FlowMove(
                    act=move.act,
                    act_zh=zh,
                    act_en=en,
                    from_stage=start,
                    to_stage=end,
                    stays=not move.to,
                    result=move.result,
                    roles=list(move.roles),
                    kinds=list(move.kinds),
                    when=list(move.when),
                    permission=known_act.permission if known_act else "",
                    by=known_act.by if known_act else "system",
                )
                for end in ends
            ]
    return FlowView(
        row=next(
            (row for row in rows() if (row.code, row.version) == (code, found.version)),
            FlowRow(
                code=code,
                version=found.version,
                name_zh=flow.name.zh,
                name_en=flow.name.en,
                stands=flow.stands,
                shipped=code in shipped(),
                stages=len(flow.stages),
            ),
        ),
        joins=flow.joins,
        extensions=flow.extensions,
        stages=[
            FlowStage(
                code=stage.code,
                zh=stage.zh,
                en=stage.en,
                starts=list(stage.starts),
                stops=list(stage.stops),
                first=stage.code == found.first,
                ends=stage.ends,
                unfinished=stage.unfinished,
            )
            for stage in flow.stages
        ],
        moves=edges,
        versions=list(
            CaseFlow.objects.filter(code=code).order_by("-number").values_list("version", flat=True)
        ),
    )


def _leads_back(flow: Flow, start: str, to: str) -> bool:
    """Whether one came to `start` from `to`: `back` leads there."""
    return any(move.to == start and to in flow.starts_of(move) for move in flow.moves)
