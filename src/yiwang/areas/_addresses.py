"""Which areas a Chinese text names: every name as it is written and as people say it, found by longest match,
and checked against the others that the text names.

A name is taken in its full form (东山街道), under another ending (东山镇, 东山街道办), or bare (东山). Bare
names are also ordinary words and parts of roads, schools and shops: they count for less, not at all before
such a word, and where the name is an ordinary word only beside an area that it lies in.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from yiwang.areas.contracts import LEVELS, PlaceGuess
from yiwang.areas.models import AreaRow, CodeRow, GridRow
from yiwang.kernel import statements

_DEPTH: dict[str, int] = {level: depth for depth, level in enumerate(LEVELS)}
FULL, OTHER, BARE, BESIDE = 0.95, 0.85, 0.6, 0.0
"""How sure a form of a name is by itself; BESIDE counts only beside an area that it lies in."""
BESIDE_SURE = 0.85
MOST_LIKELY, FOREIGN, INSIDE = 0.97, 0.4, 0.7
MOST_CANDIDATES = 5
MOST_GUESSES = 10
LONGEST_TEXT = 20_000

_TOWN = ("街道办事处", "街道办", "街道", "镇", "乡")
_VILLAGE = (
    *("社区居民委员会", "居民委员会", "村民委员会", "社区居委会", "居委会", "村委会"),
    *("社区", "村委", "居委", "村"),
)
_COUNTY = ("区", "县", "市", "旗")
_ZONES = (("经济技术开发区", "经开区"), ("高新技术产业开发区", "高新区"), ("经济开发区", "开发区"))
_ORDINARY = frozenset(
    """
    建设 解放 新兴 和平 民主 团结 友谊 中华 爱国 工农 太平 民安 海滨 城北 城东
    城西 城南 城关 城区 中心 东风 红旗 胜利 前进 光明 文化 幸福 朝阳 人民 新华
    安全 平安 长安 开发 东方 南方 北方 西方 中山 新建 新民 民族 民生 卫东 红星
    五一 劳动 生产 工业 农业 港口 码头 车站 火车 机场 学院 大学 教育 科技 新城
    老城 中央 滨海 沿江 河东 河西 江南 江北 永安 永兴 复兴 振兴 兴隆 安定 安康
    健康 高新 新区 新村 东村 西村 南村 北村 上村 下村 中村 大村 老村 前村 后村
    农村 本村 我村 全村 各村 乡村 同村 城中村 自然村 行政村 文明村 贫困村 驻村
    进村 回村 小区 社区 本社区 我社区 龙头 龙门 高桥 石桥 水口 西湖 东湖 南湖
    青山 建新
    """.split()  # noqa: SIM905 -- a hundred words are read more easily so
)
"""Words of every day that are also names of towns and villages all over the country."""
_NOT_AREA = re.compile(
    "大道|路(?![灯面边])|街(?!道)|巷|桥|大桥|站|港|码头|医院|卫生院|学校|小学|中学|大学|学院|幼儿园|一中|二中|市场|商场|超市|广场|"
    "公园|酒店|宾馆|饭店|餐厅|花园|小区|家园|新村|新城|公司|集团|银行|水库|河|湖|江|山(?!区)|机场|火车站|高速|大厦|商城|"
    "苑|府|湾|公馆|国际|中心|工地|人家|品牌|牌|门诊|药店|派出所|法院|公安"
)
_STARTS = frozenset("在到于是住从往去向和与及跟经由自的、我们您请省市区县镇道村乡内至问住者家")
_JOINS = frozenset(" \t\u3000·-—的辖下")
_GRID = re.compile(r"^(?:的|)(?:第|)\s*0*([0-9]+)\s*(?:号|)网格")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    id: str
    level: str
    name: str
    path: str
    above: frozenset[str]
    """The ids above it in either tree: people name both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    token: str
    forms: dict[str, tuple[tuple[_Place, float], ...]]
    lengths: dict[str, tuple[int, ...]]
    """By the first two characters of a form: how long forms that begin so are, longest first."""
    grids: dict[str, tuple[tuple[int, str], ...]]
    """By village: the number in the name of each of its grids, and the grid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    start: int
    end: int
    found: tuple[tuple[_Place, float], ...]
    clean: bool
    number: int | None


_lock = threading.Lock()
_index: _Index | None = None


def index() -> _Index:
    """The names of the present map; made anew after a load, a move or an import."""
    global _index
    said = statements.run("SELECT token FROM areas_mapstate WHERE id = 1").fetchone()
    token = said[0] if said else ""
    known = _index
    if known is not None and known.token == token:
        return known
    with _lock:
        if _index is None or _index.token != token:
            _index = _build(token)
        return _index


def _build(token: str) -> _Index:
    rows = list(AreaRow.objects.filter(closed_on__isnull=True).exclude(managed_path=""))
    divisions = {row.id: row for row in rows if row.kind != "grid"}
    spelt: dict[str, set[str]] = {}
    for area_id, name in CodeRow.objects.filter(valid_to__isnull=True).values_list("area_id", "name"):
        spelt.setdefault(area_id, set()).add(name)
    forms: dict[str, dict[str, tuple[_Place, float]]] = {}
    for row in divisions.values():
        above = frozenset((row.managed_path + row.statistical_path).split("/")) - {"", row.id}
        place = _Place(id=row.id, level=row.level, name=row.name, path=row.managed_path, above=above)
        names = {row.name, row.short_name, *spelt.get(row.id, ())}
        for form, sure in _forms(row.level, names, [divisions[one] for one in above if one in divisions]):
            known = forms.setdefault(form, {}).get(row.id)
            if known is None or known[1] < sure:
                forms[form][row.id] = (place, sure)
    best: dict[str, tuple[tuple[_Place, float], ...]] = {}
    lengths: dict[str, set[int]] = {}
    for form, found in forms.items():
        top = max(sure for _, sure in found.values())
        kept = [one for one in found.values() if one[1] in (top, BESIDE)]
        best[form] = tuple(sorted(kept, key=lambda one: (-one[1], _DEPTH[one[0].level], one[0].id)))
        lengths.setdefault(form[:2], set()).add(len(form))
    grids: dict[str, list[tuple[int, str]]] = {}
    known_grids = set(GridRow.objects.values_list("area_id", flat=True))
    for row in rows:
        digits = re.findall(r"[0-9]+", row.name) if row.id in known_grids else []
        if row.id in known_grids and row.managed_parent:
            grids.setdefault(row.managed_parent, []).append((int(digits[-1]) if digits else -1, row.id))
    return _Index(
        token=token,
        forms=best,
        lengths={start: tuple(sorted(all_, reverse=True)) for start, all_ in lengths.items()},
        grids={village: tuple(sorted(of_it)) for village, of_it in grids.items()},
    )


def _forms(level: str, names: set[str], above: Sequence[AreaRow]) -> Iterator[tuple[str, float]]:
    """How an area may be called, and how sure each form is."""
    for name in sorted(names):
        own = name
        for one in sorted(above, key=lambda row: -len(row.name)):
            own = own.removeprefix(one.name) or own
        for whole in {name, own}:
            if len(whole) >= 2:
                yield (
                    whole,
                    BESIDE if whole in _ORDINARY or (len(whole) == 2 and level == "village") else FULL,
                )
        if level == "county":
            yield from _county(own, above)
        elif level in ("province", "city"):
            bare = own.removesuffix("省" if level == "province" else "市")
            if len(bare) >= 2:
                yield bare, BARE
        else:
            yield from _small(own, _TOWN if level == "town" else _VILLAGE, level)


def _county(own: str, above: Sequence[AreaRow]) -> Iterator[tuple[str, float]]:
    for one in above:
        bare = own.removeprefix(one.name.removesuffix("市")) or own
        for long, short in _ZONES:
            if own.endswith(long) or bare.endswith(long):
                yield own.removesuffix(long) + short, FULL
                yield bare.removesuffix(long) + short, OTHER
                yield bare, OTHER
    for ending in _COUNTY:
        bare = own.removesuffix(ending)
        if bare != own and len(bare) >= 2 and not own.endswith(("开发区", "高新区", "工业区")):
            yield bare, BESIDE if bare in _ORDINARY else BARE


def _small(own: str, endings: tuple[str, ...], level: str) -> Iterator[tuple[str, float]]:
    ending = next((one for one in endings if own.endswith(one) and len(own) - len(one) >= 2), "")
    if not ending:
        return
    bare = own.removesuffix(ending)
    for other in endings:
        if bare + other not in _ORDINARY:
            yield bare + other, OTHER if len(bare + other) > 2 else BESIDE
    yield bare, BESIDE if level == "village" or bare in _ORDINARY else BARE


def places_in(text: str) -> list[PlaceGuess]:
    """See `areas.api.places_in`."""
    here = index()
    text = text[:LONGEST_TEXT]
    mentions = _mentions(here, text)
    if not mentions:
        return []
    named: dict[str, set[str]] = {}
    for one in mentions:
        if len(one.found) == 1:
            named.setdefault(one.found[0][0].level, set()).add(one.found[0][0].id)
    guesses: dict[str, PlaceGuess] = {}
    for one in mentions:
        for place, sure in _agreed(one, named):
            known = guesses.get(place.id)
            if known is None or known.confidence < sure:
                guesses[place.id] = _guess(here, place, text[one.start : one.end], sure, one.number)
    order = sorted(guesses.values(), key=lambda one: (-_DEPTH[one.level], -one.confidence, one.area_id))
    return order[:MOST_GUESSES]


def _mentions(here: _Index, text: str) -> list[_Mention]:
    """Every stretch that is a name, from left to right, the longest at each place."""
    found: list[_Mention] = []
    lengths, at, end = here.lengths, 0, len(text) - 1
    while at < end:
        starts = lengths.get(text[at : at + 2])
        one = _mention(here, text, at, starts, found[-1] if found else None) if starts else None
        if one is None:
            at += 1
            continue
        if found and _near(found[-1], text, at):
            # 甲乙: of the areas called 甲 the one in which a 乙 lies.
            above = frozenset().union(*(place.above for place, _ in one.found))
            meant = tuple(said for said in found[-1].found if said[0].id in above)
            found[-1] = replace(found[-1], found=meant or found[-1].found)
        found.append(one)
        at = one.end
    return found


def _mention(
    here: _Index, text: str, at: int, lengths: tuple[int, ...], before: _Mention | None
) -> _Mention | None:
    for length in lengths:
        form = text[at : at + length]
        known = here.forms.get(form)
        if known is None or len(form) != length:
            continue
        end = at + length
        beside = before is not None and _near(before, text, at)
        if beside and before is not None:
            inside = [place for place, _ in known if any(up.id in place.above for up, _ in before.found)]
            if inside and (known[0][1] >= OTHER or not _NOT_AREA.match(text, end)):
                sure = max(BESIDE_SURE, known[0][1])
                if known[0][1] < OTHER:
                    # A bare name beside its county is rather the town's than that of a village in it.
                    highest = min(_DEPTH[place.level] for place in inside)
                    inside = [place for place in inside if _DEPTH[place.level] == highest]
                return _made(text, at, end, [(place, sure) for place in inside], True)
        if known[0][1] >= OTHER:
            clean = beside or _begins(text, at)
            return _made(text, at, end, [one for one in known if one[1] > BESIDE], clean)
        if _NOT_AREA.match(text, end):
            continue
        after = _below(here, text, end)
        inside = [place for place, _ in known if place.id in after]
        if inside:
            return _made(text, at, end, [(place, BESIDE_SURE) for place in inside], True)
        bare = [one for one in known if one[1] > BESIDE]
        if bare and _begins(text, at):
            return _made(text, at, end, bare, True)
    return None


def _near(before: _Mention, text: str, at: int) -> bool:
    """Whether nothing but a space or the like stands between the mention and `at`."""
    return at - before.end <= 2 and _JOINS.issuperset(text[before.end : at])


def _made(text: str, at: int, end: int, found: list[tuple[_Place, float]], clean: bool) -> _Mention:
    grid = _GRID.match(text[end : end + 16])
    return _Mention(start=at, end=end, found=tuple(found), clean=clean, number=int(grid[1]) if grid else None)


def _below(here: _Index, text: str, at: int) -> frozenset[str]:
    """What lies above the area whose name follows at once."""
    for length in here.lengths.get(text[at : at + 2], ()):
        known = here.forms.get(text[at : at + length], ())
        if known and len(text) - at >= length:
            return frozenset().union(*(place.above for place, _ in known))
    return frozenset()


def _begins(text: str, at: int) -> bool:
    """Whether a place can begin here: at the beginning, after a mark, or after what comes before places, but
    not after a town or county that is not known (甲镇大塘村: another 大塘村).
    """
    if at > 1 and text[at - 1] in "市县镇乡" and text[at - 2] not in "我本全该":
        return False
    return at == 0 or text[at - 1] in _STARTS or not "\u3400" <= text[at - 1] <= "\u9fff"


def _agreed(one: _Mention, named: dict[str, set[str]]) -> list[tuple[_Place, float]]:
    """The areas that a mention may mean beside what else is named, and how likely each is.

    Of several those count that lie in what is named above them; one that does not is hardly meant.
    """
    asked = [
        (place, sure, [bool(ids & place.above) for level, ids in named.items() if _is_above(level, place)])
        for place, sure in one.found
    ]
    most = max(sum(agrees) for _, _, agrees in asked)
    kept = [(place, sure, agrees) for place, sure, agrees in asked if sum(agrees) == most]
    if len(kept) > MOST_CANDIDATES:
        return []
    told = []
    for place, sure, agrees in kept:
        if not all(agrees):
            sure *= FOREIGN
        elif agrees:
            sure = min(sure + 0.05, MOST_LIKELY)
        if not one.clean:
            sure *= INSIDE
        told.append((place, round(sure / len(kept), 3)))
    return told


def _is_above(level: str, place: _Place) -> bool:
    return _DEPTH[level] < _DEPTH[place.level]


def _guess(here: _Index, place: _Place, words: str, sure: float, number: int | None) -> PlaceGuess:
    grids = here.grids.get(place.id, ())
    meant = [grid for grid in grids if grid[0] == number] if number is not None else list(grids)
    return PlaceGuess(
        area_id=place.id,
        path=place.path,
        name=place.name,
        level=place.level,  # type: ignore[arg-type]
        words=words,
        confidence=sure,
        grid_id=meant[0][1] if len(meant) == 1 else "",
    )
