"""Connectors as rows: checked against the datastreams that they feed, stored where they changed, listed."""

from __future__ import annotations

import dataclasses
import hashlib
import ipaddress
import json
import os
from collections.abc import Iterator, Sequence
from typing import Any

from yiwang.kernel import clock
from yiwang.kernel.errors import Refusal
from yiwang.kernel.facts import join_units, split_units, tell
from yiwang.kernel.units import convert
from yiwang.sensing import _registry
from yiwang.sensing._links import datastreams_of, things_of
from yiwang.sensing.contracts import ConnectorDeclared
from yiwang.sensing.declarations import ConnectorDeclaration, DeviceConnector, SourceDeclaration
from yiwang.sensing.models import Connector, Datastream, Thing

ACTOR = "system:sensing.declare"
Fault = tuple[str, str, str, str]
"""(record, code, zh, en)"""


def problems(told: Sequence[ConnectorDeclaration], pack: str, offered: dict[str, str]) -> Iterator[Fault]:
    """What speaks against these connectors; `offered` are the units of datastreams declared with them."""
    if not told:
        return
    names = {name for one in told for name in datastreams_of(one)}
    units = dict(Datastream.objects.filter(pk__in=names).values_list("pk", "unit")) | offered
    taken = {
        row.declaration.get("port"): row.pk
        for row in Connector.objects.filter(kind__in=("hj212", "sl651")).exclude(
            pk__in=[one.id for one in told]
        )
    }
    others = dict(Connector.objects.exclude(pack=pack).values_list("pk", "pack"))
    seen: set[str] = set()
    for one in told:
        if one.id in seen:
            yield one.id, "repeated_id", f"编号 {one.id} 出现了不止一次。", f"The id {one.id} is used twice."
        seen.add(one.id)
        if one.id in others:
            yield (
                one.id,
                "other_pack",
                f"接入连接 {one.id} 已由 {others[one.id]} 声明。",
                f"The connector {one.id} is declared by {others[one.id]}.",
            )
        for name in datastreams_of(one):
            if name not in units:
                yield (
                    one.id,
                    "unknown_datastream",
                    f"{one.id} 映射到的数据流 {name} 没有声明。",
                    f"The datastream {name}, mapped by {one.id}, is not declared.",
                )
        yield from _units(one, units)
        if isinstance(one, DeviceConnector):
            yield from _port(one, taken)
            taken[one.port] = one.id


def _units(one: ConnectorDeclaration, units: dict[str, str]) -> Iterator[Fault]:
    for mapped in one.series:
        if mapped.unit and mapped.datastream in units:
            try:
                convert(1.0, mapped.unit, units[mapped.datastream])
            except Refusal as refusal:
                yield one.id, refusal.code, refusal.sentence("zh"), refusal.sentence("en")


def _port(one: DeviceConnector, taken: dict[Any, str]) -> Iterator[Fault]:
    if one.port in taken:
        yield (
            one.id,
            "port_taken",
            f"{one.id} 的端口 {one.port} 已由 {taken[one.port]} 使用。",
            f"The port {one.port} of {one.id} is that of {taken[one.port]}.",
        )
    for network in one.networks:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            yield (
                one.id,
                "bad_network",
                f"{one.id} 的网段 {network!r} 无效，例如 10.20.0.0/16。",
                f"The network {network!r} of {one.id} is none; write for instance 10.20.0.0/16.",
            )


def _things(declaration: ConnectorDeclaration) -> list[str]:
    names = list(datastreams_of(declaration))
    things = dict(Datastream.objects.filter(pk__in=names).values_list("pk", "thing_id"))
    return sorted(things_of(declaration, things))


def source_of(declaration: ConnectorDeclaration) -> SourceDeclaration:
    """The source under whose name a connector's readings are stored and may be cut off."""
    return SourceDeclaration(
        id=declaration.id,
        name=declaration.name,
        unit_id=declaration.unit_id,
        things=tuple(_things(declaration)),
    )


def store(declaration: ConnectorDeclaration, pack: str) -> int | None:
    """Write a connector whose declaration or place changed; its new version. Its counters stay."""
    rows = Thing.objects.filter(pk__in=_things(declaration)).values_list(
        "area_path", "owner_unit", "maintainer_unit"
    )
    paths = [path for path, _, _ in rows]
    area_path = _common(paths)
    held = [declaration.unit_id, *(unit for _, *both in rows for unit in both)]
    units = join_units([unit for unit in held if unit])
    stored = dataclasses.asdict(declaration)
    text = json.dumps([stored, pack, area_path, units], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    old = Connector.objects.filter(pk=declaration.id).first()
    if old is not None and old.digest == digest:
        return None
    version = old.version + 1 if old else 1
    Connector.objects.update_or_create(
        pk=declaration.id,
        defaults={
            "name": declaration.name,
            "kind": declaration.kind,
            "pack": pack,
            "unit_id": declaration.unit_id,
            "area_path": area_path,
            "units": units,
            "declaration": stored,
            "digest": digest,
            "version": version,
            "declared_at": clock.now(),
            "next_at": clock.now(),
            "trouble_zh": "",
            "trouble_en": "",
        },
    )
    tell(
        ConnectorDeclared(
            connector_id=declaration.id, name=declaration.name, kind=declaration.kind, pack=pack
        ),
        subject=f"connector:{declaration.id}",
        version=version,
        actor=ACTOR,
        area_path=area_path,
        units=split_units(units),
    )
    return version


def _common(paths: Sequence[str]) -> str:
    """The managed path below which all of these lie."""
    return os.path.commonpath(paths).rstrip("/") + "/" if paths else ""


def retire(pack: str, keep: Sequence[str]) -> int:
    """Forget the connectors that `pack` no longer names, with their counters; how many. Sources stay."""
    gone = Connector.objects.filter(pack=pack).exclude(pk__in=list(keep))
    count = gone.count()
    if count:
        gone.delete()
        _registry.touch()
    return count
