"""Rehearsals of drafts: asked for by a person, played by the worker in processes of their own, watched live.

At most one of a person waits or runs, and two of an instance run; each has its own data folder, database and
broker (decision 0053), so that nothing of it can reach the city.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from yiwang.identity.api import Subject
from yiwang.kernel import clock, statements
from yiwang.kernel.bus import wake
from yiwang.kernel.facts import tell
from yiwang.kernel.ids import new_id
from yiwang.kernel.tasks import Lease
from yiwang.packs import api as packs
from yiwang.studio import _folder
from yiwang.studio import _life as life
from yiwang.studio.contracts import (
    LIVING,
    DraftFaults,
    RehearsalBusy,
    RehearsalOver,
    SceneRehearsed,
    StudioRehearsal,
    UnknownRehearsal,
)
from yiwang.studio.models import StudioDraft, StudioRun, StudioVersion

BESIDE = 2
"""So many run beside each other."""
LONGEST = timedelta(minutes=15)
LONGEST_ERROR = 2_000
TRIES = 20
"""The worker claims a run whenever it has said something; who cancels comes in between."""
WAKE = "studio"
SYSTEM = Subject.system("studio")


def run_of(row: StudioRun, subject: Subject) -> StudioRehearsal:
    return StudioRehearsal(
        id=row.id,
        draft=row.draft,
        number=row.number,
        state=row.state,
        lines=row.lines,
        error=row.error,
        by_name=row.by_name,
        asked_at=row.asked_at,
        began_at=row.began_at,
        ended_at=row.ended_at,
        mine=row.by == subject.user_id,
    )


def ask(subject: Subject, draft: str) -> StudioRehearsal:
    """预演 the version that is saved. Needs studio.write. Raises RehearsalBusy, DraftFaults, UnknownDraft."""
    held = life.seen(subject, draft, life.WRITE)
    faults = life.look(held.topic, held.files).faults
    if faults:
        raise DraftFaults(
            count=len(faults), first_zh=faults[0]["zh"], first_en=faults[0]["en"], faults=faults
        )
    row = statements.new(
        StudioRun,
        id=new_id(),
        draft=held.id,
        number=held.number,
        state="queued",
        by=subject.user_id,
        by_name=subject.name,
        asked_at=clock.now(),
    )
    with transaction.atomic():
        if not statements.insert(row, once=True):
            raise RehearsalBusy()
        _tell(row, held, subject)
    wake(WAKE)
    return run_of(row, subject)


def seen(subject: Subject, run: str) -> StudioRehearsal:
    """A rehearsal with all that it has said. Raises UnknownRehearsal."""
    row = _seen(subject, run)
    return run_of(row, subject)


def cancel(subject: Subject, run: str) -> StudioRehearsal:
    """Take back what waits, end what runs. Needs studio.write. Raises RehearsalOver, UnknownRehearsal."""
    for _ in range(TRIES):
        row = _seen(subject, run)
        if row.state not in LIVING:
            raise RehearsalOver()
        row.cancelled_by = subject.user_id
        if row.state == "queued":
            row.state, row.ended_at = "cancelled", clock.now()
        with transaction.atomic():
            if statements.claim(row, "state", "ended_at", "cancelled_by"):
                _tell(row, StudioDraft.objects.get(pk=row.draft), subject)
                break
    else:
        raise RehearsalOver()
    wake(WAKE)
    return run_of(row, subject)


def _seen(subject: Subject, run: str) -> StudioRun:
    row = StudioRun.objects.filter(pk=run).first()
    if row is None or not StudioDraft.objects.filter(life.visible(subject), pk=row.draft).exists():
        raise UnknownRehearsal()
    return row


def _tell(row: StudioRun, draft: StudioDraft, subject: Subject) -> None:
    tell(
        SceneRehearsed(run=row.id, draft=row.draft, number=row.number, state=row.state),
        subject=f"studio-run:{row.id}",
        version=row.version,
        actor=subject.user_id,
        area_path=draft.area_path,
        units=life.LIFE.readers(draft),
    )


@dataclass(slots=True)
class Playing:
    """A rehearsal that runs: its process, what it has said so far, and where."""

    process: subprocess.Popen[bytes]
    room: Path
    output: IO[bytes]
    lines: list[dict[str, Any]] = field(default_factory=list)
    rest: bytes = b""

    def news(self) -> bool:
        """Take over what it has said since; whether that was anything."""
        told = self.rest + self.output.read()
        *whole, self.rest = told.split(b"\n")
        for line in whole:
            with contextlib.suppress(ValueError):
                self.lines.append(json.loads(line))
        return bool(whole)

    def end(self) -> None:
        """Ended in order first: its broker and its folders go with it."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def complaint(self) -> str:
        """The last that it complained of."""
        with contextlib.suppress(OSError):
            return (self.room / "complaints").read_text("utf-8", "replace").strip()[-LONGEST_ERROR:]
        return ""

    def leave(self) -> None:
        """Tidy up."""
        self.output.close()
        if self.process.stdin is not None:
            self.process.stdin.close()
        shutil.rmtree(self.room, ignore_errors=True)


class Runner:
    """The worker's side: starts what waits, takes over what is said, ends what was cancelled."""

    def __init__(self) -> None:
        self.playing: dict[str, Playing] = {}

    def pump(self, lease: Lease) -> int:
        rows = {row.id: row for row in StudioRun.objects.filter(state__in=LIVING).order_by("asked_at", "id")}
        for gone in self.playing.keys() - rows.keys():
            self._stop(gone)
        for row in rows.values():
            if row.state == "queued":
                if len(self.playing) < BESIDE and not row.cancelled_by:
                    self._start(row, lease)
            elif row.id in self.playing:
                self._follow(row, lease)
            else:
                # Of a worker that is no more: its processes ended with it.
                self._write(row, lease, "failed", error="预演被中断，请重新预演  interrupted, rehearse again")
        return 0

    def _start(self, row: StudioRun, lease: Lease) -> None:
        draft = StudioDraft.objects.get(pk=row.draft)
        row.began_at = clock.now()
        if not self._write(row, lease, "running"):
            return
        room = Path(tempfile.mkdtemp(prefix="yiwang-studio-run-"))
        _folder.write(room / "packs", draft.topic, _files(row, draft))
        output = (room / "said").open("wb")
        with output, (room / "complaints").open("wb") as complaints:
            process = subprocess.Popen(  # noqa: S603  our own words
                packs.watched(room / "packs", draft.topic),
                stdin=subprocess.PIPE,  # it ends when we are gone
                stdout=output,
                stderr=complaints,
                start_new_session=True,
            )
        self.playing[row.id] = Playing(process=process, room=room, output=(room / "said").open("rb"))

    def _follow(self, row: StudioRun, lease: Lease) -> None:
        one = self.playing[row.id]
        late = row.began_at is not None and clock.now() - row.began_at > LONGEST
        if row.cancelled_by or late:
            one.end()
        code = one.process.poll()
        fresh = one.news()
        if code is None:
            if fresh:
                self._write(row, lease, "running", lines=one.lines)
            return
        error = next((str(line["error"]) for line in one.lines if line.get("error")), "")
        state = "cancelled" if row.cancelled_by else "passed" if code == 0 else "failed"
        if state == "failed" and not error:
            minutes = LONGEST.seconds // 60
            error = f"超过 {minutes} 分钟，已中止  ended after {minutes} minutes" if late else one.complaint()
        row.ended_at = clock.now()
        if self._write(row, lease, state, lines=one.lines, error=error[-LONGEST_ERROR:]):
            del self.playing[row.id]
            one.leave()

    def _write(self, row: StudioRun, lease: Lease, state: str, **more: Any) -> bool:
        """Claim the run with what is new; a change of its state is told."""
        told = row.state != state
        for name, value in {"state": state, **more}.items():
            setattr(row, name, value)
        if state not in LIVING and row.ended_at is None:
            row.ended_at = clock.now()
        with transaction.atomic():
            lease.hold()
            if not statements.claim(row, "state", "began_at", "ended_at", *more):
                return False
            if told:
                _tell(row, StudioDraft.objects.get(pk=row.draft), SYSTEM)
        return True

    def _stop(self, run: str) -> None:
        one = self.playing.pop(run)
        one.end()
        one.leave()

    def close(self) -> None:
        """End all that run."""
        for run in list(self.playing):
            self._stop(run)


def _files(row: StudioRun, draft: StudioDraft) -> dict[str, str]:
    """What is rehearsed is the version that was asked for, whatever was saved since."""
    found = StudioVersion.objects.filter(draft=row.draft, number=row.number).first()
    files: dict[str, str] = found.files if found else draft.files
    return files
