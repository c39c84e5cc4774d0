"""Rules written at a desk: a draft, a preview over the past, a second person's review, then in force.

What is in force never changes by one person's hand. A draft belongs to its author; anybody else with
rules.review approves or refuses it; an approval puts the words in force in the same transaction, and the
judge takes them over without losing a reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from yiwang.identity.api import Subject, require
from yiwang.kernel import clock
from yiwang.kernel.facts import tell
from yiwang.kernel.ids import new_id
from yiwang.kernel.pages import Page
from yiwang.rules import _declare, _progress
from yiwang.rules._names import person
from yiwang.rules._preview import preview
from yiwang.rules.contracts import (
    BaseMoved,
    Draft,
    DraftChanged,
    DraftMoved,
    DraftReviewed,
    NotTheAuthor,
    OwnDraft,
    Preview,
    RuleForm,
    RulesRefused,
    UnknownDraft,
)
from yiwang.rules.declarations import FIELD_NAMES, KINDS, AnyRule, decode, encode, version_of
from yiwang.rules.models import DraftRow, RuleVersion

DESK = "desk"
"""The pack of rules that no pack declared."""
CHANGEABLE = ("draft", "refused")


def read(declaration: dict[str, Any]) -> AnyRule:
    """The typed rule of what an editor sent; raises RulesRefused with every fault."""
    try:
        rule = decode(declaration)
    except (msgspec.ValidationError, KeyError, TypeError) as error:
        raise RulesRefused(count=1, faults=[_fault_of(error)]) from error
    unknown = sorted(set(declaration) - {"kind", *msgspec.to_builtins(rule)})
    if unknown:
        words = "、".join(unknown)
        fault = {
            "index": 0,
            "code": rule.code,
            "where": unknown[0],
            "zh": f"规则里没有这些词：{words}。",
            "en": f"A rule of this kind has no {words}.",
        }
        raise RulesRefused(count=1, faults=[fault])
    _declare.refuse([rule], _pack_of(rule.code))
    return rule


_MISSING = re.compile(r"missing required field `(\w+)`")
_PLACE = re.compile(r" - at `\$\.?([^`]*)`$")


def _fault_of(error: Exception) -> dict[str, object]:
    """What was sent is no rule at all: the place that the decoder names, as an editor can show it there."""
    if not isinstance(error, msgspec.ValidationError):
        zh, en = "没有这种规则。", "There is no rule of this kind."
        return {"index": 0, "code": "", "where": "kind", "zh": zh, "en": en}
    told = str(error)
    place, missing = _PLACE.search(told), _MISSING.search(told)
    where = ".".join(part for part in (place and place[1], missing and missing[1]) if part) or "declaration"
    word = where.rpartition(".")[2].partition("[")[0]
    name = FIELD_NAMES.get(word, word)
    zh = f"请填写{name}。" if missing or "got `null`" in told else f"{name}填写的内容不对。"
    return {"index": 0, "code": "", "where": where, "zh": zh, "en": f"{told.partition(' - at ')[0]}."}


def _pack_of(code: str) -> str:
    row = _in_force(code)
    return row.pack if row else DESK


def _in_force(code: str) -> RuleVersion | None:
    return RuleVersion.objects.filter(code=code, active=True).first()


def forms() -> list[RuleForm]:
    """Every kind of rule with the JSON Schema of its words."""
    return [RuleForm(kind=kind, form=msgspec.json.schema(shape)) for kind, shape in KINDS.items()]


def write(subject: Subject, declaration: dict[str, Any], reason: str, draft_id: str = "") -> Draft:
    """A new draft, or other words in one's own. Needs rules.manage.

    A refused draft that is changed is a draft again. Raises RulesRefused, UnknownDraft, NotTheAuthor,
    DraftMoved.
    """
    require(subject, "rules.manage")
    rule = read(declaration)
    now, base = clock.now(), _in_force(rule.code)
    with transaction.atomic():
        if draft_id:
            row = _mine(draft_id, subject, CHANGEABLE)
            row.version += 1
        else:
            row = DraftRow(id=new_id(), author=subject.user_id, made_at=now, version=1)
        row.code, row.rule_version, row.declaration = rule.code, version_of(rule), encode(rule).decode()
        row.base_version = base.version if base else ""
        row.reason, row.state, row.changed_at, row.preview = reason.strip()[:500], "draft", now, ""
        row.save(force_insert=row.version == 1)
        _told(row, subject)
    return draft_of(row, subject)


def submit(draft_id: str, subject: Subject) -> Draft:
    """Ask for a second person's review. Needs rules.manage. Raises as `write`, and BaseMoved."""
    require(subject, "rules.manage")
    with transaction.atomic():
        row = _mine(draft_id, subject, ("draft",))
        _base_still(row)
        _move(row, "submitted", subject)
    return draft_of(row, subject)


def withdraw(draft_id: str, subject: Subject) -> Draft:
    """Take one's own draft back. Needs rules.manage. Raises UnknownDraft, NotTheAuthor, DraftMoved."""
    require(subject, "rules.manage")
    with transaction.atomic():
        row = _mine(draft_id, subject, ("draft", "submitted", "refused"))
        _move(row, "withdrawn", subject)
    return draft_of(row, subject)


def review(draft_id: str, subject: Subject, *, approve: bool, note: str, version: int) -> Draft:
    """Approve or refuse another's draft; an approved one is in force from now on. Needs rules.review.

    `version` is the draft as the reviewer saw it. Raises Forbidden, UnknownDraft, OwnDraft, DraftMoved,
    BaseMoved, RulesRefused.
    """
    require(subject, "rules.review")
    with transaction.atomic():
        row = _locked(draft_id)
        if row.author == subject.user_id:
            raise OwnDraft()
        if row.state != "submitted" or row.version != version:
            raise DraftMoved(state=row.state)
        if approve:
            _base_still(row)
            rule = decode(row.declaration)
            pack = _pack_of(rule.code)
            _declare.refuse([rule], pack)
            row.rule_id = _declare.put_in_force(
                rule,
                pack=pack,
                actor=subject.user_id,
                author=row.author,
                reviewer=subject.user_id,
                reason=row.reason,
            ).id
        row.state = "approved" if approve else "refused"
        row.reviewer, row.reviewed_at, row.note = subject.user_id, clock.now(), note.strip()[:500]
        row.changed_at, row.version = row.reviewed_at, row.version + 1
        row.save()
        tell(
            DraftReviewed(
                draft_id=row.id,
                code=row.code,
                rule_version=row.rule_version,
                approved=approve,
                author=row.author,
                note=row.note,
            ),
            subject=f"draft:{row.id}",
            version=row.version,
            actor=subject.user_id,
        )
    return draft_of(row, subject)


def try_out(
    subject: Subject,
    start: datetime,
    end: datetime,
    *,
    declaration: dict[str, Any] | None,
    draft_id: str,
    ticket: str = "",
) -> Preview:
    """Run a draft, or words that are not kept yet, over the past. Needs rules.see and things.see.

    What a draft's preview counted is kept with the draft, for its reviewer. Under a `ticket` that the caller
    drew he may ask how far it is, and cancel it (`_progress`).
    """
    require(subject, "rules.see")
    row = None
    if declaration is None:
        row = DraftRow.objects.filter(pk=draft_id).first()
        if row is None:
            raise UnknownDraft(draft=draft_id)
    rule = read(declaration) if declaration is not None else decode(row.declaration if row else "")
    with _progress.told(subject, ticket) as progress:
        found = preview(rule, subject, start, end, progress)
    if row is not None:
        figures = {
            "proposed": found.proposed.fired,
            "current": found.current.fired if found.current else 0,
            "days": round((end - start).total_seconds() / 86_400),
        }
        # Only beside the words that were tried: a draft that was changed meanwhile has no preview.
        DraftRow.objects.filter(pk=row.id, version=row.version).update(
            preview=msgspec.json.encode(figures).decode()
        )
    return found


def drafts(
    subject: Subject, *, state: str = "", code: str = "", page: int = 1, size: int = 50
) -> Page[Draft]:
    """Drafts, the newest first."""
    rows = DraftRow.objects.all()
    if state:
        rows = rows.filter(state=state)
    if code:
        rows = rows.filter(code=code)
    found = rows.order_by("-changed_at", "-id")[(page - 1) * size : page * size]
    return Page(
        items=[draft_of(row, subject) for row in found], total=rows.count(), page=page, size=size, position=0
    )


def pending(codes: Iterable[str]) -> dict[str, str]:
    """For each of these rules that somebody wants to change: `submitted`, or `draft` when none is."""
    rows = DraftRow.objects.filter(code__in=codes, state__in=("draft", "submitted"))
    # Submitted comes after draft in the alphabet too, and so has the last word.
    return dict(rows.order_by("state").values_list("code", "state"))


def get(draft_id: str, subject: Subject) -> Draft:
    row = DraftRow.objects.filter(pk=draft_id).first()
    if row is None:
        raise UnknownDraft(draft=draft_id)
    return draft_of(row, subject)


def draft_of(row: DraftRow, subject: Subject) -> Draft:
    mine = row.author == subject.user_id and "rules.manage" in subject.permissions
    allowed: list[str] = []
    if mine and row.state in CHANGEABLE:
        allowed.append("change")
    if mine and row.state == "draft":
        allowed.append("submit")
    if mine and row.state in ("draft", "submitted", "refused"):
        allowed.append("withdraw")
    if row.author != subject.user_id and "rules.review" in subject.permissions and row.state == "submitted":
        allowed.append("review")
    declaration = msgspec.json.decode(row.declaration)
    return Draft(
        id=row.id,
        code=row.code,
        name=declaration["name"],
        kind=declaration["kind"],
        base_version=row.base_version,
        rule_version=row.rule_version,
        declaration=declaration,
        reason=row.reason,
        state=row.state,  # type: ignore[arg-type]
        author=row.author,
        author_name=person(row.author),
        made_at=row.made_at,
        changed_at=row.changed_at,
        reviewer=row.reviewer,
        reviewer_name=person(row.reviewer),
        reviewed_at=row.reviewed_at,
        note=row.note,
        preview=msgspec.json.decode(row.preview) if row.preview else {},
        rule_id=row.rule_id,
        version=row.version,
        allowed=tuple(allowed),
    )


def _locked(draft_id: str) -> DraftRow:
    row = DraftRow.objects.select_for_update().filter(pk=draft_id).first()
    if row is None:
        raise UnknownDraft(draft=draft_id)
    return row


def _mine(draft_id: str, subject: Subject, states: tuple[str, ...]) -> DraftRow:
    row = _locked(draft_id)
    if row.author != subject.user_id:
        raise NotTheAuthor()
    if row.state not in states:
        raise DraftMoved(state=row.state)
    return row


def _base_still(row: DraftRow) -> None:
    base = _in_force(row.code)
    if (base.version if base else "") != row.base_version:
        raise BaseMoved()


def _move(row: DraftRow, state: str, subject: Subject) -> None:
    row.state, row.changed_at, row.version = state, clock.now(), row.version + 1
    row.save(update_fields=["state", "changed_at", "version"])
    _told(row, subject)


def _told(row: DraftRow, subject: Subject) -> None:
    tell(
        DraftChanged(
            draft_id=row.id,
            code=row.code,
            rule_version=row.rule_version,
            state=row.state,
            reason=row.reason,
        ),
        subject=f"draft:{row.id}",
        version=row.version,
        actor=subject.user_id,
    )
