"""The judge's memory as bytes: everything by the names of rules and datastreams."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from yiwang.rules import _baseline
from yiwang.rules._lanes import Lanes, Late, OpenEpisode

if TYPE_CHECKING:
    from yiwang.rules.logic import Judge

FAMILIES = ("scan", "flat", "silent")


def snapshot(judge: Judge) -> bytes:
    arrays: dict[str, NDArray[Any]] = {"heard": judge.heard}
    for name in FAMILIES:
        for state in Lanes.state:
            arrays[f"{name}.{state}"] = getattr(getattr(judge, name), state)
    seasonal = judge.scan.seasonal
    if len(seasonal):
        arrays |= {f"baseline.{name}": kept for name, kept in judge.scan.baselines.state().items()}
    names = {
        "streams": judge.streams,
        "watches": judge.versions,
        "lanes": {
            name: list(zip(lanes.pair.tolist(), lanes.level.tolist(), strict=True))
            for name in FAMILIES
            for lanes in (getattr(judge, name),)
        },
        "seasonal": seasonal.tolist(),
        "open": [(pair, e.key, e.severity, sorted(e.levels)) for pair, e in judge.open.items()],
        "late": [(pair, late.from_us, late.to_us, late.received_us) for pair, late in judge.late.items()],
        "combined": judge.combiner.kept(),
    }
    arrays["names"] = np.frombuffer(msgspec.json.encode(names), dtype=np.uint8)
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)  # type: ignore[arg-type]
    return out.getvalue()


def restore(judge: Judge, data: bytes) -> None:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        names = msgspec.json.decode(arrays["names"].tobytes())
        mine = {name: number for number, name in enumerate(judge.streams)}
        here = np.array([mine.get(name, -1) for name in names["streams"]], dtype=np.int64)
        # Each look at a name of the archive unpacks its array anew.
        judge.heard[here[here >= 0]] = arrays["heard"][here >= 0]
        pairs = {identity: number for number, identity in enumerate(judge.versions)}
        moved = {old: pairs.get(tuple(identity)) for old, identity in enumerate(names["watches"])}
        for family in FAMILIES:
            lanes = getattr(judge, family)
            own = zip(lanes.pair.tolist(), lanes.level.tolist(), strict=True)
            place = {pair: number for number, pair in enumerate(own)}
            found = {
                old: place[now, level]
                for old, (pair, level) in enumerate(names["lanes"][family])
                if (now := moved[pair]) is not None and (now, level) in place
            }
            if not found:
                continue
            new = np.array(list(found.values()), dtype=np.int64)
            for state in Lanes.state:
                getattr(lanes, state)[new] = arrays[f"{family}.{state}"][list(found)]
            if family == "scan":
                _restore_baselines(judge, arrays, names.get("seasonal", ()), found)
    for pair, key, severity, levels in names["open"]:
        if (now := moved[pair]) is not None:
            judge.open[now] = OpenEpisode(key=key, severity=severity, levels=set(levels))
    # What came late under a version that was replaced meanwhile is looked at by the one in force: it is one
    # look back, and nobody else would take it.
    in_force = {
        (code, stream): number
        for number, (code, _, stream) in enumerate(judge.versions)
        if not judge.watches[number].retired
    }
    for pair, start, end, received in names["late"]:
        code, _, stream = names["watches"][pair]
        now = moved[pair] if moved[pair] is not None else in_force.get((code, stream))
        if now is None:
            continue
        known = judge.late.get(now)
        judge.late[now] = Late(
            from_us=min(start, known.from_us) if known else start,
            to_us=max(end, known.to_us) if known else end,
            received_us=max(received, known.received_us) if known else received,
        )
    judge.combiner.adopt(
        names.get("combined", ()),
        {judge.versions[pair]: int(one.key.rsplit("/", 1)[1]) for pair, one in judge.open.items()},
    )


def _restore_baselines(judge: Judge, arrays: Any, seasonal: list[int], found: dict[int, int]) -> None:
    both = [(old, found[lane]) for old, lane in enumerate(seasonal) if lane in found]
    if both:
        old, new = np.array(both, dtype=np.int64).T
        kept = {name: arrays[f"baseline.{name}"] for name in _baseline.KEPT}
        judge.scan.baselines.adopt(kept, old, judge.scan.baseline_of[new])


def ringing(data: bytes) -> set[tuple[str, str, str]]:
    """The identities of the watches that have an open episode in a snapshot."""
    names = _names(data)
    return {tuple(names["watches"][pair]) for pair, *_ in names["open"]}


def combined(data: bytes) -> set[tuple[str, str]]:
    """Code and version of the combined rules that have an open episode in a snapshot."""
    return {(code, version) for code, version, _, key, *_ in _names(data).get("combined", ()) if key}


def _names(data: bytes) -> dict[str, Any]:
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        return msgspec.json.decode(arrays["names"].tobytes())  # type: ignore[no-any-return]
