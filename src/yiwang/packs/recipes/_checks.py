"""What several recipes ask of a scene, each in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from yiwang.kernel.declarations import Loaded, Problem, Words
from yiwang.ledgers.declarations import Ledger
from yiwang.matters.declarations import Matter
from yiwang.packs.recipes._form import At, SceneFiles, unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """What a recipe asks of the matters that its cases are about."""

    code: str
    """What its faults are called: `patrol` for `patrol.flow`."""
    flow: str
    takes: Words
    """Which matters take that flow, without the end of the sentence."""
    photos: tuple[str, ...] = ()
    evidence: Words | None = None
    """Why there are photographs."""
    reading: Words
    """Why there is no reading to wait for."""


def wrong_matters(file: Loaded[Any], asks: Asks) -> Iterator[Problem]:
    """Every matter of a scene's `matters`."""
    for number in range(file.count("matters")):
        yield from wrong_matter(file.part("matters", number), ("matters", number), asks)


def wrong_matter(matter: Matter | None, at: At, asks: Asks) -> Iterator[Problem]:
    """A matter on another flow, without its photographs, or that waits for a reading."""
    if matter is None:
        return
    if matter.flow != asks.flow:
        yield Problem(
            at=(*at, "flow"),
            code=f"{asks.code}.flow",
            zh=f"{asks.takes.zh}，这里是“{matter.flow or '未写'}”。",
            en=f"{asks.takes.en}; here is “{matter.flow or 'nothing'}”.",
            cure_zh=f"写“flow: {asks.flow}”。",
            cure_en=f"Write `flow: {asks.flow}`.",
        )
    if asks.evidence is not None and not set(matter.photos) >= set(asks.photos):
        listed = ", ".join(asks.photos)
        yield Problem(
            at=(*at, "photos"),
            code=f"{asks.code}.evidence",
            zh=asks.evidence.zh,
            en=asks.evidence.en,
            cure_zh=f"写“photos: [{listed}]”，或删去这个键。",
            cure_en=f"Write `photos: [{listed}]`, or delete the key.",
        )
    if matter.needs_reading_normal:
        yield Problem(
            at=(*at, "needs_reading_normal"),
            code=f"{asks.code}.reading",
            zh=asks.reading.zh,
            en=asks.reading.en,
            cure_zh="写“needs_reading_normal: false”。",
            cure_en="Write `needs_reading_normal: false`.",
        )


def subjects_of(files: SceneFiles[Any]) -> Ledger | Problem | None:
    """The ledger that a scene's `subjects` stand in, or that its pack has none of that name."""
    subjects = files.file.part("subjects")
    if subjects is None:
        return None
    return files.ledgers.get(subjects.ledger) or unknown(
        ("subjects", "ledger"),
        "ledger",
        "本专题的台账",
        "ledger of this pack",
        subjects.ledger,
        sorted(files.ledgers),
    )
