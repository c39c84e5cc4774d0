from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cases import city
from yiwang.identity import api as identity
from yiwang.identity.api import Subject
from yiwang.kernel import clock
from yiwang.studio import api
from yiwang.studio.contracts import StudioDetail

REPOSITORY = Path(__file__).parents[2]
Begin = Callable[..., StudioDetail]


@pytest.fixture
def who(db: None, wound: clock.VirtualClock) -> Callable[[str], Subject]:
    """The small city with two analysts of one unit, one of another, and two stewards."""
    city.settle()
    city.person("ann", "c-cgj", city.CITY, "analyst")
    city.person("abe", "c-cgj", city.CITY, "analyst")
    city.person("other", "w-zf", city.WEST, "analyst")
    city.person("sam", "c-yx", city.CITY, "data_steward")
    return identity.subject_of


@pytest.fixture
def begin() -> Begin:
    """A draft of a shipped scene, under a name of its own."""

    def made(subject: Subject, topic: str = "puddles", like: str = "device-alarm") -> StudioDetail:
        return api.detail(subject, api.create(subject, topic, like).id)

    return made


@pytest.fixture
def any_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small city has not the units that the shipped scenes name: those faults are another test's."""
    from yiwang.packs import logic

    monkeypatch.setattr(logic, "tell_unknown_units", lambda *_: None)
