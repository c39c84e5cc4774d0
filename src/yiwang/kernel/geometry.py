"""Where a point really is: coordinate frames, refusals of impossible points, H3 cells.

Everything is stored as WGS 84 longitude and latitude in degrees (CGCS2000 differs by centimetres and
counts as the same). Maps published in China give GCJ-02 (some 540 m off in Guangdong) or BD-09, so that input
declares its frame and is converted at the door. The forward formulas are the published ones; the inverse
is solved by iteration, because the closed form in common use is off by one to two metres and these are
off by millimetres.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

import h3  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from yiwang.kernel.errors import Invalid

Frame = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
FRAMES: tuple[str, ...] = get_args(Frame)
Array = npt.NDArray[np.float64]
G = TypeVar("G", bound=BaseGeometry)

#: Krasovsky 1940, on which GCJ-02 is built.
_AXIS_M = 6378245.0
_ECCENTRICITY2 = 0.00669342162296594323
_BD_TURN = math.pi * 3000.0 / 180.0
#: The box in which the published GCJ-02 formula applies; outside, GCJ-02 equals WGS 84.
_SHIFTED = (72.004, 0.8293, 137.8347, 55.8271)
#: A generous box round China, used when the instance knows no nearer bounds.
CHINA = (73.0, 3.0, 136.0, 54.0)
EARTH_RADIUS_M = 6371008.8


class BadPoint(Invalid):
    code = "geometry.bad_point"
    zh = "坐标（{lon}，{lat}）不是有效的经纬度。"
    en = "({lon}, {lat}) is no valid longitude and latitude."


class SwappedCoordinates(Invalid):
    code = "geometry.swapped_coordinates"
    zh = "坐标（{lon}，{lat}）的经度和纬度像是写反了；应为（{lat}，{lon}）。"
    en = "({lon}, {lat}) looks like latitude before longitude; it should be ({lat}, {lon})."


class ForeignPoint(Invalid):
    code = "geometry.foreign_point"
    zh = "坐标（{lon}，{lat}）在本平台范围（{west}，{south}）—（{east}，{north}）之外。"
    en = "({lon}, {lat}) lies outside the range ({west}, {south}) to ({east}, {north}) of this instance."


class UnknownFrame(Invalid):
    code = "geometry.unknown_frame"
    zh = "不认识坐标系“{frame}”；可用：{known}。"
    en = "The coordinate frame “{frame}” is not known; use one of {known}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box in degrees, for refusing points that cannot be meant."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def widened(self, degrees: float) -> Box:
        return Box(
            west=self.west - degrees,
            south=self.south - degrees,
            east=self.east + degrees,
            north=self.north + degrees,
        )


def frame_of(text: str) -> Frame:
    """The frame that `text` names; refuses anything else."""
    for known in FRAMES:
        if text == known:
            return known  # type: ignore[return-value]
    raise UnknownFrame(frame=text, known="、".join(FRAMES))


def check_point(lon: float, lat: float, within: Box | None = None) -> tuple[float, float]:
    """The point itself, or a refusal that says what is wrong: not finite, swapped, or from elsewhere."""
    box = within or Box(west=CHINA[0], south=CHINA[1], east=CHINA[2], north=CHINA[3])
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise BadPoint(lon=str(lon), lat=str(lat))
    if box.holds(lon, lat):
        return lon, lat
    if box.holds(lat, lon):
        raise SwappedCoordinates(lon=lon, lat=lat)
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise BadPoint(lon=lon, lat=lat)
    raise ForeignPoint(lon=lon, lat=lat, west=box.west, south=box.south, east=box.east, north=box.north)


def _offsets(lon: Array, lat: Array) -> tuple[Array, Array]:
    """How far GCJ-02 lies from WGS 84 at a WGS 84 point, in degrees."""
    x, y = lon - 105.0, lat - 35.0
    pi = math.pi
    ripple = (20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + ripple
    north += (20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + ripple
    east += (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)) * 2.0 / 3.0
    radians = lat / 180.0 * pi
    magic = 1.0 - _ECCENTRICITY2 * np.sin(radians) ** 2
    root = np.sqrt(magic)
    d_lat = north * 180.0 / (_AXIS_M * (1.0 - _ECCENTRICITY2) / (magic * root) * pi)
    d_lon = east * 180.0 / (_AXIS_M / root * np.cos(radians) * pi)
    west, south, far_east, far_north = _SHIFTED
    inside = (lon >= west) & (lon <= far_east) & (lat >= south) & (lat <= far_north)
    return np.where(inside, d_lon, 0.0), np.where(inside, d_lat, 0.0)


def _to_gcj(lon: Array, lat: Array) -> tuple[Array, Array]:
    d_lon, d_lat = _offsets(lon, lat)
    return lon + d_lon, lat + d_lat


def _gcj_to_bd(lon: Array, lat: Array) -> tuple[Array, Array]:
    length = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_TURN)
    return length * np.cos(angle) + 0.0065, length * np.sin(angle) + 0.006


def _to_bd(lon: Array, lat: Array) -> tuple[Array, Array]:
    return _gcj_to_bd(*_to_gcj(lon, lat))


def _from(frame: str, lon: Array, lat: Array) -> tuple[Array, Array]:
    """Solve `forward(x) = given` by fixed-point iteration: the shift varies slowly, each round gains
    three digits."""
    forward = {"gcj02": _to_gcj, "bd09": _to_bd}.get(frame)
    if forward is None:
        return lon, lat
    guess_lon, guess_lat = lon.copy(), lat.copy()
    for _ in range(10):
        there_lon, there_lat = forward(guess_lon, guess_lat)
        step_lon, step_lat = lon - there_lon, lat - there_lat
        guess_lon += step_lon
        guess_lat += step_lat
        if max(np.abs(step_lon).max(initial=0.0), np.abs(step_lat).max(initial=0.0)) < 1e-10:
            break
    return guess_lon, guess_lat


def to_wgs84(lon: float, lat: float, frame: str) -> tuple[float, float]:
    """A point given in `frame` as WGS 84; within a centimetre of the exact inverse of the published
    formula."""
    known = frame_of(frame)
    if known in ("wgs84", "cgcs2000"):
        return lon, lat
    x, y = _from(known, np.array([lon], dtype=np.float64), np.array([lat], dtype=np.float64))
    return float(x[0]), float(y[0])


def gcj02_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    return to_wgs84(lon, lat, "gcj02")


def bd09_to_wgs84(lon: float, lat: float) -> tuple[float, float]:
    return to_wgs84(lon, lat, "bd09")


def wgs84_to_gcj02(lon: float, lat: float) -> tuple[float, float]:
    x, y = _to_gcj(np.array([lon], dtype=np.float64), np.array([lat], dtype=np.float64))
    return float(x[0]), float(y[0])


def wgs84_to_bd09(lon: float, lat: float) -> tuple[float, float]:
    x, y = _to_bd(np.array([lon], dtype=np.float64), np.array([lat], dtype=np.float64))
    return float(x[0]), float(y[0])


def shape_to_wgs84(shape: G, frame: str) -> G:
    """A whole geometry given in `frame` as WGS 84."""
    known = frame_of(frame)
    if known in ("wgs84", "cgcs2000"):
        return shape

    def moved(points: Array) -> Array:
        return np.column_stack(_from(known, points[:, 0].copy(), points[:, 1].copy()))

    turned: G = shapely.transform(shape, moved)
    return turned


FINEST = 2**14
"""Cells of about 7 m are the smallest that a map is divided into."""
ACROSS = 48
"""Cells in the width of a map; there may be twice as many."""


def per_degree(width: float) -> int:
    """How many cells a degree is divided into where a map is `width` degrees wide."""
    divided = 1
    while divided < FINEST and divided * width < ACROSS:
        divided *= 2
    return divided


def h3_cell(lon: float, lat: float, res: int = 9) -> str:
    """The H3 cell that holds the point (resolution 9: about 0.1 km²)."""
    return str(h3.latlng_to_cell(lat, lon, res))


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Great-circle distance in metres."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half = math.sin((other_phi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(half))
