"""Where an appeal is: by its point, its area, its address, or at least the city that it was told in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from yiwang.appeals.contracts import PlaceMissing
from yiwang.areas import api as areas
from yiwang.areas.contracts import GridHit, NowhereHere

#: A name that a text holds settles the place from here on; below it a person does.
SURE = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place as an appeal keeps it: the deepest managed area, its name for people, a point in WGS 84."""

    area_id: str
    area_path: str
    area_name: str
    lon: float | None
    lat: float | None
    how: str = "area"
    """What it was known by: `point`, `area`, `words`, or only where whoever registered it belongs
    (`registrar`)."""
    confidence: float = 1.0
    words: str = ""


def guess(words: str, fallback: str = "") -> Spot | None:
    """What the words name surely enough below `fallback`; None where they name nothing so."""
    sure = [one for one in areas.places_in(words) if one.confidence >= SURE] if words else []
    named = next((one for one in sure if one.path.startswith(fallback or "/")), None)
    if named is None:
        return None
    found = _spot(named.area_id, named.path, None, None)
    return replace(found, how="words", confidence=named.confidence, words=named.words)


def spot(
    *,
    area: str = "",
    lon: float | None = None,
    lat: float | None = None,
    crs: str = "wgs84",
    words: str = "",
    fallback: str = "",
) -> Spot:
    """The point wins, then the area, then what the `words` name surely enough below `fallback`, then that.

    Raises PlaceMissing, UnknownArea, and what `areas.locate` refuses of a point.
    """
    if lon is not None and lat is not None:
        found = areas.locate(lon, lat, crs)
        return replace(_spot(found.area_id, found.managed_path, found.lon, found.lat), how="point")
    if area:
        named = areas.get_area(areas.area_of_path(area) if area.startswith("/") else area)
        return _spot(named.id, named.managed_path, None, None)
    named_there = guess(words, fallback)
    if named_there is not None:
        return named_there
    if fallback:
        return replace(
            _spot(areas.area_of_path(fallback), fallback, None, None), how="registrar", confidence=0.0
        )
    cities = areas.subtree("/", "city") or areas.roots()
    if not cities:
        raise PlaceMissing()
    found_city = _spot(cities[0].id, cities[0].managed_path, None, None)
    return replace(found_city, how="registrar", confidence=0.0)


def grids(area_id: str, lon: float | None, lat: float | None, words: str) -> tuple[GridHit, ...]:
    """The grids of a place, one of each scheme: of its point; else the one whose number the `words` say, or
    the only one that its village has."""
    if lon is not None and lat is not None:
        try:
            return areas.locate(lon, lat).grids
        except NowhereHere:
            return ()
    if areas.get_area(area_id).level != "village":
        return ()
    here = areas.grids_in(area_id)
    named = {one.grid_id for one in areas.places_in(words) if one.area_id == area_id and one.grid_id}
    of_scheme = Counter(one.scheme for one in here)
    return tuple(one for one in here if one.grid_id in named or of_scheme[one.scheme] == 1)


def _spot(area_id: str, path: str, lon: float | None, lat: float | None) -> Spot:
    names = areas.names_of(path)
    return Spot(
        area_id=area_id,
        area_path=path,
        area_name="".join(names[2:] if len(names) > 2 else names[-1:]),
        lon=lon,
        lat=lat,
    )
