"""Makes the font that PDFs carry: `python -m tools.font NotoSerifSC-Regular.otf` (or Debian's collection).

Noto Serif SC (SIL Open Font License 1.1) cut to the characters that a city writes and turned into TrueType
outlines, which is what reportlab can embed. Run by hand, once in years, after `pip install fonttools zhon`:
neither is needed to build or to run, so neither is in the lock files. The outcome is committed.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INTO = ROOT / "src" / "yiwang" / "reports" / "fonts" / "YiwangSong-Regular.ttf"
NAME = "Yiwang Song"
# Latin with accents (English names of places may have them), Greek, punctuation, units, arrows, boxes, ①,
# Chinese punctuation, full-width forms.
RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x1CD, 0x1DC), (0x391, 0x3C9), (0x2010, 0x2027), (0x2030, 0x203B),
    (0x20AC, 0x20AC), (0x2100, 0x2122), (0x2150, 0x217F), (0x2190, 0x21FF), (0x2200, 0x22FF),
    (0x2460, 0x249B), (0x2500, 0x257F), (0x25A0, 0x25EF), (0x2605, 0x2642), (0x3000, 0x301E),
    (0x3220, 0x3229), (0x3380, 0x33DF), (0xFF01, 0xFFE5),
)  # fmt: skip


def characters() -> set[int]:
    """GB 2312, what dictionaries of today's Chinese have beyond it, and every name of the cities here."""
    from zhon import cedict

    wanted = {one for first, last in RANGES for one in range(first, last + 1)}
    rows = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    wanted |= {ord(one) for row in rows for one in row.decode("gb2312", "ignore")}
    wanted |= {ord(one) for one in cedict.simplified}
    for table in (ROOT / "cities").glob("*/*.csv"):
        with table.open(encoding="utf-8", newline="") as text:
            wanted |= {ord(one) for row in csv.DictReader(text) for one in row.get("name") or ""}
    return wanted


def make(source: Path) -> None:
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont, newTable

    # Of a collection the third member is the one for the mainland's forms.
    font = TTFont(source, fontNumber=2 if source.suffix == ".ttc" else -1, recalcTimestamp=False)
    options = Options()
    options.layout_features, options.hinting, options.notdef_outline = [], False, True
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG", "vhea", "vmtx", "DSIG"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    cutter = Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)

    drawn = font.getGlyphSet()
    outlines = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(drawn)
        # A thousandth of the em off at most; TrueType outlines turn the other way.
        drawn[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        outlines[name] = pen.glyph()
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphs, glyf.glyphOrder = outlines, font.getGlyphOrder()
    glyf.compile(font)
    for name, glyph in outlines.items():
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    for field in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements",
    ):  # fmt: skip
        setattr(maxp, field, 0)
    maxp.maxZones = 1
    maxp.compile(font)
    del font["CFF "]
    font["post"].formatType, font["post"].extraNames, font["post"].mapping = 3.0, [], {}
    font.sfntVersion = "\000\001\000\000"
    _name(font)
    INTO.parent.mkdir(exist_ok=True)
    font.save(INTO)
    print(
        f"{INTO.relative_to(ROOT)}: {len(outlines)} glyphs, {INTO.stat().st_size / 2**20:.1f} MiB",
        file=sys.stderr,
    )


def _name(font) -> None:  # type: ignore[no-untyped-def]
    """A changed font bears a name of its own, and keeps who made it and under which licence."""
    words = {1: NAME, 2: "Regular", 3: f"{NAME} Regular", 4: f"{NAME} Regular", 6: "YiwangSong-Regular"}
    table = font["name"]
    kept = {number: str(table.getDebugName(number) or "") for number in (0, 5, 13, 14)}
    table.names = []
    for number, text in sorted((kept | words).items()):
        table.setName(text, number, 3, 1, 0x409)
        table.setName(text, number, 1, 0, 0)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=Path)
    make(parser.parse_args().source)
    return 0


if __name__ == "__main__":
    sys.exit(main())
