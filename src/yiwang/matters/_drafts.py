"""Changes of the duty list: proposed by one person, decided by another, and only then in force."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
from django.db import transaction

from yiwang.areas import api as areas
from yiwang.identity.api import Subject, require
from yiwang.kernel import clock, facts, shapes
from yiwang.kernel.pages import Page
from yiwang.matters import _catalogue, _diff, _versions, declarations, logic, models
from yiwang.matters.contracts import (
    BadRule,
    CatalogueFaults,
    DraftDecided,
    DraftDone,
    MatterChange,
    MatterDraftRow,
    NoLongerDeclared,
    NothingChanges,
    OwnDraft,
    UnknownDraft,
    UnknownMatter,
    UnknownRule,
)

NEW = "desk"
"""Whose a matter is that no pack declared: the city's own."""
DECIDED = {True: "approved", False: "refused"}


def namer() -> _diff.Namer:
    """Names of this city for the sentences of a comparison."""
    known = _versions.classes()

    def area(area_id: str) -> str:
        found = areas.find_area(area_id)
        return found.name if found else area_id

    def name_of_class(code: str) -> str:
        return known[code].name_zh if code in known else code

    return _diff.Namer(
        unit_zh=_versions.ref_zh, unit_en=_versions.ref_en, area=area, matter_class=name_of_class
    )


def diff(code: str, old: int, new: int) -> list[MatterChange]:
    """What changed between two versions of a matter, sentence by sentence. Raises UnknownMatter."""
    if not old:
        return _diff.changes(None, _versions.declared(code, new), namer())
    return _diff.changes(_versions.declared(code, old), _versions.declared(code, new), namer())


def read_rule(words: dict[str, Any]) -> declarations.DutyRule:
    """A duty rule from what an editor sent. Raises BadRule."""
    known = set(declarations.DutyRule.__dataclass_fields__)
    unknown = sorted(set(words) - known)
    if unknown:
        raise BadRule(reason="、".join(unknown))
    said = {name: value for name, value in words.items() if value is not None}
    try:
        return shapes.convert(said, declarations.DutyRule)
    except msgspec.ValidationError as error:
        raise BadRule(reason=str(error)) from error


def read_matter(words: dict[str, Any]) -> declarations.Matter:
    """A whole matter from what an editor sent. Raises BadRule."""
    unknown = sorted(set(words) - set(declarations.Matter.__dataclass_fields__))
    if unknown:
        raise BadRule(reason="、".join(unknown))
    try:
        return shapes.convert(words, declarations.Matter)
    except msgspec.ValidationError as error:
        raise BadRule(reason=str(error)) from error


def propose_rule(
    *,
    matter: str,
    rule: declarations.DutyRule,
    reason_zh: str,
    source: str,
    by: Subject,
    strict: bool = False,
) -> str:
    """Propose a duty rule, from a ruling or by hand; the id of the draft. Another person decides on it.

    It takes the place of the rule of the same code, or of the same area and conditions in the same days.
    Runs inside the caller's transaction. What the list says already makes no draft (""), the same proposal
    twice makes one. A ruling must not fail for the sake of the list: unless `strict`, a rule that the
    catalogue would refuse is kept with its faults, which the reviewer sees, and a retired matter gets none.
    Raises UnknownMatter; `strict` also NothingChanges, NoLongerDeclared, CatalogueFaults.
    """
    body = msgspec.json.encode(rule).decode()
    return _propose(matter, "rule", body, rule.code, reason_zh, source, by, strict)


def propose_removal(*, matter: str, rule_code: str, reason_zh: str, source: str, by: Subject) -> str:
    """Propose that a duty rule goes. Raises as a strict `propose_rule`, and UnknownRule."""
    return _propose(matter, "removal", "", rule_code, reason_zh, source, by, True)


def propose_matter(*, words: declarations.Matter, reason_zh: str, source: str, by: Subject) -> str:
    """Propose other words for a whole matter, or a new one. Raises as a strict `propose_rule`."""
    return _propose(words.code, "matter", logic.body_of(words), "", reason_zh, source, by, True)


def _propose(
    code: str, kind: str, body: str, rule_code: str, reason_zh: str, source: str, by: Subject, strict: bool
) -> str:
    newest = _versions.newest_row(code)
    if newest is None and kind != "matter":
        raise UnknownMatter(matter=code)
    standing = logic.matter_of(newest.body) if newest else None
    if standing is not None and _versions.retired_at(code) is not None:
        if strict:
            raise _retired(standing)
        return ""
    proposed = _applied(standing, kind, body, rule_code)
    if proposed == standing:
        if strict:
            raise NothingChanges()
        return ""
    if strict:
        _catalogue.refuse(_catalogue.faults_in_city([], [proposed]))
    asked = models.MatterDraft.objects.filter(
        code=code, kind=kind, body=body, rule_code=rule_code, state="asked"
    ).first()
    if asked is not None:
        return asked.id
    return _catalogue.propose(
        code=code,
        kind=kind,
        body=body,
        rule_code=rule_code,
        base_version=newest.version if newest else 0,
        reason_zh=reason_zh.strip(),
        source=source,
        actor=by.user_id,
    )


def _applied(matter: declarations.Matter | None, kind: str, body: str, rule_code: str) -> declarations.Matter:
    """The matter as it would be with the proposal; None: there is none yet. Raises UnknownRule."""
    if kind == "matter" or matter is None:
        return logic.matter_of(body)
    if kind == "removal":
        if all(rule.code != rule_code for rule in matter.duty_rules):
            raise UnknownRule(
                matter=matter.code, matter_zh=matter.name_zh, matter_en=matter.name_en, rule=rule_code
            )
        kept = tuple(rule for rule in matter.duty_rules if rule.code != rule_code)
        return replace(matter, duty_rules=kept)
    return replace(matter, duty_rules=with_rule(matter.duty_rules, shapes.read(body, declarations.DutyRule)))


def with_rule(
    rules: tuple[declarations.DutyRule, ...], new: declarations.DutyRule
) -> tuple[declarations.DutyRule, ...]:
    """The rules with another one in them, in the place of those that it replaces."""
    key = (new.area, frozenset(new.conditions))
    kept: list[declarations.DutyRule] = []
    placed = False
    for rule in rules:
        same = (rule.area, frozenset(rule.conditions)) == key and logic.meet(rule, new)
        if rule.code != new.code and not same:
            kept.append(rule)
        elif not placed:
            kept.append(new)
            placed = True
    return tuple(kept if placed else [*kept, new])


def decide(draft_id: str, *, approve: bool, note: str, version: int, by: Subject) -> MatterDraftRow:
    """Approve or refuse another person's draft. Needs matters.review.

    An approval makes the next version of the matter. Where a later version waits for its first day, the
    version in force now and that one both get the change. Raises UnknownDraft, OwnDraft, DraftDone,
    UnknownRule, NoLongerDeclared, CatalogueFaults.
    """
    require(by, "matters.review")
    with transaction.atomic():
        row = _row(draft_id)
        if row.asked_by == by.user_id:
            raise OwnDraft()
        claimed = models.MatterDraft.objects.filter(pk=draft_id, state="asked", version=version).update(
            state=DECIDED[approve],
            decided_by=by.user_id,
            decided_at=clock.now(),
            note=note.strip()[:500],
            version=version + 1,
        )
        if not claimed:
            raise DraftDone()
        made = _put_in_force(row, by) if approve else 0
        models.MatterDraft.objects.filter(pk=draft_id).update(matter_version=made)
        facts.tell(
            DraftDecided(
                draft_id=draft_id,
                matter=row.code,
                approved=approve,
                matter_version=made,
                note=note.strip()[:500],
                source=row.source,
            ),
            subject=f"matter_draft:{draft_id}",
            version=version + 1,
            actor=by.user_id,
        )
    return get_draft(draft_id, by)


def _put_in_force(row: models.MatterDraft, by: Subject) -> int:
    """Write the version, or the two, that an approved draft makes; the number of the first."""
    made: list[int] = []
    newest = _versions.newest_row(row.code)
    if newest is not None and _versions.retired_at(row.code) is not None:
        raise _retired(logic.matter_of(newest.body))
    standing = _versions.find_row(row.code)
    bases = {base.version: base for base in (standing, newest) if base is not None}
    bodies: list[declarations.Matter | None] = []
    bodies += [logic.matter_of(bases[number].body) for number in sorted(bases)]
    for base in (bodies[-1:] or [None]) if row.kind == "matter" else bodies:
        proposed = _applied(base, row.kind, row.body, row.rule_code)
        _catalogue.refuse(_catalogue.faults_in_city([], [proposed]))
        store = _catalogue.Store([proposed])
        pack = store.rows[row.code].pack if row.code in store.rows else NEW
        made.append(store.write(proposed, pack=pack, source=f"draft:{row.id}", actor=by.user_id))
    return next((number for number in made if number), 0)


def _retired(matter: declarations.Matter) -> NoLongerDeclared:
    return NoLongerDeclared(matter=matter.code, matter_zh=matter.name_zh, matter_en=matter.name_en)


def _row(draft_id: str) -> models.MatterDraft:
    row = models.MatterDraft.objects.filter(pk=draft_id).first()
    if row is None:
        raise UnknownDraft(draft=draft_id)
    return row


def get_draft(draft_id: str, subject: Subject) -> MatterDraftRow:
    """One draft with what it would change, or has changed. Raises UnknownDraft."""
    return _shown(_row(draft_id), subject, namer())


def drafts(
    subject: Subject, *, state: str = "", matter: str = "", page: int = 1, size: int = 50
) -> Page[MatterDraftRow]:
    """Drafts, the newest first."""
    position = facts.last_position()
    rows = models.MatterDraft.objects.all()
    if state:
        rows = rows.filter(state=state)
    if matter:
        rows = rows.filter(code=matter)
    total = rows.count()
    names = namer()
    found = rows.order_by("-asked_at", "-id")[(page - 1) * size : page * size]
    return Page(
        items=[_shown(row, subject, names) for row in found],
        total=total,
        page=page,
        size=size,
        position=position,
    )


def _shown(row: models.MatterDraft, subject: Subject, names: _diff.Namer) -> MatterDraftRow:
    newest = _versions.newest_row(row.code)
    standing = logic.matter_of(newest.body) if newest else None
    changes: list[MatterChange] = []
    faults: list[dict[str, str]] = []
    said = standing if standing or row.kind != "matter" else logic.matter_of(row.body)
    if row.state == "asked" and said is not None:
        try:
            proposed = _applied(standing, row.kind, row.body, row.rule_code)
            changes = _diff.changes(standing, proposed, names)
            _catalogue.refuse(_catalogue.faults_in_city([], [proposed]))
        except CatalogueFaults as refused:
            faults = refused.details["faults"]
        except UnknownRule as refused:
            faults = [
                {
                    "code": row.code,
                    "field": "duty_rules",
                    "zh": refused.sentence("zh"),
                    "en": refused.sentence("en"),
                }
            ]
    elif said is not None:
        base = _versions.declared(row.code, row.base_version) if row.base_version else None
        try:
            changes = _diff.changes(base, _applied(base, row.kind, row.body, row.rule_code), names)
        except UnknownRule:
            changes = []
    return MatterDraftRow(
        id=row.id,
        matter=row.code,
        matter_zh=said.name_zh if said else row.code,
        matter_en=said.name_en if said else row.code,
        kind=row.kind,
        rule_code=row.rule_code,
        state=row.state,
        base_version=row.base_version,
        matter_version=row.matter_version,
        reason_zh=row.reason_zh,
        source=row.source,
        asked_by=row.asked_by,
        asked_by_name=_versions.person(row.asked_by),
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_by_name=_versions.person(row.decided_by),
        decided_at=row.decided_at,
        note=row.note,
        version=row.version,
        changes=changes,
        faults=faults,
        may_decide=row.state == "asked"
        and row.asked_by != subject.user_id
        and "matters.review" in subject.permissions,
    )
