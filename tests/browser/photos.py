"""Photographs for the scenes, drawn by the browser itself: a flooded underpass, cordoned, then dry."""

from __future__ import annotations

from playwright.sync_api import Browser

from tests.browser.watch import jpeg, taken

SCENE = """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600" width="800" height="600">
  <rect width="800" height="600" fill="#9fb3c4"/><path d="M0 210 800 170V600H0z" fill="#6d7680"/>
  <path d="M60 130h680v90H60z" fill="#7c858e"/>
  <path d="M60 220 250 600M740 220 560 600" stroke="#e8e4d0" stroke-width="8"/>
  <path d="M392 240l-8 60h22l-4-60zM382 340l-12 90h36l-6-90z" fill="#e8e4d0"/>{water}
  <g id="cone"><path d="M130 450 160 330h20l30 120z" fill="#e4572e"/>
    <path d="M148 390h44M140 420h60" stroke="#fff" stroke-width="12"/></g>
  <use href="#cone" x="460"/>
  <rect x="20" y="540" width="330" height="40" fill="#0008"/>
  <text x="34" y="568" font-size="24" fill="#fff" font-family="Noto Sans CJK SC">{words}</text>
</svg>
"""
WATER = (
    '<path d="M110 330c120-22 240 18 360 0s170-14 230 6v180c-120 26-420 30-590 0z" '
    'fill="#4b6a86" opacity=".86"/>'
)


def photo(browser: Browser, words: str, *, flooded: bool) -> bytes:
    """A JPEG as a phone would hand it in."""
    page = browser.new_page(viewport={"width": 800, "height": 600})
    page.set_content(
        f"<style>body{{margin:0}}</style>{SCENE.format(water=WATER if flooded else '', words=words)}"
    )
    data = jpeg(taken(page), 85)
    page.close()
    return data
