"""The peer of the cases benchmark: SpiffWorkflow's engine, stored as a case is, by plain psycopg.

`fill MANY` makes the table and starts the workflows; `run NUMBER OF FIRST MANY STEPS FILE` works as
`benchmarks._cases_steps` does. The flow is the hotline's own, drawn as BPMN from its declaration: a stage is
a user task whose clocks are its timers, and a gateway behind it leads where each act leads. A step is one
transaction: the statements that our own step said, by psycopg, and instead of our code the engine: the
workflow read from its row, restored, the act done, serialized as its documentation does, written back.
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import psycopg

from benchmarks._cases_steps import Said, work
from yiwang.cases.declarations import BACK, Flow, Move
from yiwang.kernel.declarations import read_yaml

FLOW = Path("src/yiwang/cases/flows/hotline.yaml")
TABLE = "CREATE TABLE spiff_case (id text PRIMARY KEY, state text NOT NULL, version int NOT NULL)"
ACTS = ("take", "contact", "handle", "review")


def bpmn(flow: Flow) -> str:
    """A declared flow as BPMN."""
    lines = [
        f'<startEvent id="start"/><sequenceFlow id="f" sourceRef="start" targetRef="{flow.stages[0].code}"/>'
    ]
    for stage in flow.stages:
        ways = list(_ways(flow, stage.code))
        if not ways:
            lines.append(f'<endEvent id="{stage.code}"/>')
            continue
        lines.append(f'<userTask id="{stage.code}" name={quoteattr(stage.zh)}/>')
        lines += [
            f'<boundaryEvent id="{stage.code}-{clock}" attachedToRef="{stage.code}" cancelActivity="false">'
            '<timerEventDefinition><timeDuration xsi:type="tFormalExpression">"P3D"</timeDuration>'
            f'</timerEventDefinition></boundaryEvent><endEvent id="{stage.code}-{clock}-over"/>'
            f'<sequenceFlow id="{stage.code}-{clock}-f" sourceRef="{stage.code}-{clock}" '
            f'targetRef="{stage.code}-{clock}-over"/>'
            for clock in stage.starts
        ]
        lines.append(f'<exclusiveGateway id="{stage.code}-act" default="{stage.code}-stays"/>')
        lines.append(
            f'<sequenceFlow id="{stage.code}-g" sourceRef="{stage.code}" targetRef="{stage.code}-act"/>'
        )
        lines.append(
            f'<sequenceFlow id="{stage.code}-stays" sourceRef="{stage.code}-act" targetRef="{stage.code}"/>'
        )
        lines += [
            f'<sequenceFlow id="{stage.code}-{number}" sourceRef="{stage.code}-act" targetRef="{to}">'
            f'<conditionExpression xsi:type="tFormalExpression">{said}</conditionExpression></sequenceFlow>'
            for number, (said, to) in enumerate(ways)
        ]
    return (
        '<?xml version="1.0" encoding="UTF-8"?><definitions targetNamespace="yiwang" id="d" '
        'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<process id="{flow.code}" isExecutable="true">{"".join(lines)}</process></definitions>'
    )


def _ways(flow: Flow, stage: str) -> list[tuple[str, str]]:
    """Where acts lead from a stage, each with its condition; an act that stays needs none."""
    found: list[tuple[str, str]] = []
    for move in flow.moves:
        if move.to and stage in flow.starts_of(move):
            if move.to == BACK:
                came = sorted(to for start, to in flow.edges() if start == stage)
                found += [(f'{_said(move)} and before == "{to}"', to) for to in came]
            else:
                found.append((_said(move), move.to))
    return found


def _said(move: Move) -> str:
    words = [f'act == "{move.act}"', *move.when]
    words += [f'result == "{move.result}"'] if move.result else []
    words += [f'role == "{move.roles[0]}"'] if len(move.roles) == 1 else []
    return " and ".join(words)


def _begin() -> tuple[Any, Any]:
    """The engine with the parsed flow, and its serializer."""
    from SpiffWorkflow.bpmn.parser import BpmnParser  # type: ignore[import-not-found]
    from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer  # type: ignore[import-not-found]

    flow = read_yaml(FLOW, Flow, name=FLOW.name)
    with tempfile.NamedTemporaryFile("w", suffix=".bpmn") as file:
        file.write(bpmn(flow))
        file.flush()
        parser = BpmnParser()
        parser.add_bpmn_file(file.name)
        return parser.get_spec(flow.code), BpmnWorkflowSerializer()


def _do(workflow: Any, **said: Any) -> None:
    """Complete the one task that waits for a person."""
    from SpiffWorkflow import TaskState  # type: ignore[import-not-found]

    (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
    task.set_data(before=task.task_spec.name, **said)
    task.run()
    workflow.do_engine_steps()


def fill(many: int) -> None:
    """Workflows that wait for their 签收, as the cases do."""
    from SpiffWorkflow.bpmn import BpmnWorkflow  # type: ignore[import-not-found]

    spec, serializer = _begin()
    with psycopg.connect(os.environ["YIWANG_DATABASE_URL"]) as link:
        link.execute(TABLE)
        for number in range(many):
            workflow = BpmnWorkflow(spec)
            workflow.do_engine_steps()
            _do(workflow, act="dispatch", role="lead", result="", in_dispute=False, not_redone=True)
            link.execute(
                "INSERT INTO spiff_case VALUES (%s, %s, 1)",
                (f"spiff-{number}", serializer.serialize_json(workflow)),
            )


def step_by(link: psycopg.Connection[Any]) -> Callable[[tuple[str, list[Said]], int], None]:
    """One act: our statements, and the engine between its row's reading and writing."""
    _, serializer = _begin()

    def act(case: tuple[str, list[Said]], step: int) -> None:
        name, (key, said) = ACTS[step] if step < 2 else ACTS[2 + step % 2], case
        with link.transaction():
            row = link.execute(
                "SELECT state, version FROM spiff_case WHERE id = %s FOR UPDATE", (key,)
            ).fetchone()
            assert row is not None
            workflow = serializer.deserialize_json(row[0])
            _do(workflow, act=name, result="fail" if name == "review" else "")
            claimed = link.execute(
                "UPDATE spiff_case SET state = %s, version = %s WHERE id = %s AND version = %s",
                (serializer.serialize_json(workflow), row[1] + 1, key, row[1]),
            )
            assert claimed.rowcount == 1
            for sql, values in said[step]:
                answer = link.execute(sql, values)
                if answer.description is not None:
                    answer.fetchall()

    return act


def main() -> None:
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
        return
    number, of = int(sys.argv[2]), int(sys.argv[3])
    kept: list[list[Said]] = pickle.loads(Path(sys.argv[7]).read_bytes())
    cases = [(f"spiff-{of * place + number}", said) for place, said in enumerate(kept)]
    with psycopg.connect(os.environ["YIWANG_DATABASE_URL"], autocommit=True) as link:
        link.execute("SET jit = off")
        work(cases, int(sys.argv[6]), step_by(link))


if __name__ == "__main__":
    main()
