"""No operation without a permission, and none that changes something in silence."""

from __future__ import annotations

import re

import pytest
from django.http import HttpRequest
from django.test import Client
from ninja import NinjaAPI, Router
from ninja.errors import ConfigError

from yiwang.identity.api import Routes, route_faults, route_table
from yiwang.identity.contracts import SignedIn


def view(request: HttpRequest) -> None:
    """Nothing."""


def faults_of(router: Router) -> list[str]:
    api = NinjaAPI(urls_namespace=f"probe-{id(router)}")
    api.add_router("", router)
    return route_faults(route_table(api))


def test_every_operation_of_the_house_says_who_may_call_it_and_what_it_tells() -> None:
    from yiwang.app.urls import api

    rows = route_table(api)
    assert len(rows) > 15
    assert route_faults(rows) == []


@pytest.mark.django_db
def test_no_operation_is_hidden_behind_another_of_the_same_address(client: Client) -> None:
    """Two rooms with one address, or `/x/{code}` before `/x/word`: the first alone would be asked."""
    from yiwang.app.urls import api_document

    hidden = []
    for path, operations in api_document()["paths"].items():
        for method in operations:
            asked = client.generic(method.upper(), re.sub(r"\{\w+\}", "1", path))
            if asked.status_code == 405:
                hidden.append(f"{method} {path}")
    assert hidden == []


def test_an_operation_that_names_no_permission_cannot_be_made() -> None:
    routes = Routes()
    for wrong in ({}, {"permission": "cases.sing"}, {"permission": "cases.see", "public": True}):
        with pytest.raises(ConfigError):
            routes.get("/x", **wrong)(view)
    with pytest.raises(ConfigError):
        routes.post("/x", permission="cases.see", tells=())(view)


def test_an_operation_made_past_our_router_is_found() -> None:
    plain = Router()
    plain.get("/bare")(view)
    assert "no permission" in faults_of(plain)[0]


def test_an_operation_whose_guard_was_taken_away_is_found() -> None:
    routes = Routes()
    routes.get("/x", permission="cases.see")(view)
    routes.path_operations["/x"].operations[0].auth_callbacks = []
    assert "no permission" in faults_of(routes)[0]


def test_an_unsafe_operation_that_tells_nothing_is_found() -> None:
    routes = Routes()
    routes.post("/x", permission="cases.take")(view)
    assert "names no fact" in faults_of(routes)[0]
    good = Routes()
    good.post("/x", permission="cases.take", tells=(SignedIn,))(view)
    good.delete("/x", permission="cases.take", tells=(), because="a draft, nobody else saw it")(view)
    assert faults_of(good) == []


def test_an_auth_argument_does_not_replace_the_guard() -> None:
    routes = Routes()
    routes.get("/x", permission="cases.see", auth=None)(view)
    assert faults_of(routes) == []
