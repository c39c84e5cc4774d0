"""Taking over what a pack says about rules: new words are a new version, missing ones are retired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from django.db import transaction

from yiwang.kernel import clock
from yiwang.kernel.facts import tell
from yiwang.kernel.ids import new_id
from yiwang.rules.contracts import Rule, RuleDeclared, RulesRefused
from yiwang.rules.declarations import (
    SEVERITIES,
    AnyRule,
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
    _refuse(said, pack)
    now = clock.now()
    changed: list[str] = []
    with transaction.atomic():
        in_force = {
            row.code: row for row in RuleVersion.objects.select_for_update().filter(pack=pack, active=True)
        }
        for rule in said:
            version = version_of(rule)
            old = in_force.pop(rule.code, None)
            if old is not None and old.version == version:
                continue
            if old is not None:
                _switch(old, active=False)
            known = RuleVersion.objects.filter(code=rule.code, version=version).first()
            if known is not None:
                known.pack = pack
                _switch(known, active=True)
            else:
                row = RuleVersion(
                    id=new_id(),
                    code=rule.code,
                    version=version,
                    pack=pack,
                    name=rule.name,
                    name_en=rule.name_en,
                    kind=rule.kind,
                    declaration=encode(rule).decode(),
                    severity=gravest(rule),
                    confirm=rule.confirm,
                    hazard=rule.hazard,
                    matter=rule.matter,
                    fault=rule.fault,
                    active=True,
                    declared_at=now,
                    changes=0,
                )
                _switch(row, active=True)
            changed.append(rule.code)
        for row in in_force.values():
            _switch(row, active=False)
            changed.append(row.code)
    return changed


def _refuse(said: Sequence[AnyRule], pack: str) -> None:
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


def _switch(row: RuleVersion, *, active: bool) -> None:
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
        actor=ACTOR,
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
}
_SEVERITY: dict[str, Severity] = {word: word for word in SEVERITIES}
_CONFIRM: dict[str, Confirm] = {
    "auto": "auto",
    "duty_officer": "duty_officer",
    "grid_worker": "grid_worker",
    "camera": "camera",
}
