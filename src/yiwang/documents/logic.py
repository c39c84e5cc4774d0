"""Making a picture safe: decoded, bounded, turned upright, encoded anew without anything hidden. No I/O."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, ImageOps

from yiwang.documents.contracts import EmptyFile, NotAPicture, TooLarge, TooManyPixels
from yiwang.kernel.clock import SHANGHAI
from yiwang.kernel.errors import Refusal
from yiwang.kernel.geometry import check_point

MOST_BYTES = 10 * 1024 * 1024
#: More than any phone takes; a small file that claims more is a decompression bomb.
MOST_PIXELS = 60_000_000
#: The longest side kept: enough to read a number plate, small enough for a phone line.
LONGEST_SIDE = 3200
MEDIA = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
SUFFIX = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
_EXIF, _GPS = 0x8769, 0x8825
_TAKEN, _OFFSET = 36867, 36881

# The bound above is checked on the header, before a pixel is decoded; Pillow's own only warns.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """A picture made safe, and what it said of itself."""

    data: bytes
    media_type: str
    width: int
    height: int
    taken_at: datetime | None
    lon: float | None
    lat: float | None


def clean(data: bytes, now: datetime) -> Clean:
    """The picture encoded anew from its pixels: no EXIF, no comment, no second file hidden behind the
    first."""
    if not data:
        raise EmptyFile()
    if len(data) > MOST_BYTES:
        raise TooLarge(most_mb=MOST_BYTES // 1024 // 1024)
    try:
        with warnings.catch_warnings():  # a decoder warns of damage; we take the pixels or refuse
            warnings.simplefilter("ignore")
            return _clean(data, now)
    except Refusal:
        raise
    except Exception as wrong:  # whatever a decoder makes of hostile bytes, the answer is one refusal
        raise NotAPicture() from wrong


def _clean(data: bytes, now: datetime) -> Clean:
    with Image.open(io.BytesIO(data), formats=tuple(MEDIA)) as picture:
        kind = str(picture.format)
        pixels = picture.width * picture.height
        if pixels > MOST_PIXELS:
            raise TooManyPixels(pixels=pixels, most=MOST_PIXELS)
        taken_at, (lon, lat) = _said(picture, now)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        encoded = _encode(upright, kind)
    return Clean(
        data=encoded,
        media_type=MEDIA[kind],
        width=upright.width,
        height=upright.height,
        taken_at=taken_at,
        lon=lon,
        lat=lat,
    )


def _said(picture: Image.Image, now: datetime) -> tuple[datetime | None, tuple[float | None, float | None]]:
    """Time and place of the picture's own notes; damaged notes do not cost the evidence."""
    try:
        exif = picture.getexif()
        return read_time(exif.get_ifd(_EXIF), now), read_place(exif.get_ifd(_GPS))
    except Exception:  # the notes are a format of their own, with its own ways to break
        return None, (None, None)


def _encode(picture: Image.Image, kind: str) -> bytes:
    """The pixels alone: a new image carries over no metadata."""
    mode = "RGBA" if kind != "JPEG" and picture.has_transparency_data else "RGB"
    plain = Image.new(mode, picture.size)
    plain.paste(picture.convert(mode))
    out = io.BytesIO()
    options: dict[str, Any] = {"JPEG": {"quality": 88, "optimize": True}, "WEBP": {"quality": 88}}.get(
        kind, {}
    )
    plain.save(out, kind, **options)
    return out.getvalue()


def narrowed(data: bytes, width: int) -> bytes:
    """A JPEG of the picture, at most `width` wide, for lists."""
    with Image.open(io.BytesIO(data), formats=tuple(MEDIA)) as picture:
        small = picture.convert("RGB")
        small.thumbnail((width, width * 4))
        out = io.BytesIO()
        small.save(out, "JPEG", quality=80)
    return out.getvalue()


def read_time(exif: Mapping[int, Any], now: datetime) -> datetime | None:
    """When the picture says it was taken; None where it says nothing, nonsense, or a time to come.

    Without a zone of its own the camera's clock is taken as local time.
    """
    try:
        taken = datetime.strptime(str(exif.get(_TAKEN, "")).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        zone = str(exif.get(_OFFSET, "")).strip("\0 ")
        moment = datetime.fromisoformat(f"{taken.isoformat()}{zone}") if zone else taken
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=SHANGHAI)
    except ValueError:
        return None
    return believed(moment, now)


def believed(moment: datetime | None, now: datetime) -> datetime | None:
    """The moment, unless it is absurd: older than twenty years or more than an hour ahead of our clock."""
    if moment is None or moment.tzinfo is None:
        return None
    return moment if now - timedelta(days=7300) < moment < now + timedelta(hours=1) else None


def read_place(gps: Mapping[int, Any]) -> tuple[float | None, float | None]:
    """Longitude and latitude of the picture's GPS record, None where there is none that can be true."""
    try:
        lat = _degrees(gps[2]) * (-1 if str(gps.get(1, "N")).startswith("S") else 1)
        lon = _degrees(gps[4]) * (-1 if str(gps.get(3, "E")).startswith("W") else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None, None
    return place(lon, lat)


def place(lon: float | None, lat: float | None) -> tuple[float | None, float | None]:
    """The point where it can be meant; evidence with a wrong place is kept without one."""
    if lon is None or lat is None:
        return None, None
    try:
        return check_point(lon, lat)
    except Refusal:
        return None, None


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    total = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(total):
        raise ValueError("not finite")
    return total


def safe_name(name: str, media_type: str) -> str:
    """A file name for people: no path, no control characters, the ending of what it really is."""
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    kept = "".join(letter for letter in stem if letter.isprintable() and letter not in '<>:"|?*')[:120].strip(
        " ."
    )
    return f"{kept or 'photo'}.{SUFFIX[media_type]}"
