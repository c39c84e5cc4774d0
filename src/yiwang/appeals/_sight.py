"""What one person is shown of an appeal: masked names, hidden reporters, the words or only their summary.

Which appeals he sees at all is `identity.api.scope`'s to say; here is what of them. The words of a
confidential appeal and who reported are for the hotline's own side: a platform unit that may handle appeals
at that place, and neither handles this one nor is complained of.
"""

from __future__ import annotations

from collections.abc import Sequence

from yiwang.appeals import logic
from yiwang.appeals.contracts import AppealRow
from yiwang.appeals.models import Appeal, AppealReporter
from yiwang.identity.api import Scope, Subject, scope
from yiwang.kernel import clock
from yiwang.kernel.facts import split_units

HOTLINE = "appeals.handle"


class Sight:
    """One person's sight of appeals, made once for a list."""

    def __init__(self, subject: Subject | None) -> None:
        """`subject` None: nobody in particular, who knows nothing confidential."""
        self.subject = subject
        self._hotline: Scope | None = None
        if (
            subject is not None
            and HOTLINE in subject.permissions
            and (subject.is_system or subject.unit_kind == "platform")
        ):
            self._hotline = scope(subject, HOTLINE)

    def knows(self, appeal: Appeal) -> bool:
        """Whether the words of this appeal are for him; who reported a confidential one too."""
        if not appeal.confidential:
            return True
        if self._hotline is None or self.subject is None:
            return False
        units = split_units(appeal.units)
        return self._hotline.sees(
            area_path=appeal.area_path, units=(), secret=True, against=split_units(appeal.against)
        ) and not (self.subject.unit_id and self.subject.unit_id in units)

    def text(self, appeal: Appeal, name: str = "") -> str:
        """The words as he may read them."""
        if self.knows(appeal):
            return logic.mask_text(appeal.text, name)
        return appeal.public_text or f"（{logic.KINDS[appeal.kind][0]}，内容保密）"

    def row(
        self, appeal: Appeal, reporter: AppealReporter | None, *, kin: frozenset[str] = frozenset()
    ) -> AppealRow:
        """One row; `kin` are the parents that may be named to him."""
        known = self.knows(appeal)
        name = reporter.name if reporter else ""
        hidden = appeal.confidential
        return AppealRow(
            id=appeal.id,
            number=appeal.number,
            kind=appeal.kind,
            channel=appeal.channel,
            state=appeal.state,
            stage=appeal.stage,
            outcome=appeal.outcome,
            urgency=appeal.urgency,
            sensitive=appeal.sensitive,
            confidential=appeal.confidential,
            repeated=appeal.repeated and known,
            collective=appeal.collective,
            text=self.text(appeal, name),
            reporter=logic.HIDDEN if hidden else logic.mask_name(name),
            phone=logic.HIDDEN if hidden else logic.mask_phone(reporter.phone if reporter else ""),
            place=logic.mask_text(appeal.place) if known else "",
            matter=appeal.matter,
            matter_zh=appeal.matter_zh,
            area_id=appeal.area_id,
            area_path=appeal.area_path,
            area_name=appeal.area_name,
            lon=appeal.lon if known else None,  # a telephone's position leads to who holds it
            lat=appeal.lat if known else None,
            event_id=appeal.event_id,
            parent_id=appeal.parent_id if known and appeal.parent_id in kin else "",
            merged_into=appeal.merged_into if known else "",
            external_no=appeal.external_no,
            attachments=list(appeal.attachments) if known else [],
            round=appeal.round,
            attempts=appeal.attempts,
            reached=appeal.reached,
            solved=appeal.solved,
            satisfaction=appeal.satisfaction,
            rated=appeal.rated,
            registered_at=appeal.registered_at,
            contacted_at=appeal.contacted_at,
            replied_at=appeal.replied_at,
            ended_at=appeal.ended_at,
            due_at=appeal.due_at,
            lamp=logic.lamp(appeal.registered_at, appeal.due_at, clock.now()),
            demonstration=appeal.demonstration,
            version=appeal.version,
        )

    def rows(self, appeals: Sequence[Appeal]) -> list[AppealRow]:
        """Rows of a list, in its order, by one more query, and another where some were split off."""
        reporters = AppealReporter.objects.in_bulk([appeal.id for appeal in appeals])
        parents = {appeal.parent_id for appeal in appeals} - {""}
        # An open part of a call must not lead to the confidential one beside it.
        found = Appeal.objects.in_bulk(list(parents)).values() if parents else ()
        kin = frozenset(one.id for one in found if self.knows(one))
        return [self.row(appeal, reporters.get(appeal.id), kin=kin) for appeal in appeals]
