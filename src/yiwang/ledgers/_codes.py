"""城市码: one maker of codes that say themselves whether they were copied rightly, and their QR code."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

from django.conf import settings

from yiwang.kernel import statements
from yiwang.kernel.declarations import read_yaml
from yiwang.ledgers import logic
from yiwang.ledgers.declarations import CityCodes, CodeClass
from yiwang.ledgers.models import CityCodeNumber

SHIPPED = Path(__file__).parent / "data" / "city_codes.yaml"
QUIET = 4
"""Modules of white that a QR code needs round it (ISO/IEC 18004)."""


@cache
def form() -> CityCodes:
    """How codes are made up here, read once a process; raises DeclarationFaults."""
    own = Path(settings.YIWANG.home) / "city-codes.yaml"
    return read_yaml(own if own.exists() else SHIPPED, CityCodes)


def find_class(code: str) -> CodeClass | None:
    return next((one for one in form().classes if one.code == code), None)


def new_code(object_class: str) -> str:
    """The next 城市码 of a class; inside the transaction of what bears it. Raises LookupError."""
    return new_codes(object_class, 1)[0]


def new_codes(object_class: str, many: int) -> list[str]:
    """The next so many of a class. Raises LookupError."""
    found = find_class(object_class)
    if found is None:
        raise LookupError(f"there is no class {object_class!r} of city codes")
    last = statements.next_of(CityCodeNumber, found.letter, many)
    return [logic.city_code(form(), found.letter, number) for number in range(last - many + 1, last + 1)]


def _modules(text: str) -> list[list[bool]]:
    # Here and not above: a start that draws no code need not wait for it.
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    return [[bool(code.isDark(row, column)) for column in range(count)] for row in range(count)]


def svg(text: str, label: str) -> bytes:
    """A QR code as SVG, `label` (our own code: letters and digits) below it, for a plate of any size."""
    modules = _modules(text)
    wide = len(modules) + 2 * QUIET
    dark = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row, line in enumerate(modules)
        for column, is_dark in enumerate(line)
        if is_dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {wide + 3}" role="img" '
        f'aria-label="{label}">'
        f'<rect width="{wide}" height="{wide + 3}" fill="#fff"/><path d="{dark}" fill="#000"/>'
        f'<text x="{wide / 2}" y="{wide + 0.8}" font-family="monospace" font-size="2.6" text-anchor="middle">'
        f"{label}</text></svg>"
    ).encode()


def png(text: str, scale: int = 8) -> bytes:
    """The same without its label, as a picture of `scale` dots a module."""
    from PIL import Image

    modules = _modules(text)
    wide = len(modules) + 2 * QUIET
    image = Image.new("1", (wide, wide), 1)
    for row, line in enumerate(modules):
        for column, is_dark in enumerate(line):
            if is_dark:
                image.putpixel((column + QUIET, row + QUIET), 0)
    file = io.BytesIO()
    image.resize((wide * scale, wide * scale), Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()
