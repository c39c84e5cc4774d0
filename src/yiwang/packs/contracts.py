"""Shapes and facts that cross the door of packs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal

from yiwang.kernel.errors import NotFound
from yiwang.kernel.facts import Fact

PackState = Literal["loaded", "faulty", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerRow:
    """A map layer of a scene: which things it shows, by which property, in which colours."""

    id: str
    name_zh: str
    name_en: str
    icon: str
    models: list[str]
    property: str
    unit: str
    levels: list[LevelRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """A threshold as a layer's legend shows it."""

    at: float
    severity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneRow:
    """A scene (场景) of a loaded topic: its recipe, and what it declared, by their codes.

    `answers` are rows of the list of requirements; `source_*` says whose the sample is.
    """

    id: str
    recipe: str
    recipe_zh: str
    recipe_en: str
    name_zh: str
    name_en: str
    hazard: str
    matters: list[str]
    demonstration: bool
    source_zh: str
    source_en: str
    answers: list[str]
    things: int
    rules: int
    indicators: list[str]
    boards: list[str]
    reports: list[str]
    layer: LayerRow | None
    domain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRow:
    """One line of the topic's opinion of itself, and what the machine found where it can look."""

    quality: str
    state: str
    because: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRow:
    """A topic (专题) as it was last loaded, or why it was not."""

    id: str
    number: str
    name_zh: str
    name_en: str
    about_zh: str
    about_en: str
    lead_unit: str
    co_units: list[str]
    operator: str
    licence: str
    demonstration: bool
    state: PackState
    content_hash: str
    loaded_at: datetime
    scenes: list[SceneRow]
    grades: list[GradeRow]
    faults: list[dict[str, Any]]
    domain: str = ""
    field: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What one load did: topic ids by outcome, and how many faults the faulty ones have."""

    loaded: list[str]
    unchanged: list[str]
    faulty: list[str]
    faults: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BecomesLine:
    """One thing that a scene would declare: a matter, rule, ledger, figure, board, report or layer."""

    kind: str
    code: str
    zh: str
    en: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Becomes:
    """What a sound scene expands into, and the variants of its rehearsal."""

    scene: str
    name_zh: str
    name_en: str
    recipe: str
    recipe_zh: str
    recipe_en: str
    lines: list[BecomesLine]
    variants_zh: list[str]
    variants_en: list[str]
    things: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLooked:
    """A pack that somebody is writing: its faults with place and cure, and what its sound scenes become."""

    faults: list[dict[str, Any]]
    scenes: list[Becomes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A shipped scene that a pack can begin from."""

    key: str
    name_zh: str
    name_en: str
    recipe: str
    recipe_zh: str
    recipe_en: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a sample: seconds after the sample's start."""

    at_s: float
    datastream: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The readings that a scene replays, in order of time; `starts` is the original time of the first."""

    pack: str
    scene: str
    source_id: str
    source_zh: str
    source_en: str
    starts: datetime
    begins_s: float
    """Where a feed's loop starts."""
    length_s: float
    step_s: float
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLoaded(Fact):
    """A topic was loaded in a new content; its declarations are in force."""

    fact_type: ClassVar[str] = "packs.loaded"
    pack: str
    name_zh: str
    name_en: str
    content_hash: str
    scenes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRefused(Fact):
    """A topic has faults; what was loaded of it before stays in force."""

    fact_type: ClassVar[str] = "packs.refused"
    pack: str
    faults: int
    first: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackInstall:
    """One act on a topic of a running city: `installed`, `upgraded` or `removed`.

    `changes`: kind (scenes, rules, matters …) → added, changed, removed → codes. `publisher` signed the
    archive; "" where nobody known did.
    """

    pack: str
    act: str
    version: str
    content_hash: str
    publisher: str
    changes: dict[str, dict[str, list[str]]]
    actor: str
    reason: str
    at: datetime
    actor_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackStanding:
    """A topic as it stands here, with the newest act on it; `act` is "" for one that only ever shipped."""

    id: str
    number: str
    name_zh: str
    name_en: str
    state: PackState
    version: str
    scenes: int
    faults: int
    act: str
    publisher: str
    actor_name: str
    reason: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackChange:
    """One thing that a topic would add, change or take away. `change`: added, changed, removed."""

    kind: str
    change: str
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackTouched:
    """What is here of a thing that would change or go: open cases of a matter, records of a ledger."""

    kind: str
    change: str
    code: str
    zh: str
    en: str
    many: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackComing:
    """What an archive, or a removal, would do here; nothing is done yet.

    `act`: install, upgrade, downgrade, same (it stands in this very content), remove. `standing` is the
    version in force, "" where the topic does not stand. `faults`: with file, line, column and cure, those
    that only this city can know included; with one of them nothing would be taken.
    """

    pack: str
    number: str
    name_zh: str
    name_en: str
    act: str
    version: str
    standing: str
    publisher: str
    changes: list[PackChange]
    touched: list[PackTouched]
    faults: list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackProgress:
    """How far an act on a topic is: which step goes on, how many are done, and of how many.

    `step`: checking, flows, scenes, matters, knowledge, ledgers, routines, figures, boards, reports,
    connectors, keeping. While the files are checked nobody knows how many there will be: `steps` is 0.
    """

    step: str
    done: int
    steps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackInstalled(Fact):
    """A topic was installed or upgraded on the running city; `publisher` signed it, "" for nobody known."""

    fact_type: ClassVar[str] = "packs.installed"
    pack: str
    act: str
    version_name: str
    content_hash: str
    publisher: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackRemoved(Fact):
    """A topic was removed: its declarations are retired, its data stay."""

    fact_type: ClassVar[str] = "packs.removed"
    pack: str
    version_name: str
    reason: str


class NothingUnderWay(NotFound):
    code = "packs.nothing_under_way"
    zh = "没有您正在进行的这项安装或移除。"
    en = "No such act of yours on a topic is under way."


class UnknownPack(NotFound):
    code = "packs.unknown_pack"
    zh = "没有名为“{pack}”的专题。"
    en = "There is no topic called “{pack}”."


class UnknownScene(NotFound):
    code = "packs.unknown_scene"
    zh = "专题“{pack}”里没有场景“{scene}”。"
    en = "The topic “{pack}” has no scene “{scene}”."


class ReplaysNothing(NotFound):
    code = "packs.replays_nothing"
    zh = "场景“{pack}/{scene}”不回放读数。"
    en = "The scene “{pack}/{scene}” replays no readings."
