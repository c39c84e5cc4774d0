"""The ledgers in force, and what of them a person is shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import QuerySet

from yiwang.identity.api import Scope, Subject, scope
from yiwang.kernel import pages, shapes
from yiwang.ledgers import _codes, logic
from yiwang.ledgers.contracts import (
    LedgerCard,
    LedgerChoice,
    LedgerField,
    LedgerMove,
    LedgerStanding,
    LedgerState,
    LedgerType,
    UnknownLedger,
)
from yiwang.ledgers.declarations import Field, Ledger
from yiwang.ledgers.models import LedgerRecord, LedgerRow

SEE, KEEP, REVIEW, UNMASK = "ledgers.see", "ledgers.keep", "ledgers.review", "ledgers.unmask"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A ledger in force: what it declares, and which column holds which field."""

    ledger: Ledger
    slots: dict[str, str]
    pack: str
    demonstration: bool

    @property
    def code(self) -> str:
        return self.ledger.code

    def fields(self, sight: Scope) -> list[Field]:
        """The fields that this person's data grade reaches."""
        return [one for one in self.ledger.fields if one.grade <= sight.max_grade]


def _of(row: LedgerRow) -> Known:
    return Known(
        ledger=shapes.convert(row.body, Ledger),
        slots=dict(row.slots),
        pack=row.pack,
        demonstration=row.demonstration,
    )


def find(code: str, *, closed: bool = False) -> Known | None:
    """The ledger in force of this code, whoever asks; with `closed` one that no pack names any more too."""
    rows = LedgerRow.objects.filter(pk=code)
    row = (rows if closed else rows.filter(active=True)).first()
    return _of(row) if row else None


def seen(subject: Subject, code: str) -> tuple[Known, Scope]:
    """The ledger and what the subject sees of it. Raises UnknownLedger, Forbidden."""
    sight = scope(subject, SEE)
    found = find(code)
    if found is None or found.ledger.grade > sight.max_grade:
        raise UnknownLedger(ledger=code)
    return found, sight


def seen_rows(sight: Scope) -> list[LedgerRow]:
    return list(LedgerRow.objects.filter(active=True, grade__lte=sight.max_grade).order_by("code"))


def visible(sight: Scope) -> QuerySet[LedgerRecord]:
    """Records of whatever ledger that lie in the scope."""
    return LedgerRecord.objects.filter(sight.q(area="area_path", units="units", secret=None))


def led_to(sight: Scope, ledgers: Collection[str]) -> QuerySet[LedgerRecord]:
    """Records of these ledgers that lie in the scope, of those in force whose grade the person reaches: what
    a link or a search may name."""
    rows = LedgerRow.objects.filter(pk__in=ledgers, active=True, grade__lte=sight.max_grade)
    return visible(sight).filter(ledger__in=list(rows.values_list("pk", flat=True)))


def named(subject: Subject, record_ids: Collection[str]) -> dict[str, tuple[str, str]]:
    """Key and title of those of these records that the subject sees."""
    sight = scope(subject, SEE)
    open_to = [row.code for row in seen_rows(sight)]
    rows = visible(sight).filter(pk__in=list(record_ids), ledger__in=open_to)
    return {one: (key, title) for one, key, title in rows.values_list("id", "key", "title")}


def cards(subject: Subject, *, topic: str = "") -> list[LedgerCard]:
    """The ledgers that this person sees, all or those of a topic, with how many of their records."""
    sight = scope(subject, SEE)
    found = []
    for row in seen_rows(sight):
        if topic and row.pack.partition("/")[0] != topic:
            continue
        ledger = _of(row).ledger
        found.append(
            LedgerCard(
                code=row.code,
                zh=ledger.name.zh,
                en=ledger.name.en,
                about_zh=ledger.about.zh,
                about_en=ledger.about.en,
                pack=row.pack,
                grade=row.grade,
                total=pages.count(visible(sight).filter(ledger=row.code)),
                demonstration=row.demonstration,
            )
        )
    return found


def standing() -> list[LedgerStanding]:
    """Every ledger in force with its records, unscoped: aggregates for a light, no rows for a person."""
    found = []
    for row in LedgerRow.objects.filter(active=True).order_by("code"):
        ledger = _of(row).ledger
        records = LedgerRecord.objects.filter(ledger=row.code)  # scope: counted, not shown
        found.append(
            LedgerStanding(
                code=row.code,
                zh=ledger.name.zh,
                en=ledger.name.en,
                pack=row.pack,
                records=pages.count(records),
                newest=records.order_by("-made_at", "-id").values_list("made_at", flat=True).first(),
            )
        )
    return found


def type_of(subject: Subject, code: str) -> LedgerType:
    """A ledger whole. Raises UnknownLedger."""
    known, sight = seen(subject, code)
    ledger = known.ledger
    object_class = _codes.find_class(ledger.object_)
    point = ledger.point
    return LedgerType(
        code=ledger.code,
        zh=ledger.name.zh,
        en=ledger.name.en,
        about_zh=ledger.about.zh,
        about_en=ledger.about.en,
        pack=known.pack,
        grade=ledger.grade,
        object_zh=object_class.name.zh if object_class else ledger.object_,
        object_en=object_class.name.en if object_class else ledger.object_,
        key=ledger.key,
        title=ledger.title,
        place=list(ledger.place),
        point=point.code if point else "",
        fields=[_field(one) for one in known.fields(sight)],
        states=[
            LedgerState(code=one.code, zh=one.name.zh, en=one.name.en, ends=one.ends) for one in ledger.states
        ],
        moves=[
            LedgerMove(
                code=one.code,
                zh=one.name.zh,
                en=one.name.en,
                starts=list(one.from_),
                to=one.to,
                by=one.by,
                reason=one.reason,
            )
            for one in ledger.moves
        ],
        may_keep=KEEP in subject.permissions,
        may_review=REVIEW in subject.permissions,
        may_unmask=UNMASK in subject.permissions,
        demonstration=known.demonstration,
    )


def _field(one: Field) -> LedgerField:
    return LedgerField(
        code=one.code,
        zh=one.name.zh,
        en=one.name.en,
        kind=one.kind,
        required=one.required,
        listed=one.listed,
        filtered=one.filtered,
        sorted=one.sorted,
        personal=one.is_personal,
        unit=one.unit,
        unit_symbol=logic.unit_symbol(one.unit),
        quantity=one.quantity or "",
        minimum=one.minimum,
        maximum=one.maximum,
        choices=[LedgerChoice(code=each.code, zh=each.name.zh, en=each.name.en) for each in one.choices],
        ledger=one.ledger,
        computed=one.computed,
    )
