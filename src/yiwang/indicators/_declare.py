"""Indicators that a pack brings: in its words, beside those shipped, until a city publishes over them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db import transaction

from yiwang.areas import api as areas
from yiwang.identity.api import Subject
from yiwang.indicators import _definition_words as words
from yiwang.indicators._definitions import LIFE, unknown_areas, unknown_table
from yiwang.indicators._registry import between, changed, registry
from yiwang.indicators.contracts import DefinitionPublished, DefinitionRetired, DefinitionsDeclared
from yiwang.indicators.declarations import IndicatorDeclaration, IndicatorFile
from yiwang.indicators.models import DefinitionEntry, DefinitionVersion
from yiwang.kernel import clock, statements
from yiwang.kernel.declarations import DeclarationFaults, Loaded, Problem, load_yaml


def read(folder: Path, *, within: Path | None = None) -> list[Loaded[IndicatorFile]]:
    """Every file of indicators of a folder with the faults of its words, by name; none where there is no
    folder. `within`: faults name a file by its path from there. `look` tells of what no file shows alone."""
    return [
        load_yaml(path, IndicatorFile, name=path.relative_to(within).as_posix() if within else path.name)
        for path in sorted(folder.glob("*") if folder.is_dir() else ())
        if path.suffix in (".yaml", ".yml")
    ]


def look(files: Sequence[Loaded[IndicatorFile]], *, source: str) -> None:
    """Tell of what these files of one source say of each other and of what is known here: versions that
    overlap, formulas that go round, names of nothing, codes that another source has."""
    others = _others(source)
    theirs = {one.code for one in others}
    named = {one.code for file in files if file.record for one in file.record.indicators}
    between(files, [one for one in others if one.code not in named])
    for file in files:
        for number, one in enumerate(file.record.indicators if file.record else ()):
            at = ("indicators", number)
            if one.code in theirs:
                file.tell(
                    Problem(
                        at=(*at, "code"),
                        code="code.double",
                        zh=f"指标编码“{one.code}”已由别处声明。",
                        en=f"The code “{one.code}” is declared elsewhere already.",
                        cure_zh="给它另一个编码。",
                        cure_en="Give it another code.",
                    )
                )
            for problem in (*unknown_areas(one, at), *unknown_table(one, at)):
                file.tell(problem)


def _others(source: str) -> list[IndicatorDeclaration]:
    """What is known here beside what this source brought, and what a city has made its own of it."""
    own = set(DefinitionEntry.objects.filter(source=source).values_list("code", flat=True))
    made = set(DefinitionEntry.objects.filter(source="").values_list("code", flat=True))
    return [one for one in registry().found if one.code not in own | made]


def load(folder: Path, *, source: str, within: Path | None = None) -> DefinitionsDeclared:
    """Read a folder of a pack and put in force what it declares. Repeatable. Raises DeclarationFaults with
    every fault by file and line; then nothing was changed."""
    files = read(folder, within=within)
    look(files, source=source)
    if faults := [fault for file in files for fault in file.faults]:
        raise DeclarationFaults(faults)
    return declare([one for file in files for one in file.get().indicators], source=source)


def declare(
    found: Sequence[IndicatorDeclaration], *, source: str, actor: str = "system:indicators"
) -> DefinitionsDeclared:
    """Put in force what a source declares, in its words; what it no longer names is retired from today on.

    An indicator over which a city has published is the city's own from then on, one that another source
    declares is that one's: nothing here touches them.
    """
    subject = Subject.system(actor.removeprefix("system:"))
    by_code: dict[str, list[IndicatorDeclaration]] = {}
    for one in found:
        by_code.setdefault(one.code, []).append(one)
    theirs = {one.code for one in _others(source)}
    taken: list[str] = []
    unchanged: list[str] = []
    kept: list[str] = []
    seat = areas.seat()
    with transaction.atomic():
        for code, versions in by_code.items():
            row = DefinitionEntry.objects.select_for_update().filter(pk=code).first()
            if code in theirs or (row is not None and row.source != source):
                kept.append(code)
            elif row is not None and row.state == "published" and _said(code) == _contents(versions):
                unchanged.append(code)
            else:
                _publish(row, versions, source, subject, seat)
                taken.append(code)
        gone = DefinitionEntry.objects.select_for_update().filter(source=source, state="published")
        for row in gone.exclude(pk__in=list(by_code)):
            row.state, row.retired_from = "retired", clock.now().astimezone(clock.SHANGHAI).date()
            statements.claim(row, "state", "retired_from")
            said = "不再由来源声明"
            LIFE.keep(
                row, subject, "retire", DefinitionRetired, "停用", "Retired",
                note=said, from_day=str(row.retired_from), reason=said,
            )  # fmt: skip
            changed()
        if taken:
            changed()
    return DefinitionsDeclared(taken=taken, unchanged=unchanged, kept=kept)


def _contents(versions: Sequence[IndicatorDeclaration]) -> dict[int, Any]:
    return {one.version: words.whole(one) for one in versions}


def _said(code: str) -> dict[int, Any]:
    return dict(DefinitionVersion.objects.filter(code=code).values_list("number", "content"))


def _publish(
    row: DefinitionEntry | None,
    versions: Sequence[IndicatorDeclaration],
    source: str,
    subject: Subject,
    seat: str,
) -> None:
    newest = max(versions, key=lambda one: one.effective_from)
    fresh = row is None
    if row is None:
        row = statements.new(
            DefinitionEntry,
            code=newest.code,
            area_path=seat,
            source=source,
            state="published",
            version=1,
        )
    row.state, row.number, row.retired_from = "published", newest.version, None
    row.name_zh, row.name_en = newest.name.zh, newest.name.en
    if fresh:
        statements.insert(row)
    else:
        statements.claim(row, "state", "number", "retired_from", "name_zh", "name_en")
    # A source's words are its own: what it says otherwise takes the place of what it said.
    DefinitionVersion.objects.filter(code=row.code).delete()
    for one, content in zip(versions, _contents(versions).values(), strict=True):
        statements.insert(
            statements.new(
                DefinitionVersion,
                code=one.code,
                number=one.version,
                content=content,
                effective_from=one.effective_from,
                published_by=subject.user_id,
                published_at=clock.now(),
            )
        )
    LIFE.keep(
        row, subject, "publish", DefinitionPublished,
        f"随来源“{source}”发布第 {row.number} 版", f"Version {row.number} of its source, {source}",
        effective_from=newest.effective_from,
    )  # fmt: skip
