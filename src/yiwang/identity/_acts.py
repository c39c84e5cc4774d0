"""Acts on a row that lives: claimed at the version that its doer saw, kept as a line, told as a fact.

What has drafts, a review by a second person and editions in force says once how its lines and facts look and
who may do what when; what an act changes stays with its noun.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models, transaction

from yiwang.identity._scope import scope
from yiwang.identity.contracts import Subject
from yiwang.kernel import clock, statements
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import Fact, split_units, tell

LEAST_REASON = 4
LONGEST = 2_000
LONGEST_LINE = 300
R = TypeVar("R", bound=models.Model)


def reason_of(text: str, refusal: type[Refusal], *, most: int = LONGEST) -> str:
    """A reason as it is kept. Raises `refusal` (of `least` letters) where nothing to speak of is said."""
    text = text.strip()[:most]
    if len(text) < LEAST_REASON:
        raise refusal(least=LEAST_REASON)
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Generic[R]):
    """How acts on rows of one kind are kept and told.

    `named` is what a line says of the row beside the act, `told` what every fact of it says, `about` its name
    in facts, `moved` the refusal of an act that came second, `readers` who sees its facts beside its area.
    """

    step: type[models.Model]
    named: Callable[[R, Subject], Mapping[str, Any]]
    told: Callable[[R], Mapping[str, Any]]
    about: Callable[[R], str]
    moved: Callable[[R, str], Refusal]
    readers: Callable[[R], Sequence[str]] = lambda row: split_units(row.units)  # type: ignore[attr-defined]

    def change(self, row: R, act: str, **changed: Any) -> None:
        """Claim the row's next version with these fields. Raises `moved`."""
        for name, value in changed.items():
            setattr(row, name, value)
        self.claim(row, act, *changed)

    def claim(self, row: R, act: str, *names: str) -> None:
        """The same with fields that stand on the row already."""
        if not statements.claim(row, *names):
            raise self.moved(row, act)

    def keep(
        self,
        row: R,
        subject: Subject,
        act: str,
        fact: Callable[..., Fact],
        zh: str,
        en: str,
        *,
        note: str = "",
        line: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> None:
        """The history line and the fact, at the version that was just claimed; `line` and `more` are what
        the two say beside."""
        version: int = row.version  # type: ignore[attr-defined]
        said = {
            "version": version,
            "act": act,
            "actor": subject.user_id,
            "actor_name": "" if subject.is_system else subject.name,
            "unit_name": subject.unit_name,
            "at": clock.now(),
            "text_zh": zh[:LONGEST_LINE],
            "text_en": en[:LONGEST_LINE],
            "note": note,
            **self.named(row, subject),
            **(line or {}),
        }
        statements.insert(statements.new(self.step, **said))
        tell(
            fact(**self.told(row), **more),
            subject=self.about(row),
            version=version,
            actor=subject.user_id,
            area_path=row.area_path,  # type: ignore[attr-defined]
            units=self.readers(row),
            secret=getattr(row, "secret", False),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act by its name in two languages, who does it, at which stages; `second`: by none of those whose
    hands the row has passed through."""

    zh: str
    en: str
    permission: str
    stages: Sequence[Any]
    second: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Life(Lines[R]):
    """Rows that people of a permission's scope act on, stage by stage.

    `stage` is where a row stands, as the acts name it; `hands` are those who may not judge it.
    """

    rows: type[R]
    acts: Mapping[str, Act]
    stage: Callable[[R], Any]
    hands: Callable[[R], Collection[str]]
    unknown: type[Refusal]
    own: type[Refusal]

    def hold(self, subject: Subject, key: str, version: int, act: str) -> R:
        """The row, held, if the subject may do this act on it now. Raises `unknown`, `moved`, `own`."""
        held = scope(subject, self.acts[act].permission).q(secret=None)
        rows = self.rows._default_manager.filter(held, pk=key)
        if transaction.get_connection().in_atomic_block:
            rows = rows.select_for_update()
        row = rows.first()
        if row is None:
            raise self.unknown()
        if row.version != version or self.stage(row) not in self.acts[act].stages:  # type: ignore[attr-defined]
            raise self.moved(row, act)
        if self.acts[act].second and subject.user_id in self.hands(row):
            raise self.own()
        return row

    def allowed(self, row: R, subject: Subject) -> list[str]:
        """The acts that this person could do on this row now."""
        units = split_units(row.units)  # type: ignore[attr-defined]
        return [
            name
            for name, act in self.acts.items()
            if self.stage(row) in act.stages
            and act.permission in subject.permissions
            and not (act.second and subject.user_id in self.hands(row))
            and scope(subject, act.permission).sees(area_path=row.area_path, units=units)  # type: ignore[attr-defined]
        ]
