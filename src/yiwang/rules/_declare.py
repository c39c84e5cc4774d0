"""Taking over what a pack says about rules: new words are a new version, missing ones are retired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from django.db import transaction

from yiwang.kernel import clock
from yiwang.kernel.facts import tell
from yiwang.kernel.ids import new_id
from yiwang.rules._groups import ABOVE_TOWN
from yiwang.rules._names import person
from yiwang.rules.contracts import Rule, RuleDeclared, RulesRefused
from yiwang.rules.declarations import (
    SEVERITIES,
    AnyRule,
    Combined,
    Confirm,
    Kind,
    Severity,
    Threshold,
    decode,
    encode,
    faults_of,
    version_of,
)
from yiwang.rules.models import RuleVersion

ACTOR = "system:packs"


def declare(records: Iterable[AnyRule], pack: str) -> list[str]:
    """Put `records` in force as all that `pack` says; the codes that changed. Raises RulesRefused."""
    said = list(records)
    refuse(said, pack)
    changed: list[str] = []
    with transaction.atomic():
        in_force = {
            row.code: row for row in RuleVersion.objects.select_for_update().filter(pack=pack, active=True)
        }
        for rule in said:
            version = version_of(rule)
            old = in_force.pop(rule.code, None)
            # What two people of the city have decided stays until two people decide otherwise.
            if old is not None and (old.version == version or old.reviewer):
                continue
            put_in_force(rule, pack=pack, actor=ACTOR)
            changed.append(rule.code)
        for row in in_force.values():
            switch(row, active=False, actor=ACTOR)
            changed.append(row.code)
    return changed


def put_in_force(
    rule: AnyRule, *, pack: str, actor: str, author: str = "", reviewer: str = "", reason: str = ""
) -> RuleVersion:
    """Make these words the version in force of their code, inside the caller's transaction."""
    version = version_of(rule)
    old = RuleVersion.objects.select_for_update().filter(code=rule.code, active=True).first()
    if old is not None and old.version != version:
        switch(old, active=False, actor=actor)
    row = RuleVersion.objects.filter(code=rule.code, version=version).first() or RuleVersion(
        id=new_id(),
        code=rule.code,
        version=version,
        name=rule.name,
        name_en=rule.name_en,
        kind=rule.kind,
        declaration=encode(rule).decode(),
        severity=gravest(rule),
        confirm=rule.confirm,
        hazard=rule.hazard,
        matter=rule.matter,
        fault=rule.fault,
        declared_at=clock.now(),
        changes=0,
    )
    row.pack, row.author, row.reviewer, row.reason = pack, author, reviewer, reason
    switch(row, active=True, actor=actor)
    return row


def refuse(said: Sequence[AnyRule], pack: str) -> None:
    """Raise RulesRefused with every fault of these rules, alone and together."""
    faults: list[dict[str, object]] = []
    codes: set[str] = set()
    for number, rule in enumerate(said):
        faults += [
            {"index": number, "code": rule.code, "where": fault.where, "zh": fault.zh, "en": fault.en}
            for fault in faults_of(rule)
        ]
        if rule.code in codes:
            faults.append(
                {
                    "index": number,
                    "code": rule.code,
                    "where": "code",
                    "zh": f"规则编码 {rule.code} 出现了两次。",
                    "en": f"The rule code {rule.code} appears twice.",
                }
            )
        codes.add(rule.code)
    faults += _member_faults(said)
    others = RuleVersion.objects.filter(code__in=codes, active=True).exclude(pack=pack)
    faults += [
        {
            "index": -1,
            "code": row.code,
            "where": "code",
            "zh": f"规则编码 {row.code} 已由 {row.pack} 使用。",
            "en": f"The rule code {row.code} belongs to {row.pack}.",
        }
        for row in others
    ]
    if faults:
        raise RulesRefused(count=len(faults), faults=faults)


def _member_faults(said: Sequence[AnyRule]) -> list[dict[str, object]]:
    """Members that do not exist, and rings of combined rules: neither could ever ring."""
    combined = {rule.code: rule for rule in said if isinstance(rule, Combined)}
    if not combined:
        return []
    rows = RuleVersion.objects.filter(active=True).exclude(code__in={rule.code for rule in said})
    codes = {rule.code for rule in said} | set(rows.values_list("code", flat=True))
    members = {row.code: decode(row.declaration) for row in rows.filter(kind=Combined.kind)} | dict[
        str, AnyRule
    ](combined)

    def reaches(code: str, wanted: str, passed: set[str]) -> bool:
        rule = members.get(code)
        if not isinstance(rule, Combined) or code in passed:
            return False
        passed.add(code)
        return any(member == wanted or reaches(member, wanted, passed) for member in rule.members)

    found: list[dict[str, object]] = []
    for code, rule in combined.items():
        unknown = [member for member in rule.members if member not in codes]
        if unknown:
            found.append(
                {
                    "index": said.index(rule),
                    "code": code,
                    "where": "members",
                    "zh": f"没有这些成员规则：{'、'.join(unknown)}。",
                    "en": f"There are no such member rules: {', '.join(unknown)}.",
                }
            )
        wide = [
            member
            for member in rule.members
            if rule.at not in ABOVE_TOWN
            and isinstance(one := members.get(member), Combined)
            and one.at in ABOVE_TOWN
        ]
        if wide:
            found.append(
                {
                    "index": said.index(rule),
                    "code": code,
                    "where": "members",
                    "zh": f"同一物或同一镇街的组合规则不能以更大范围的组合规则为成员：{'、'.join(wide)}。",
                    "en": f"A combined rule of a thing or town cannot count one above it: {', '.join(wide)}.",
                }
            )
        if reaches(code, code, set()):
            found.append(
                {
                    "index": said.index(rule),
                    "code": code,
                    "where": "members",
                    "zh": "组合规则绕回了自己。",
                    "en": "The combined rules lead back to this one.",
                }
            )
    return found


def switch(row: RuleVersion, *, active: bool, actor: str) -> None:
    """Put a version in force or out of it, and tell so."""
    row.active = active
    row.retired_at = None if active else clock.now()
    row.changes += 1
    row.save(force_insert=row.changes == 1)
    tell(
        RuleDeclared(
            rule_id=row.id,
            code=row.code,
            rule_version=row.version,
            pack=row.pack,
            name=row.name,
            active=active,
        ),
        subject=f"rule:{row.id}",
        version=row.changes,
        actor=actor,
    )


def gravest(rule: AnyRule) -> Severity:
    """The gravest severity a rule can raise."""
    if isinstance(rule, Threshold):
        return max((level.severity for level in rule.levels), key=SEVERITIES.index)
    return rule.severity


def rule_of(row: RuleVersion) -> Rule:
    params = msgspec.json.decode(row.declaration)
    targets = params.pop("targets")
    return Rule(
        id=row.id,
        code=row.code,
        version=row.version,
        pack=row.pack,
        name=row.name,
        name_en=row.name_en,
        kind=_KIND[row.kind],
        params=params,
        targets=targets,
        severity=_SEVERITY[row.severity],
        confirm=_CONFIRM[row.confirm],
        hazard=row.hazard,
        matter=row.matter,
        fault=row.fault,
        active=row.active,
        declared_at=row.declared_at,
        retired_at=row.retired_at,
        author=row.author,
        author_name=person(row.author),
        reviewer=row.reviewer,
        reviewer_name=person(row.reviewer),
        reason=row.reason,
    )


def severity_word(word: str) -> Severity:
    return _SEVERITY[word]


def declaration_of(row: RuleVersion) -> AnyRule:
    return decode(row.declaration)


_KIND: dict[str, Kind] = {
    "threshold": "threshold",
    "silence": "silence",
    "flat_line": "flat_line",
    "out_of_range": "out_of_range",
    "rate": "rate",
    "seasonal": "seasonal",
    "combined": "combined",
    "unusual": "unusual",
}
_SEVERITY: dict[str, Severity] = {word: word for word in SEVERITIES}
_CONFIRM: dict[str, Confirm] = {
    "auto": "auto",
    "duty_officer": "duty_officer",
    "grid_worker": "grid_worker",
    "camera": "camera",
}
