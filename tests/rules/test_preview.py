"""How far a preview over the lake is, for whoever waits for it, and its end at his word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.rules.conftest import City
from tests.rules.test_alerts import officer
from tests.rules.test_desk import DEEPER, month, steward, words
from yiwang.rules import _preview, _progress, api
from yiwang.rules.contracts import PreviewCancelled, PreviewProgress, UnknownPreview
from yiwang.sensing import api as sensing
from yiwang.sensing.contracts import ObservationColumns


def test_the_past_is_read_in_slices_and_says_the_same(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    start, end = month(city, 20, 41, 18)
    whole = api.preview(steward(), start, end, declaration=words(levels=DEEPER), draft_id="")
    monkeypatch.setattr(_preview, "SLICE", timedelta(minutes=7))
    monkeypatch.setattr(_preview, "CHUNK", 11)
    assert api.preview(steward(), start, end, declaration=words(levels=DEEPER), draft_id="") == whole


def test_who_waits_for_a_preview_sees_how_far_it_is_and_nobody_else_does(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, end = month(city, 20, 41)
    seen: list[PreviewProgress] = []
    other = officer()

    def look(*given: object) -> ObservationColumns:
        seen.append(api.preview_progress(steward(), "t-1"))
        with pytest.raises(UnknownPreview):
            api.preview_progress(other, "t-1")
        with pytest.raises(UnknownPreview):
            api.cancel_preview(other, "t-1")
        return history(*given)  # type: ignore[arg-type]

    history = sensing.history
    monkeypatch.setattr(_progress, "EVERY_S", 0.0)
    monkeypatch.setattr(_preview, "SLICE", timedelta(hours=6))
    monkeypatch.setattr(sensing, "history", look)
    found = api.preview(steward(), start, end, declaration=words(), draft_id="", ticket="t-1")
    assert found.proposed.fired == 2
    shares = [one.share for one in seen]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1] < 1
    assert {(one.stage, one.days) for one in seen} == {("reading", 1)}
    with pytest.raises(UnknownPreview):
        api.preview_progress(steward(), "t-1")


def test_a_preview_that_is_cancelled_ends_and_keeps_nothing(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, end = month(city, 20, 41)
    draft = api.write_draft(steward(), words(levels=DEEPER), "")
    monkeypatch.setattr(_progress, "EVERY_S", 0.0)

    def tired(*given: object) -> ObservationColumns:
        api.cancel_preview(steward(), "t-2")
        return history(*given)  # type: ignore[arg-type]

    history = sensing.history
    with monkeypatch.context() as patched:
        patched.setattr(sensing, "history", tired)
        with pytest.raises(PreviewCancelled):
            api.preview(steward(), start, end, declaration=None, draft_id=draft.id, ticket="t-2")
    assert api.draft(draft.id, officer()).preview == {}
    assert (
        api.preview(steward(), start, end, declaration=None, draft_id=draft.id, ticket="t-2").proposed.fired
        == 1
    )
