"""Units of measure: a UCUM subset (https://ucum.org) with exact refusals instead of silent guesses.

A unit is written as a case-sensitive UCUM code: 'm', 'mm/h', 'ug/m3', 'Cel', '%', '[pH]', 'm3/s', '{count}'.
Codes are parsed, so that 'kg/h' works though nobody listed it; the listed ones also have a Chinese name and a
symbol to show.
"""

from __future__ import annotations

import functools
import math
import re
from dataclasses import dataclass

from yiwang.kernel.errors import Invalid

#: Powers of metre, gram, second, kelvin, ampere, candela.
Dimension = tuple[int, int, int, int, int, int]
_NONE: Dimension = (0, 0, 0, 0, 0, 0)


class UnknownUnit(Invalid):
    code = "units.unknown"
    zh = "不认识计量单位“{unit}”，请用 UCUM 代码（如 m、mm/h、ug/m3、Cel）。"
    en = "The unit “{unit}” is not known; use a UCUM code such as m, mm/h, ug/m3 or Cel."


class UnitsDiffer(Invalid):
    code = "units.differ"
    zh = "“{unit}”与“{other}”不是同一种量，不能换算。"
    en = "“{unit}” and “{other}” measure different quantities and cannot be converted."


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit: value in base units = value × factor + offset."""

    code: str
    zh: str
    symbol: str
    quantity: str
    dimension: Dimension
    factor: float
    offset: float = 0.0


_PREFIXES = {
    "T": 1e12,
    "G": 1e9,
    "M": 1e6,
    "k": 1e3,
    "h": 1e2,
    "da": 1e1,
    "d": 1e-1,
    "c": 1e-2,
    "m": 1e-3,
    "u": 1e-6,
    "n": 1e-9,
}
_METRIC: dict[str, tuple[float, Dimension]] = {
    "m": (1.0, (1, 0, 0, 0, 0, 0)),
    "g": (1.0, (0, 1, 0, 0, 0, 0)),
    "s": (1.0, (0, 0, 1, 0, 0, 0)),
    "K": (1.0, (0, 0, 0, 1, 0, 0)),
    "A": (1.0, (0, 0, 0, 0, 1, 0)),
    "cd": (1.0, (0, 0, 0, 0, 0, 1)),
    "L": (1e-3, (3, 0, 0, 0, 0, 0)),
    "t": (1e6, (0, 1, 0, 0, 0, 0)),
    "N": (1e3, (1, 1, -2, 0, 0, 0)),
    "Pa": (1e3, (-1, 1, -2, 0, 0, 0)),
    "bar": (1e8, (-1, 1, -2, 0, 0, 0)),
    "J": (1e3, (2, 1, -2, 0, 0, 0)),
    "W": (1e3, (2, 1, -3, 0, 0, 0)),
    "V": (1e3, (2, 1, -3, 0, -1, 0)),
    "Ohm": (1e3, (2, 1, -3, 0, -2, 0)),
    "S": (1e-3, (-2, -1, 3, 0, 2, 0)),
    "Hz": (1.0, (0, 0, -1, 0, 0, 0)),
    "lx": (1.0, (-2, 0, 0, 0, 0, 1)),
    "Bq": (1.0, (0, 0, -1, 0, 0, 0)),
    "Sv": (1.0, (2, 0, -2, 0, 0, 0)),
    "eq": (1.0, _NONE),
}
_PLAIN: dict[str, tuple[float, Dimension]] = {
    "min": (60.0, (0, 0, 1, 0, 0, 0)),
    "h": (3600.0, (0, 0, 1, 0, 0, 0)),
    "d": (86400.0, (0, 0, 1, 0, 0, 0)),
    "wk": (604800.0, (0, 0, 1, 0, 0, 0)),
    "mo": (2629800.0, (0, 0, 1, 0, 0, 0)),
    "a": (31557600.0, (0, 0, 1, 0, 0, 0)),
    "har": (1e4, (2, 0, 0, 0, 0, 0)),
    "deg": (math.pi / 180.0, _NONE),
    "rad": (1.0, _NONE),
    "%": (1e-2, _NONE),
    "[ppth]": (1e-3, _NONE),
    "[ppm]": (1e-6, _NONE),
    "[ppb]": (1e-9, _NONE),
    "[kn_i]": (1852.0 / 3600.0, (1, 0, -1, 0, 0, 0)),
}
#: Units whose scale is their own: they convert only to themselves (and Cel to K).
_SPECIAL: dict[str, tuple[float, float, Dimension, str]] = {
    "Cel": (1.0, 273.15, (0, 0, 0, 1, 0, 0), "temperature"),
    "[pH]": (1.0, 0.0, _NONE, "acidity"),
    "dB": (1.0, 0.0, _NONE, "sound"),
    "[NTU]": (1.0, 0.0, _NONE, "turbidity"),
}
#: code: (Chinese, symbol, quantity)
_NAMES: dict[str, tuple[str, str, str]] = {
    "m": ("米", "m", "length"),
    "cm": ("厘米", "cm", "length"),
    "mm": ("毫米", "mm", "length"),
    "km": ("千米", "km", "length"),
    "m2": ("平方米", "m²", "area"),
    "km2": ("平方千米", "km²", "area"),
    "har": ("公顷", "hm²", "area"),
    "L": ("升", "L", "volume"),
    "m3": ("立方米", "m³", "volume"),
    "L/s": ("升每秒", "L/s", "flow"),
    "m3/s": ("立方米每秒", "m³/s", "flow"),
    "m3/h": ("立方米每小时", "m³/h", "flow"),
    "m3/d": ("立方米每日", "m³/d", "flow"),
    "mm/h": ("毫米每小时", "mm/h", "rain"),
    "m/s": ("米每秒", "m/s", "speed"),
    "km/h": ("千米每小时", "km/h", "speed"),
    "[kn_i]": ("节", "kn", "speed"),
    "g": ("克", "g", "mass"),
    "kg": ("千克", "kg", "mass"),
    "t": ("吨", "t", "mass"),
    "s": ("秒", "s", "time"),
    "min": ("分钟", "min", "time"),
    "h": ("小时", "h", "time"),
    "d": ("天", "d", "time"),
    "ug/m3": ("微克每立方米", "μg/m³", "concentration"),
    "mg/m3": ("毫克每立方米", "mg/m³", "concentration"),
    "mg/L": ("毫克每升", "mg/L", "concentration"),
    "ug/L": ("微克每升", "μg/L", "concentration"),
    "[ppm]": ("百万分之一", "ppm", "ratio"),
    "[ppb]": ("十亿分之一", "ppb", "ratio"),
    "%": ("百分之一", "%", "ratio"),
    "1": ("无量纲", "", "ratio"),
    "Cel": ("摄氏度", "℃", "temperature"),
    "K": ("开", "K", "temperature"),
    "Pa": ("帕", "Pa", "pressure"),
    "hPa": ("百帕", "hPa", "pressure"),
    "kPa": ("千帕", "kPa", "pressure"),
    "MPa": ("兆帕", "MPa", "pressure"),
    "V": ("伏", "V", "voltage"),
    "A": ("安", "A", "current"),
    "W": ("瓦", "W", "power"),
    "kW": ("千瓦", "kW", "power"),
    "kW.h": ("千瓦时", "kW·h", "energy"),
    "Hz": ("赫", "Hz", "frequency"),
    "lx": ("勒克斯", "lx", "illuminance"),
    "deg": ("度", "°", "angle"),
    "uS/cm": ("微西每厘米", "μS/cm", "conductivity"),
    "[pH]": ("酸碱度", "pH", "acidity"),
    "dB": ("分贝", "dB", "sound"),
    "[NTU]": ("浊度", "NTU", "turbidity"),
    "{index}": ("指数", "", "index"),
    "{count}": ("个", "", "count"),
    "{person}": ("人", "", "count"),
    "{person}/m2": ("人每平方米", "人/m²", "density"),
    "{vehicle}": ("辆", "", "count"),
    "{CNY}": ("元", "元", "money"),
    "{vehicle}/h": ("辆每小时", "辆/h", "traffic"),
}
#: Units as people write them in statistics, and those whose symbol is Chinese: their English. The web has the
#: same words (core/format.ts).
ENGLISH: dict[str, str] = {
    "亿元": "100 million yuan",
    "万元": "10,000 yuan",
    "元": "yuan",
    "{CNY}": "yuan",
    "{person}/m2": "people/m²",
    "{vehicle}/h": "vehicles/h",
    "亿千瓦时": "100 million kWh",
    "万千瓦时": "10,000 kWh",
    "万千瓦": "10,000 kW",
    "万吨": "10,000 t",
    "吨": "t",
    "亩": "mu",
    "天": "days",
    "次": "times",
    "人": "people",
    "万人": "10,000 people",
    "人次": "visits",
    "万人次": "10,000 visits",
    "户": "households",
    "家": "units",
    "个": "",
    "件": "items",
    "起": "incidents",
    "宗": "cases",
    "笔": "deals",
    "条": "items",
    "项": "items",
    "辆": "vehicles",
}
_TERM = re.compile(r"(?P<atom>\[[^\]\s]+\]|[A-Za-z%]+|1)(?P<power>-?\d+)?(?:\{[^{}]*\})?|\{[^{}]+\}")


def _atom(code: str) -> tuple[float, Dimension] | None:
    if code == "1":
        return 1.0, _NONE
    found = _PLAIN.get(code) or _METRIC.get(code)
    if found:
        return found
    for prefix, scale in _PREFIXES.items():
        if code.startswith(prefix) and (metric := _METRIC.get(code[len(prefix) :])):
            return scale * metric[0], metric[1]
    return None


def _parse(code: str) -> tuple[float, Dimension] | None:
    factor, powers, sign, position = 1.0, [0] * 6, 1, 0
    while position < len(code):
        if position:
            if code[position] not in "./":
                return None
            sign = 1 if code[position] == "." else -1
            position += 1
        term = _TERM.match(code, position)
        if term is None:
            return None
        position = term.end()
        if term["atom"] is None:
            continue
        atom = _atom(term["atom"])
        if atom is None:
            return None
        power = sign * int(term["power"] or 1)
        factor *= atom[0] ** power
        powers = [have + power * more for have, more in zip(powers, atom[1], strict=True)]
    return factor, (powers[0], powers[1], powers[2], powers[3], powers[4], powers[5])


@functools.lru_cache(maxsize=1024)
def english_symbol(code: str) -> str:
    """The symbol of a unit in an English sentence; what nobody has translated stays as it is written."""
    if code in ENGLISH:
        return ENGLISH[code]
    found = find_unit(code)
    return found.symbol if found else code


def find_unit(code: str) -> Unit | None:
    """The unit of a UCUM code, or None where it is no code we understand."""
    zh, symbol, quantity = _NAMES.get(code, (code, code, ""))
    if special := _SPECIAL.get(code):
        factor, offset, dimension, quantity = special
        return Unit(
            code=code,
            zh=zh,
            symbol=symbol,
            quantity=quantity,
            dimension=dimension,
            factor=factor,
            offset=offset,
        )
    parsed = _parse(code) if code and len(code) <= 32 else None
    if parsed is None:
        return None
    return Unit(code=code, zh=zh, symbol=symbol, quantity=quantity, dimension=parsed[1], factor=parsed[0])


def get_unit(code: str) -> Unit:
    """The unit of a UCUM code; refuses what is not understood."""
    unit = find_unit(code)
    if unit is None:
        raise UnknownUnit(unit=code)
    return unit


def named_units() -> tuple[Unit, ...]:
    """The units that have a Chinese name, for pickers."""
    return tuple(get_unit(code) for code in _NAMES)


def convert(value: float, unit: str, to: str) -> float:
    """`value` of `unit` expressed in `to`; refuses where they measure different things."""
    if unit == to:
        get_unit(unit)
        return value
    here, there = get_unit(unit), get_unit(to)
    own_scale = {"[pH]", "dB", "[NTU]"} & {unit, to}
    if here.dimension != there.dimension or own_scale or _labels(unit) != _labels(to):
        raise UnitsDiffer(unit=unit, other=to)
    return (value * here.factor + here.offset - there.offset) / there.factor


def _labels(code: str) -> frozenset[str]:
    """What is counted: 5 {person} are not 5 {vehicle}."""
    return frozenset(re.findall(r"\{[^{}]*\}", code))
