"""下行命令: asked by a person, checked against the model, carried by the gateway, ended by its answer.

A command is sent again until its device answers or its time is over, so a device knows it by its id and does
it once. The gateway's part is `_down`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from yiwang.identity.api import Scope, scope
from yiwang.identity.contracts import Subject
from yiwang.kernel import clock
from yiwang.kernel.bus import wake
from yiwang.kernel.facts import Fact, split_units, tell
from yiwang.kernel.ids import new_id
from yiwang.kernel.tasks import Lease
from yiwang.sensing._device_shapes import (
    CommandEnded,
    CommandOver,
    CommandRefused,
    CommandRow,
    CommandState,
    ThingCommanded,
    UnknownCommand,
)
from yiwang.sensing._things import visible
from yiwang.sensing.contracts import UnknownThing
from yiwang.sensing.logic import shown
from yiwang.sensing.models import Command, Thing

WAKE = "commands"
OPEN = ("queued", "sent")
ANSWERS: tuple[CommandState, ...] = ("done", "refused", "failed")
AGAIN = timedelta(seconds=30)
MOST = 200


def row_of(row: Command, names: Mapping[str, str]) -> CommandRow:
    return CommandRow(
        id=row.id,
        thing_id=row.thing_id,
        code=row.code,
        name=names.get(row.code, row.code),
        parameters=row.parameters,
        reason=row.reason,
        state=row.state,  # type: ignore[arg-type]
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        sent_at=row.sent_at,
        answered_at=row.answered_at,
        answer=row.answer,
    )


def _names(thing: Thing) -> dict[str, str]:
    return {one["code"]: one["name"] for one in thing.model.commands}


def _thing(allowed: Scope, thing_id: str) -> Thing:
    thing = visible(allowed).select_related("model").filter(pk=thing_id).first()
    if thing is None:
        raise UnknownThing(thing=thing_id)
    return thing


def check(offered: Mapping[str, Any] | None, code: str, given: Mapping[str, Any]) -> list[dict[str, str]]:
    """What is wrong with a command of the code `code` and these parameters, where the model offers this."""
    if offered is None:
        name = shown(code)
        return [
            _fault(name, "unknown_command", f"物模型没有命令 {name}。", f"The model has no command {name}.")
        ]
    faults = []
    known = {one["code"]: one for one in offered["parameters"]}
    for name in given:
        if name not in known:
            word = shown(name)
            zh, en = f"命令没有参数 {word}。", f"The command has no parameter {word}."
            faults.append(_fault(word, "unknown_parameter", zh, en))
    for name, one in known.items():
        value = given.get(name)
        if name not in given:
            faults.append(_fault(name, "missing_parameter", f"缺少参数 {name}。", f"{name} is missing."))
        elif one["choices"]:
            if value not in one["choices"]:
                words = "、".join(one["choices"])
                faults.append(
                    _fault(
                        name, "no_choice", f"{name} 应为 {words} 之一。", f"{name} must be one of {words}."
                    )
                )
        elif isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
            faults.append(_fault(name, "wrong_type", f"{name} 应为数字。", f"{name} must be a number."))
        elif not _within(value, one["minimum"], one["maximum"]):
            between = f"{one['minimum']} … {one['maximum']} {one['unit']}"
            faults.append(
                _fault(
                    name,
                    "out_of_range",
                    f"{name} 应在 {between} 之间。",
                    f"{name} must lie within {between}.",
                )
            )
    return faults


def _within(value: float, low: float | None, high: float | None) -> bool:
    return (low is None or value >= low) and (high is None or value <= high)


def _fault(record: str, code: str, zh: str, en: str) -> dict[str, str]:
    return {"record": record, "code": f"sensing.{code}", "zh": zh, "en": en}


def ask(thing_id: str, code: str, parameters: Mapping[str, Any], reason: str, subject: Subject) -> CommandRow:
    """Have a thing do something that its model offers. Needs things.command over the thing.

    Raises UnknownThing, CommandRefused with every fault.
    """
    allowed = scope(subject, "things.command")
    now = clock.now()
    with transaction.atomic():
        thing = _thing(allowed, thing_id)
        offered = next((one for one in thing.model.commands if one["code"] == code), None)
        faults = check(offered, code, parameters)
        if faults or offered is None:
            raise CommandRefused(count=len(faults), faults=faults)
        row = Command(
            id=new_id(),
            thing=thing,
            code=code,
            parameters=dict(parameters),
            reason=reason[:400],
            asked_by=subject.user_id,
            asked_at=now,
            expires_at=now + timedelta(seconds=offered["expires_s"]),
        )
        row.save(force_insert=True)
        told = ThingCommanded(
            command_id=row.id, thing_id=thing.pk, code=code, parameters=row.parameters, reason=row.reason
        )
        _tell(row, thing, told, subject.user_id)
        transaction.on_commit(lambda: wake(WAKE))
    return row_of(row, _names(thing))


def _tell(row: Command, thing: Thing, fact: Fact, actor: str) -> None:
    tell(
        fact,
        subject=f"command:{row.id}",
        version=row.version,
        actor=actor,
        area_path=thing.area_path,
        units=split_units(thing.units),
    )


def commands(allowed: Scope, thing_id: str, limit: int = 50) -> list[CommandRow]:
    """The newest commands of a thing in the scope; raises UnknownThing."""
    thing = _thing(allowed, thing_id)
    names = _names(thing)
    return [row_of(row, names) for row in Command.objects.filter(thing=thing).order_by("-id")[:limit]]


def _end(row: Command, state: CommandState, answer: str, actor: str, now: datetime) -> bool:
    """Claim the end of an open command and tell it; False when it has ended already."""
    claimed = Command.objects.filter(pk=row.pk, version=row.version, state__in=OPEN).update(
        state=state, answer=answer[:400], answered_at=now, version=row.version + 1
    )
    if not claimed:
        return False
    row.refresh_from_db()
    ended = CommandEnded(
        command_id=row.id, thing_id=row.thing_id, code=row.code, state=state, answer=row.answer
    )
    _tell(row, row.thing, ended, actor)
    return True


def withdraw(command_id: str, subject: Subject) -> CommandRow:
    """Take back what no device has answered yet. Needs things.command; a device may have done it already."""
    allowed = scope(subject, "things.command")
    with transaction.atomic():
        row = Command.objects.filter(pk=command_id).first()
        if row is None or not visible(allowed).filter(pk=row.thing_id).exists():
            raise UnknownCommand(command=command_id)
        if not _end(row, "withdrawn", "", subject.user_id, clock.now()):
            raise CommandOver(command=command_id)
    return row_of(row, _names(row.thing))


def answer(thing_id: str, command_id: str, state: CommandState, text: str) -> None:
    """What a device says of a command of its own; said again it changes nothing.

    Raises UnknownCommand, CommandOver when the command had ended otherwise.
    """
    with transaction.atomic():
        row = Command.objects.select_related("thing").filter(pk=command_id, thing=thing_id).first()
        if row is None:
            raise UnknownCommand(command=shown(command_id))
        if row.state != state and not _end(row, state, text, f"device:{thing_id}", clock.now()):
            raise CommandOver(command=command_id)


def due(now: datetime) -> list[Command]:
    """Commands that are to be sent now, oldest first; few at any time in any city."""
    # A time to come is of a clock that was put back meanwhile.
    again = Q(state="sent") & (Q(sent_at__lte=now - AGAIN) | Q(sent_at__gt=now + AGAIN))
    rows = Command.objects.filter(Q(state="queued") | again, expires_at__gt=now)
    return list(rows.order_by("id")[:MOST])


def sent(ids: Sequence[str], now: datetime) -> None:
    """Note that these were written to their devices."""
    with transaction.atomic():
        Command.objects.filter(pk__in=list(ids), state__in=OPEN).update(state="sent", sent_at=now)


def things_of(ids: Iterable[str]) -> dict[str, str]:
    """The pack of each of these things that exists."""
    # scope: a credential's own rights decide, see _down
    return dict(Thing.objects.filter(pk__in=list(ids)).values_list("id", "pack"))


class Expiry:
    """Task that gives up commands whose time is over."""

    name = "sensing.commands"
    wakes = ()
    every = 5.0
    pause = 1.0

    def pump(self, lease: Lease) -> int:
        now = clock.now()
        rows = Command.objects.select_related("thing").filter(state__in=OPEN, expires_at__lte=now)[:MOST]
        ended = 0
        for row in rows:
            with transaction.atomic():
                lease.hold()
                ended += _end(row, "expired", "", "task:sensing.commands", now)
        return ended
