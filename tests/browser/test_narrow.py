"""Every desk at the width of a phone: no page scrolls sideways; what is wider scrolls within itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import reduce
from typing import Any

from tests.browser.city import ROOT
from tests.browser.conftest import Person
from tests.browser.watch import Watched
from tools.instance import Instance, Session

# Who opens what he may; the first who may.
WHO = ("dispatcher", "steward", "operator", "statmazhang", "leader", "figures")
# A phone is shown another page there.
ELSEWHERE = {"instructions/:id"}
# A page about one thing: where the first of them is found, and by what it is called. Where there is none, the
# page says so, and that is looked at.
ONE = {
    "situation/alerts/:id?": ("/api/alerts?state=all", "id"),
    "rules/one": ("/api/rules", "rule.code"),
    "rules/drafts/:id": ("/api/rules/drafts", "id"),
    "appeals/:id": ("/api/appeals", "id"),
    "matters/one": ("/api/matters", "code"),
    "coordination/events/:id": ("/api/events", "id"),
    "coordination/cases/:id": ("/api/cases", "id"),
    "knowledge/:id": ("/api/knowledge", "id"),
    "things/:id": ("/api/things", "id"),
    "access/:id?": ("/api/connectors", "id"),
    "shelf/:id": ("/api/shelf", "id"),
    "routines/one": ("/api/routines", "id"),
    "studio/:id": ("/api/studio/drafts", "id"),
    "ledgers/:ledger": ("/api/ledgers", "code"),
    "ledger-records/:id": ("/api/ledgers/drainage-facilities/records", "id"),
    "themes/signals/:id?": ("/api/themes/signals", "id"),
    "themes/monthly/:id": ("/api/themes/monthly", "id"),
    "themes/monthly/:id/edit": ("/api/themes/monthly", "id"),
    "reports/:id": ("/api/reports", "id"),
    "boards/:code": ("/api/boards", "code"),
    "boards/:code/compose": ("/api/boards", "code"),
    "indicators/one": ("/api/indicators", "code"),
    "indicators/definitions/:code": ("/api/definitions", "code"),
    "indicators/definitions/:code/compose": ("/api/definitions", "code"),
}
ARRIVED = "() => document.querySelector('#main > *') && !document.querySelector('#main .state-bars')"
# The page itself, and what pushes it: with its own box it would scroll there.
WIDE = """
() => {
  const main = document.querySelector('#main');
  const root = document.documentElement;
  const over = Math.max(root.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth);
  if (over <= 0) return '';
  const edge = main.getBoundingClientRect().right + 1;
  const wide = [...main.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > edge);
  return `${over} px: ` + wide.slice(0, 3).map((one) => `${one.tagName}.${one.className}`).join(', ');
}
"""


def desks() -> Iterable[tuple[str, str]]:
    """The paths of all desks with the permission that opens each, as the client's router has them."""
    text = (ROOT / "web" / "src" / "router.ts").read_text(encoding="utf-8")
    body = text[text.index("const desk:") : text.index("const mobile:")]
    found = re.findall(r"\n    path: '([\w/:?-]+)',(?:(?!\n  \}).)*?permission: '([\w.]+)'", body, re.S)
    assert len(found) == body.count("permission: '")
    return [one for one in found if one[0] not in ELSEWHERE]


def first(person: Session, path: str, name: str) -> str:
    told: Any = person.get(path)
    rows = told if isinstance(told, list) else told["items"]
    return str(reduce(lambda row, part: row[part], name.split("."), rows[0])) if rows else "none"


def address(person: Session, path: str) -> str:
    if path not in ONE:
        assert ":" not in path, f"{path}: what is it about? Say so in ONE"
        return f"/desk/{path}"
    key = first(person, *ONE[path])
    if ":" not in path:
        return f"/desk/{path}?{ONE[path][1].rpartition('.')[2]}={key}"
    return "/desk/" + re.sub(r":\w+\??", key, path)


def test_no_desk_scrolls_sideways_on_a_phone(instance: Instance, person: Person) -> None:
    people = {login: instance.sign_in(login) for login in WHO}
    tabs: dict[str, Watched] = {}
    wide: list[str] = []
    for path, permission in desks():
        login = next((one for one in WHO if permission in people[one].told["subject"]["permissions"]), None)
        assert login, f"{path}: nobody of {WHO} has {permission}"
        if login not in tabs:
            tabs[login] = person(login, size="phone")
        page = tabs[login].go(address(people[login], path))
        for _ in ("zh", "en"):
            page.wait_for_function(ARRIVED, timeout=120_000)
            if path not in ONE:
                assert page.locator("#main .problem").count() == 0, f"{page.url}: {page.inner_text('#main')}"
            found = page.evaluate(WIDE)
            if found:
                wide.append(f"{page.url} {page.evaluate('document.documentElement.lang')} {found}")
            page.get_by_role("button", name=re.compile("^(English|中文)$")).click()
    assert wide == []
