"""Writes `names_en.csv` of a city folder: `python -m tools.english_names cities/zhanjiang`.

An English name here is what road signs and the national gazetteer write: Hanyu Pinyin without tones for what
is particular, in one word, and the English word for what kind of place it is (赤坎区 → Chikan District). A
reading taken from a dictionary may be wrong for a place, so every line says where its name is from: `given`
lines were written or confirmed by a person and are never touched, `derived` lines are made anew.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from pathlib import Path

import yaml
from pypinyin import lazy_pinyin, load_single_dict

Line = tuple[str, str, str]

# The longest ending that a name has says what it is; what stands before it is its particular part.
ENDINGS = {
    "省": "Province", "自治区": "Autonomous Region", "市": "City", "区": "District", "县": "County",
    "自治县": "Autonomous County", "街道": "Subdistrict", "街道办事处": "Subdistrict", "镇": "Town",
    "乡": "Township", "民族乡": "Ethnic Township",
    "社区": "Community", "社区居委": "Community", "社区居委会": "Community", "社区居民委员会": "Community",
    "居委会": "Community", "居民委员会": "Community", "虚拟社区": "Community",
    "村": "Village", "村委会": "Village", "村民委员会": "Village", "村村委会": "Village",
    "村村民委员会": "Village",
    "生活区": "Residential Area", "虚拟生活区": "Residential Area",
    "农场": "Farm", "林场": "Forest Farm", "果场": "Orchard", "盐场": "Saltworks", "茶场": "Tea Farm",
    "园区": "Park", "工业园": "Industrial Park", "工业园区": "Industrial Park", "新区": "New Area",
    "开发区": "Development Zone", "经济开发区": "Economic Development Zone",
    "经济技术开发区": "Economic and Technological Development Zone",
    "高新技术产业开发区": "High-tech Industrial Development Zone", "高新区": "High-tech Zone",
}  # fmt: skip
MOST = max(map(len, ENDINGS))
"""Kinds of place that may stand before another kind: 红湖农场生活区 is Honghu Farm Residential Area."""
WITHIN = ("农场", "林场", "果场", "盐场", "茶场", "开发区", "经济开发区")


# How places read what words read otherwise; the dictionary's phrases still go first (校长 stays xiao zhang).
READINGS = {
    "长": "cháng", "调": "tiáo", "圩": "xū", "涌": "chōng", "咀": "zuǐ", "陂": "bēi", "仔": "zǎi", "都": "dū",
    "曾": "zēng", "翟": "zhái", "佛": "fó", "什": "shí", "卜": "bǔ", "勒": "lè", "朝": "cháo", "降": "jiàng",
    "浚": "xùn", "解": "xiè", "铅": "yán", "单": "shàn", "歙": "shè", "㙍": "zhuì",
}  # fmt: skip
load_single_dict({ord(sign): reading for sign, reading in READINGS.items()})


def english(name: str) -> str:
    """The English name of a place: its particular part in pinyin, its kind in English."""
    for size in range(min(MOST, len(name) - 1), 0, -1):
        particular, ending = name[:-size], name[-size:]
        if ending not in ENDINGS:
            continue
        # One syllable is no name: 南村 is Nancun Village, 浚县 is Xunxian County.
        if len(particular) == 1:
            particular += ending[0]
        elif particular.endswith(WITHIN):
            return f"{english(particular)} {ENDINGS[ending]}"
        return f"{pinyin(particular)} {ENDINGS[ending]}"
    return pinyin(name)


def pinyin(words: str) -> str:
    """One word, with an apostrophe where a syllable would run into the one before it."""
    first, *rest = lazy_pinyin(words, v_to_u=True)
    told = first + "".join(f"'{one}" if one[0] in "aoe" else one for one in rest)
    return told[:1].upper() + told[1:]


def lines(folder: Path) -> list[Line]:
    """Every area of the folder with its English name; `given` ones as they stand."""
    file = folder / "names_en.csv"
    kept = {}
    if file.exists():
        with file.open(encoding="utf-8", newline="") as text:
            kept = {row["area"]: row["name"] for row in csv.DictReader(text) if row["origin"] == "given"}
    with (folder / "divisions.csv").open(encoding="utf-8", newline="") as text:
        areas = {row["code"]: row["name"] for row in csv.DictReader(text)}
    city = yaml.safe_load((folder / "city.yaml").read_text(encoding="utf-8"))
    areas |= {one["id"]: one["name"] for one in city.get("functional", [])}
    return [
        (area, kept[area], "given") if area in kept else (area, english(name), "derived")
        for area, name in areas.items()
    ]


def text_of(rows: list[Line]) -> str:
    into = io.StringIO()
    csv.writer(into, lineterminator="\n").writerows([("area", "name", "origin"), *rows])
    return into.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    for folder in parser.parse_args().folders:
        rows = lines(folder)
        (folder / "names_en.csv").write_text(text_of(rows), encoding="utf-8")
        print(f"{folder}: {len(rows)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
