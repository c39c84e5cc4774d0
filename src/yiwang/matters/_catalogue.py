"""Taking classes and matters into the catalogue: every fault at once, all or nothing, versions by content."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.identity import api as identity
from yiwang.kernel import clock, facts
from yiwang.kernel.ids import new_id
from yiwang.matters import _diff, _versions, declarations, logic, models
from yiwang.matters.contracts import (
    CatalogueFaults,
    Declared,
    DraftProposed,
    MatterDeclared,
    MatterRestored,
    MatterRetired,
)

TOWN_LEVELS = ("town", "village")
PACK = "pack"


def declare(
    records: Sequence[declarations.MatterClass | declarations.Matter],
    *,
    pack: str,
    actor: str = "system:packs",
) -> Declared:
    """Take classes and matters into the catalogue; content decides the version, the same words change
    nothing.

    Where the city has amended a matter since, other words of its pack become a draft for review and change
    nothing yet. All or nothing. Raises CatalogueFaults with every fault at once.
    """
    new_classes = [record for record in records if isinstance(record, declarations.MatterClass)]
    matters = [record for record in records if isinstance(record, declarations.Matter)]
    with transaction.atomic():
        refuse(
            [*faults_in_city(new_classes, matters), *_taken_by_others(new_classes, matters, pack)],
        )
        store_classes(new_classes, pack)
        store = Store(matters)
        outcome: dict[str, list[str]] = {"created": [], "changed": [], "unchanged": [], "held": []}
        for matter in matters:
            outcome[store.declared_by_pack(matter, pack, actor)].append(matter.code)
    return Declared(**outcome)


def refuse(faults: Sequence[logic.Found]) -> None:
    """Raise CatalogueFaults when there is one."""
    if not faults:
        return
    first = faults[0]
    where_zh, where_en = _diff.place_of(first.field)
    raise CatalogueFaults(
        count=len(faults),
        first_zh=f"{first.code} {where_zh}：{first.zh}",
        first_en=f"{first.code}, {where_en}: {first.en}",
        faults=[found.line() for found in faults],
    )


def faults_of(
    records: Sequence[declarations.MatterClass | declarations.Matter],
) -> list[dict[str, str]]:
    """What is wrong with these records by themselves: code, field, zh, en. No database is asked."""
    classes = {record.code: record for record in records if isinstance(record, declarations.MatterClass)}
    found = [fault for record in classes.values() for fault in logic.faults_of_class(record, classes)]
    for record in records:
        if isinstance(record, declarations.Matter):
            found += logic.faults_of_matter(record, classes)
    return [fault.line() for fault in found]


def faults_in_city(
    new_classes: Sequence[declarations.MatterClass], matters: Sequence[declarations.Matter]
) -> list[logic.Found]:
    """What is wrong with these records in this city, with the classes that it has."""
    classes = _versions.classes()
    classes.update({record.code: record for record in new_classes})
    faults = [found for record in new_classes for found in logic.faults_of_class(record, classes)]
    known = Known(matters)
    for matter in matters:
        faults += logic.faults_of_matter(matter, classes)
        faults += _faults_of_references(matter, known)
    return faults


class Known:
    """The units and areas that matters name, looked up once."""

    def __init__(self, matters: Sequence[declarations.Matter]) -> None:
        refs = [ref for matter in matters for ref in logic.refs_of(matter) if ref.unit]
        named = tuple(dict.fromkeys(ref.unit for ref in refs))
        self.units = {unit.id: unit for unit in identity.units(ids=named)} if named else {}
        for unit in named:
            # One that is no more still stands in the list; the checks name it.
            gone = None if unit in self.units else identity.find_unit(unit)
            if gone is not None:
                self.units[unit] = gone
        places = {rule.area for matter in matters for rule in matter.duty_rules if rule.area}
        self.areas = areas.areas(sorted(places)) if places else {}


def store_classes(classes: Iterable[declarations.MatterClass], pack: str) -> None:
    """Write the classes that say something new."""
    wanted = {record.code: record for record in classes}
    known = _versions.classes()
    levels = {**known, **wanted}
    for record in wanted.values():
        if known.get(record.code) == record:
            continue
        models.MatterClass.objects.update_or_create(
            code=record.code,
            defaults={
                "name_zh": record.name_zh,
                "name_en": record.name_en,
                "parent": record.parent,
                "level": len(logic.class_chain(record.code, levels)),
            },
            create_defaults={
                "name_zh": record.name_zh,
                "name_en": record.name_en,
                "parent": record.parent,
                "level": len(logic.class_chain(record.code, levels)),
                "pack": pack,
            },
        )


@dataclass(slots=True)
class Store:
    """Writes matters whose rows it has read, and locked, at once."""

    matters: Sequence[declarations.Matter]
    rows: dict[str, models.Matter] = field(init=False)

    def __post_init__(self) -> None:
        codes = [matter.code for matter in self.matters]
        found = models.Matter.objects.select_for_update().filter(code__in=codes)
        self.rows = {row.code: row for row in found}

    def declared_by_pack(self, matter: declarations.Matter, pack: str, actor: str) -> str:
        """What a pack says of its matter: `created`, `changed`, `unchanged`, or `held` for review."""
        row = self.rows.get(matter.code)
        digest = logic.hash_of(logic.body_of(matter))
        if row is not None:
            _stand(row, actor, retired=False)
        if row is not None and digest in (row.content_hash, row.pack_hash):
            if row.pack_hash != digest:
                models.Matter.objects.filter(pk=row.pk).update(pack_hash=digest)
            return "unchanged"
        if row is not None and row.content_hash != row.pack_hash:
            _hold(row, matter, digest, actor)
            return "held"
        self.write(matter, pack=pack, source=PACK, actor=actor)
        return "changed" if row else "created"

    def write(self, matter: declarations.Matter, *, pack: str, source: str, actor: str) -> int:
        """The next version of a matter; the number it got, 0 where the words are those it has."""
        body = logic.body_of(matter)
        digest = logic.hash_of(body)
        row = self.rows.get(matter.code)
        if row is not None:
            _stand(row, actor, retired=False)
        if row is not None and row.content_hash == digest:
            return 0
        version = row.version + 1 if row else 1
        values = {
            "version": version,
            "content_hash": digest,
            "name_zh": matter.name_zh,
            "name_en": matter.name_en,
            "class_code": matter.matter_class,
            "town_role": matter.town_role,
            "pack": pack,
            "words": "\n".join((*matter.keywords, *matter.aliases)),
        }
        if source == PACK or row is None:
            values["pack_hash"] = digest
        if row is None:
            self.rows[matter.code] = models.Matter.objects.create(code=matter.code, **values)
        else:
            models.Matter.objects.filter(pk=matter.code).update(**values)
            for name, value in values.items():
                setattr(row, name, value)
        now = clock.now()
        models.MatterVersion.objects.create(
            code=matter.code,
            version=version,
            content_hash=digest,
            body=body,
            pack=pack,
            declared_at=now,
            declared_by=actor,
            source=source,
            effective_from=matter.effective_from,
        )
        facts.tell(
            MatterDeclared(
                code=matter.code,
                matter_version=version,
                name_zh=matter.name_zh,
                name_en=matter.name_en,
                pack=pack,
                content_hash=digest,
            ),
            subject=f"matter:{matter.code}",
            version=version,
            actor=actor,
        )
        return version


def retire(*, pack: str, keep: Sequence[str] = (), actor: str = "system:packs") -> list[str]:
    """Retire what a pack declared and no longer names, with its duty rules; the codes that went.

    Versions stay and can be read: what is open goes on by its own. Declaring a matter again restores it.
    """
    with transaction.atomic():
        rows = models.Matter.objects.select_for_update().filter(pack=pack, retired_at=None)
        gone = list(rows.exclude(code__in=keep).order_by("code"))
        for row in gone:
            _stand(row, actor, retired=True)
    return [row.code for row in gone]


def _stand(row: models.Matter, actor: str, *, retired: bool) -> None:
    """Let a locked matter go or come back, and tell so; nothing where it is so already."""
    if (row.retired_at is not None) == retired:
        return
    row.retired_at = clock.now() if retired else None
    row.standings += 1
    row.save(update_fields=["retired_at", "standings"])
    said = {"code": row.code, "name_zh": row.name_zh, "name_en": row.name_en, "pack": row.pack}
    facts.tell(
        MatterRetired(**said) if retired else MatterRestored(**said),
        subject=f"matter_standing:{row.code}",
        version=row.standings,
        actor=actor,
    )


def _hold(row: models.Matter, matter: declarations.Matter, digest: str, actor: str) -> None:
    """Other words of the pack where the city has its own: a draft, told once."""
    models.Matter.objects.filter(pk=row.pk).update(pack_hash=digest)
    propose(
        code=row.code,
        kind="matter",
        body=logic.body_of(matter),
        base_version=row.version,
        reason_zh="专题包有新的文字，而本市已自行修订过该事项，请比对后决定。",
        source=f"pack:{row.pack}",
        actor=actor,
    )


def propose(
    *,
    code: str,
    kind: str,
    base_version: int,
    reason_zh: str,
    source: str,
    actor: str,
    body: str = "",
    rule_code: str = "",
) -> str:
    """Keep a proposal and tell it; its id."""
    draft = new_id()
    with transaction.atomic():
        models.MatterDraft.objects.create(
            id=draft,
            code=code,
            kind=kind,
            rule_code=rule_code,
            body=body,
            base_version=base_version,
            reason_zh=reason_zh[:500],
            source=source[:200],
            asked_by=actor,
            asked_at=clock.now(),
        )
        facts.tell(
            DraftProposed(
                draft_id=draft,
                matter=code,
                kind=kind,
                rule_code=rule_code,
                reason_zh=reason_zh[:500],
                source=source[:200],
            ),
            subject=f"matter_draft:{draft}",
            version=1,
            actor=actor,
        )
    return draft


def _taken_by_others(
    classes: Sequence[declarations.MatterClass], matters: Sequence[declarations.Matter], pack: str
) -> list[logic.Found]:
    """A matter belongs to the pack that declared it first; a class may be shared only with the same words."""
    faults = [
        logic.Found(
            code=row.code,
            field="code",
            zh=f"事项编号“{row.code}”已由“{row.pack}”声明",
            en=f"the matter “{row.code}” is already declared by “{row.pack}”",
        )
        for row in models.Matter.objects.filter(code__in=[m.code for m in matters]).exclude(pack=pack)
    ]
    wanted = {record.code: record for record in classes}
    for row in models.MatterClass.objects.filter(code__in=list(wanted)).exclude(pack=pack):
        record = wanted[row.code]
        if (record.name_zh, record.name_en, record.parent) != (row.name_zh, row.name_en, row.parent):
            faults.append(
                logic.Found(
                    code=row.code,
                    field="code",
                    zh=f"类别“{row.code}”已由“{row.pack}”以不同文字声明",
                    en=f"the class “{row.code}” is already declared by “{row.pack}” in other words",
                )
            )
    return faults


def _faults_of_references(matter: declarations.Matter, known: Known) -> list[logic.Found]:
    """Units and areas that the matter names but the city does not have; a town as lead where it may not
    be.
    """
    faults: list[logic.Found] = []
    named: list[tuple[str, declarations.UnitRef, bool]] = []
    for index, rule in enumerate(matter.duty_rules):
        if rule.area and rule.area not in known.areas:
            faults.append(
                logic.Found(
                    code=matter.code,
                    field=f"duty_rules[{index}].area",
                    zh=f"没有编号为“{rule.area}”的区划",
                    en=f"there is no area “{rule.area}”",
                )
            )
        named.append((f"duty_rules[{index}].lead", rule.lead, True))
        named += [
            (f"duty_rules[{index}].co_units[{n}].unit", co.unit, False) for n, co in enumerate(rule.co_units)
        ]
    if matter.fallback is not None:
        named.append(("fallback", matter.fallback, True))
    for where, ref, leads in named:
        unit = known.units.get(ref.unit)
        if ref.unit and unit is None:
            faults.append(
                logic.Found(
                    code=matter.code,
                    field=where,
                    zh=f"没有编号为“{ref.unit}”的单位",
                    en=f"there is no unit “{ref.unit}”",
                )
            )
        level = unit.level if unit else "town" if ref.whose == "town" else ref.level
        if leads and level in TOWN_LEVELS and matter.town_role != "basic":
            faults.append(
                logic.Found(
                    code=matter.code,
                    field=where,
                    zh="该事项的镇街履职不是“基本”，镇街不能主办",
                    en="a town may lead only where its role is basic",
                )
            )
    return faults
