"""From what was given for a record to what is stored: every value read, every fault told at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from yiwang.areas import api as areas
from yiwang.documents import api as documents
from yiwang.identity import api as identity
from yiwang.identity.api import Scope, Subject
from yiwang.kernel import facts, geometry
from yiwang.kernel.errors import Refusal
from yiwang.ledgers import _registry as registry
from yiwang.ledgers import logic
from yiwang.ledgers.contracts import SheetFault
from yiwang.ledgers.declarations import Field
from yiwang.ledgers.logic import Wrong
from yiwang.ledgers.models import LedgerRecord

SYSTEM_UNIT = "unit"


@dataclass(slots=True, kw_only=True)
class Draft:
    """A record as it would be stored."""

    values: dict[str, Any]
    unit: str
    area_id: str = ""
    area_path: str = ""
    lon: float | None = None
    lat: float | None = None

    @property
    def units(self) -> str:
        return facts.join_units(identity.handlers([self.unit] if self.unit else []))


class Drafting:
    """Reads records of one ledger for one person; links, areas and units are looked up once each."""

    def __init__(self, subject: Subject, known: registry.Known, frame: str = "wgs84") -> None:
        self.subject = subject
        self.known = known
        self.frame = frame
        self.keeps: Scope = identity.scope(subject, registry.KEEP)
        self.sees: Scope = identity.scope(subject, registry.SEE)
        self.may_write = {one.code: one for one in known.fields(self.sees)}
        self._links: dict[tuple[str, str], str] = {}
        self._units: dict[str, identity.Unit | None] = {}

    def draft(
        self,
        given: Mapping[str, Any],
        *,
        current: LedgerRecord | None,
        unit: str,
        cells: Mapping[str, str],
        skip: Collection[str] = (),
    ) -> tuple[Draft, list[SheetFault]]:
        """What the record would be; with a fault it is not to be stored. `given` says only what changes where
        there is a `current` record; `cells` says where a field stands in a sheet; a field in `skip` has its
        fault already."""
        faults: list[SheetFault] = []

        def wrong(code: str, zh: str, en: str) -> None:
            field = self.known.ledger.field(code)
            where = cells.get(code, code)
            zh_name, en_name = (field.name.zh, field.name.en) if field else ("", "")
            faults.append(SheetFault(cell=where, zh=f"{zh_name}：{zh}", en=f"{en_name}: {en}"))

        values = dict(current.values) if current else {}
        for code, said in given.items():
            field = self.may_write.get(code)
            if field is None:
                faults.append(
                    SheetFault(
                        cell=cells.get(code, code),
                        zh=f"没有字段“{code[:40]}”。",
                        en=f"There is no field “{code[:40]}”.",
                    )
                )
                continue
            try:
                value = self._value(field, said, values.get(code))
            except Wrong as error:
                wrong(code, error.zh, error.en)
                continue
            except Refusal as refusal:
                wrong(code, refusal.sentence("zh"), refusal.sentence("en"))
                continue
            if field.computed and not self.subject.is_system and not logic.same(value, values.get(code)):
                wrong(code, "由系统计算，不能手工填写。", "it is computed and cannot be filled in.")
            elif value is None:
                values.pop(code, None)
            else:
                values[code] = value
        for field in self.known.ledger.fields:
            said = any(one.cell == cells.get(field.code, field.code) for one in faults)
            if field.required and field.code not in values and field.code not in skip and not said:
                wrong(field.code, "必填。", "it is required.")
        for code, most in ((self.known.ledger.key, 120), (self.known.ledger.title, 200)):
            if len(str(values.get(code, ""))) > most:
                wrong(code, f"最多 {most} 个字。", f"at most {most} characters.")
        made = Draft(values=values, unit=self._unit(unit, current, faults, cells))
        if not faults:
            try:
                self._place(made)
            except Refusal as refusal:
                code = next(iter(self.known.ledger.place), self.known.ledger.key)
                wrong(code, refusal.sentence("zh"), refusal.sentence("en"))
        if not faults and not self.keeps.sees(area_path=made.area_path, units=facts.split_units(made.units)):
            code = next(iter(self.known.ledger.place), self.known.ledger.key)
            wrong(code, "不在您可维护的范围内。", "it lies outside what you keep.")
        return made, faults

    def _value(self, field: Field, said: Any, before: Any) -> Any:
        if field.is_personal and isinstance(said, str) and logic.MASK in said:
            if before is not None and said.strip() == logic.masked(field, before):
                return before  # the mask came back as it went out: nobody has changed it
            raise Wrong("打码的内容不能保存。", "what is masked cannot be saved.")
        value = logic.read(field, said)
        if value is None:
            return None
        if field.kind == "area":
            return areas.get_area(value).id
        if field.kind == "link":
            return self._link(field, value)
        if field.kind == "point":
            frame = said.get("frame") or self.frame if isinstance(said, Mapping) else self.frame
            lon, lat = geometry.check_point(value[0], value[1])
            lon, lat = geometry.to_wgs84(lon, lat, geometry.frame_of(frame))
            return [round(lon, 7), round(lat, 7)]
        if field.kind == "attachment":
            for one in value:
                if one not in (before or ()):
                    documents.get_document(one, self.subject)
        return value

    def _link(self, field: Field, said: str) -> str:
        """The id of the record meant, by its id or its key, among those that the person sees."""
        asked = (field.ledger, said)
        if asked not in self._links:
            rows = registry.led_to(self.sees, [field.ledger])
            found = rows.filter(pk=said).first() or rows.filter(key=said).first()
            self._links[asked] = found.id if found else ""
        if not self._links[asked]:
            raise Wrong(f"没有“{said[:40]}”这条记录。", f"there is no record “{said[:40]}”.")
        return self._links[asked]

    def _unit(
        self, said: str, current: LedgerRecord | None, faults: list[SheetFault], cells: Mapping[str, str]
    ) -> str:
        named = logic.first_word(logic.clean(said))
        chosen = named or (current.unit if current else "") or self.known.ledger.unit or self.subject.unit_id
        if chosen not in self._units:
            self._units[chosen] = identity.find_unit(chosen) if chosen else None
        if self._units[chosen] is None:
            faults.append(
                SheetFault(
                    cell=cells.get(SYSTEM_UNIT, SYSTEM_UNIT),
                    zh=f"责任单位：没有单位“{chosen[:40]}”。",
                    en=f"Unit: there is no unit “{chosen[:40]}”.",
                )
            )
            return ""
        return chosen

    def _place(self, made: Draft) -> None:
        """Where the record lies: by the first of the declared fields that says so, else where its unit is."""
        point = self.known.ledger.point
        if point is not None and point.code in made.values:
            made.lon, made.lat = made.values[point.code]
        for code in self.known.ledger.place:
            value = made.values.get(code)
            field = self.known.ledger.field(code)
            if value is None or field is None:
                continue
            if field.kind == "area":
                found = areas.get_area(value)
                made.area_id, made.area_path = found.id, found.managed_path
            else:
                spot = areas.locate(value[0], value[1])
                made.area_id, made.area_path = spot.area_id, spot.managed_path
            return
        unit = self._units[made.unit]
        assert unit is not None, "a draft without a unit has a fault"
        made.area_id, made.area_path = unit.area_id, unit.area_path
