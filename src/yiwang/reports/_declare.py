"""Publications that are declared: built in, or brought by a pack, in their source's words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction

from yiwang.identity import api as identity
from yiwang.indicators import api as indicators
from yiwang.kernel import clock
from yiwang.kernel.declarations import DeclarationFaults, Loaded, Problem, Words, load_folder, nearest
from yiwang.reports._figures import SYSTEM
from yiwang.reports.contracts import TemplatesDeclared
from yiwang.reports.declarations import Seek, Template
from yiwang.reports.models import TemplateEntry

SHIPPED = Path(__file__).parent / "builtin"
BUILT_IN = "built-in"


def read(folder: Path, *, within: Path | None = None) -> list[Loaded[Template]]:
    """Every template of a folder with the faults of its words (`look` tells of what it names)."""
    return load_folder(folder, Template, what=Words(zh="刊物", en="publication"), within=within)


def look(file: Loaded[Template]) -> None:
    """Tell of everything that the template names and that does not exist."""
    if file.record is None:
        return
    for problem in unknown(file.record):
        file.tell(problem)


def unknown(template: Template) -> Iterator[Problem]:
    """What it names and nobody has, each with its place in the record."""
    known = {one.code: one for one in indicators.definitions(SYSTEM)}
    for number, figure in enumerate(template.figures):
        found = known.get(figure.indicator)
        if found is None:
            guess = nearest(figure.indicator, sorted(known))
            yield _missing(("figures", number, "indicator"), "指标", "indicator", figure.indicator, guess)
        elif (period := figure.period or template.period) not in found.periods:
            yield _missing(("figures", number), "这一时期的值", "such period", period, found.periods[0])
    seeks: list[tuple[tuple[str | int, ...], Seek]] = [(("issuer",), template.issuer)]
    for way in ("report", "send", "issue"):
        seeks += [(("to", way, number), one) for number, one in enumerate(getattr(template.to, way))]
    for at, seek in seeks:
        if seek.unit is not None and identity.find_unit(seek.unit) is None:
            yield _missing((*at, "unit"), "单位", "unit", seek.unit, None)


def _missing(at: tuple[str | int, ...], zh: str, en: str, word: str, guess: str | None) -> Problem:
    return Problem(
        at=at,
        code="briefing.unknown",
        zh=f"没有“{word}”这个{zh}。",
        en=f"There is no {en} “{word}”.",
        cure_zh=f"是否想写“{guess}”？" if guess else f"写一个已有的{zh}。",
        cure_en=f"Did you mean “{guess}”?" if guess else f"Name one that exists ({en}).",
    )


def load() -> TemplatesDeclared:
    """The built-in publications. Repeatable. Raises DeclarationFaults."""
    files = read(SHIPPED)
    for file in files:
        look(file)
    if faults := [fault for file in files for fault in file.faults]:
        raise DeclarationFaults(faults)
    return declare([file.get() for file in files], source=BUILT_IN)


def declare(templates: Sequence[Template], *, source: str) -> TemplatesDeclared:
    """Take over what a source declares; what it no longer names makes no issues any more.

    Of one code the source that came last holds it, so that a city's own pack may put its words in the place
    of a built-in publication; the built-in one does not take it back.
    """
    taken: list[str] = []
    unchanged: list[str] = []
    with transaction.atomic():
        for template in templates:
            row = TemplateEntry.objects.select_for_update().filter(pk=template.code).first()
            content: dict[str, Any] = json.loads(json.dumps(asdict(template)))
            if (row is not None and row.source != source and row.active and source == BUILT_IN) or (
                row is not None and row.active and row.source == source and row.content == content
            ):
                unchanged.append(template.code)
            elif row is None:
                TemplateEntry.objects.create(
                    code=template.code, content=content, source=source, declared_at=clock.now()
                )
                taken.append(template.code)
            else:
                if not row.active:
                    row.declared_at = clock.now()
                row.content, row.source, row.active = content, source, True
                row.edition += 1
                row.save()
                taken.append(template.code)
        gone = TemplateEntry.objects.filter(source=source, active=True).exclude(
            pk__in=[one.code for one in templates]
        )
        codes = sorted(gone.values_list("code", flat=True))
        gone.update(active=False)
    return TemplatesDeclared(taken=taken, unchanged=unchanged, gone=codes)
