"""A watched page: nothing outside asked for, nothing fails, nothing overflows, no word untranslated."""

from __future__ import annotations

import io
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image, ImageChops
from playwright.sync_api import Browser, Locator, Page, Response
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import TimeoutError as PlaywrightTimeout

ROOT = Path(__file__).parents[2]
# Kept pictures are replaced by hand, when a screen changed: YIWANG_TEST_SCREENS=docs/screens.
SCREENS = ROOT / os.environ.get("YIWANG_TEST_SCREENS", "build/screens")
MOST_BYTES = 200_000
EDGE = 64
LITTLE = 1e-5
LOOPBACK = {"127.0.0.1", "localhost", "[::1]", ""}
SIZES = {
    "wide": (3840, 1080),
    "wall": (1920, 1080),
    "office": (1440, 900),
    "tall": (1440, 1400),
    "desk": (1366, 768),
    "phone": (390, 844),
}

# What may stand in Latin letters on a Chinese page: units, the language switch, key names, chemical names,
# and what is called so in Chinese too.
LATIN = {"English", "Ctrl", "PM", "cm", "mm", "mg", "pH", "Excel", "Word", "PDF", "KTV"}
VISIBLE_WORDS = """
() => {
  const found = [];
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!element || element.closest('.mono, kbd, script, style, [data-codes]') || !seen(element)) continue;
    found.push(node.textContent);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')) {
    if (element.closest('.mono, [data-codes]') || !seen(element)) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      found.push(element.getAttribute(name) || '');
  }
  return found;
}
"""
OVERFLOW = """
() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const out = [];
  for (const element of document.querySelectorAll('main *, header *, nav *')) {
    const style = getComputedStyle(element);
    if (style.overflowX !== 'visible' || style.display === 'inline' || element.clientWidth === 0) continue;
    if (element.closest('.maplibregl-map, .chart, .sr-only, [data-spill]')) continue;
    if (element.scrollWidth > element.clientWidth + 2)
      out.push(`${element.tagName}.${element.className} ${element.scrollWidth} > ${element.clientWidth}`);
  }
  return { wide, out: out.slice(0, 8) };
}
"""
# A rule's own impact is that of whatever it finds: rules whose findings would be dropped are not run.
SERIOUS = """
async () => {
  const low = axe._audit.rules.filter((rule) => ['minor', 'moderate'].includes(rule.impact));
  const rules = Object.fromEntries(low.map((rule) => [rule.id, { enabled: false }]));
  const { violations } = await axe.run(document, { resultTypes: ['violations'], rules });
  return violations.filter((one) => ['serious', 'critical'].includes(one.impact))
    .map((one) => ({ id: one.id, nodes: one.nodes.slice(0, 4)
      .map((node) => node.html.slice(0, 160) + ' | ' + (node.any[0]?.message ?? '')) }));
}
"""


@cache
def axe() -> str:
    return (ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def taken(page: Page) -> bytes:
    """A picture of the page as PNG.

    Chromium copies the frame that it has just drawn. On a busy machine there is now and then none to copy
    within its own patience, and the next one is there: only this error is tried again, and only thrice.
    """
    for wait_ms in (200, 500, 1000):
        try:
            return page.screenshot(type="png")
        except PlaywrightError as error:
            if "Unable to capture screenshot" not in error.message:
                raise
            page.wait_for_timeout(wait_ms)
    return page.screenshot(type="png")


def jpeg(png: bytes, quality: int) -> bytes:
    """The same picture as JPEG: encoded here, as the browser would draw the whole page anew for it."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def alike(kept: Path, png: bytes) -> bool:
    """Whether a kept picture shows what this one shows, but for what JPEG makes of edges."""
    with Image.open(kept) as old, Image.open(io.BytesIO(png)) as new:
        if old.size != new.size:
            return False
        apart = ImageChops.difference(old.convert("L"), new.convert("L")).histogram()
    return sum(apart[EDGE:]) < LITTLE * sum(apart)


class Watched:
    """One person's tab. `look` is called on every page that the scene shows."""

    def __init__(self, browser: Browser, url: str, size: str = "desk", language: str = "zh") -> None:
        width, height = SIZES[size]
        self.url = url
        self.language = language
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=size == "phone",
            is_mobile=size == "phone",
            reduced_motion="reduce",
        )
        self.context.add_init_script(f"localStorage.setItem('yiwang.language', '{language}')")
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("response", self._answered)

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and (parts.hostname or "") not in LOOPBACK:
            self.faults.append(f"asked outside: {url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} {response.url}")

    def sign_in(self, login: str, password: str) -> Watched:
        self.page.goto(f"{self.url}/sign-in")
        self.page.fill("#login", login)
        self.page.fill("#password", password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)
        return self

    def cookies(self) -> dict[str, str]:
        return {one["name"]: one["value"] for one in self.context.cookies()}

    def come_back(self, cookies: dict[str, str]) -> Watched:
        """Signed in with the cookies of an earlier tab; no page is open yet."""
        self.context.add_cookies(
            [{"name": name, "value": cookies[name], "url": self.url, "httpOnly": True} for name in cookies]
        )
        return self

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.url}{path}")
        return self.page

    def settle(self) -> None:
        """Until nothing is being read and the map and the charts stand still.

        Patient: two maps drawn without a GPU on a busy machine take half a minute.
        """
        self.page.wait_for_function(
            "() => !document.querySelector('.state-bars') && "
            "[...document.querySelectorAll('.live-map, .chart')].every((one) => one.dataset.ready)",
            timeout=120_000,
            polling=100,
        )
        self.page.wait_for_timeout(300)

    def look(self, name: str = "", *, keep: bool = True) -> None:
        """Every check of a shown page, and its picture."""
        self.settle()
        assert self.faults == [], self.faults
        overflow: dict[str, Any] = self.page.evaluate(OVERFLOW)
        assert overflow["wide"] <= 0, f"{self.page.url} is wider than the window: {overflow}"
        assert overflow["out"] == [], f"{self.page.url}: {overflow['out']}"
        if self.language == "zh":
            left = self.english_left()
            assert left == [], f"English on {self.page.url}: {left}"
        else:
            left = self.keys_left()
            assert left == [], f"keys on {self.page.url}: {left}"
        findings = self.serious()
        assert findings == [], f"{self.page.url}: {findings}"
        if name and keep:
            self.picture(name)

    def texts(self) -> list[str]:
        found: list[str] = self.page.evaluate(VISIBLE_WORDS)
        return found

    def english_left(self) -> list[str]:
        """Words of three letters or more that are no unit, no name and no number of something."""
        words = re.findall(r"(?<![A-Za-z0-9./_-])[A-Za-z]{3,}(?![A-Za-z0-9_-])", "\n".join(self.texts()))
        return sorted(set(words) - LATIN)

    def keys_left(self) -> list[str]:
        """Message keys that were shown because the sentence is missing."""
        return sorted(
            set(
                re.findall(
                    r"\b(?:page|state|case|alert|event|duty|wall|phone)\.[a-z]\w+", "\n".join(self.texts())
                )
            )
        )

    def serious(self) -> list[str]:
        """Serious and critical findings of axe-core, with the element that each is about."""
        # A page that is looked at twice keeps its copy.
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(axe())
        found = self.page.evaluate(SERIOUS)
        return [json.dumps(one, ensure_ascii=False) for one in found]

    def picture(self, name: str) -> None:
        """A picture of at most 200 kB in SCREENS: PNG where it fits, else JPEG. One that shows the same
        stays as it is: a history keeps every version of a picture."""
        (SCREENS / name).parent.mkdir(parents=True, exist_ok=True)
        png = taken(self.page)
        if any(alike(one, png) for one in SCREENS.glob(f"{name}.*")):
            return
        data, ending = png, "png"
        for quality in (88, 80, 70, 60):
            if len(data) <= MOST_BYTES:
                break
            data, ending = jpeg(png, quality), "jpg"
        for old in SCREENS.glob(f"{name}.*"):
            old.unlink()
        (SCREENS / f"{name}.{ending}").write_bytes(data)

    def shown(
        self, selector: str, text: str | re.Pattern[str] | None = None, timeout_s: float = 30
    ) -> Locator:
        """Waits until it is seen, without any refresh of the page; patient, as `settle` is."""
        found = self.page.locator(selector, has_text=text) if text else self.page.locator(selector)
        try:
            found.first.wait_for(state="visible", timeout=timeout_s * 1000)
        except PlaywrightTimeout:
            said = self.page.locator("body").inner_text()[:1500]
            raise AssertionError(
                f"{selector} {text} is not on {self.page.url}, which says:\n{said}"
            ) from None
        return found.first

    def close(self) -> None:
        self.context.close()
