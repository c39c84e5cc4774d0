"""The data array: observations as rows under named components, told and taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yiwang.sensing._sta import sending, telling
from yiwang.sensing._sta.entities import DATASTREAM, OBSERVATION
from yiwang.sensing._sta.readings import Reading
from yiwang.sensing._sta.sending import Faults
from yiwang.sensing._sta.writer import Writer

DEFAULT = ("id", "phenomenonTime", "resultTime", "result", "resultQuality", "validTime", "parameters")
TAKEN = {*DEFAULT, "@iot.id", "FeatureOfInterest/id"}
MAX_ROWS = 20_000


def told(rows: Sequence[Reading], root: str, select: Sequence[str]) -> list[dict[str, Any]]:
    """One element for each datastream, in the order in which they come."""
    names = [one for one in select if one in DEFAULT] or list(DEFAULT)
    arrays: dict[str, list[list[Any]]] = {}
    properties = {one.name: one for one in OBSERVATION.properties}
    for row in rows:
        arrays.setdefault(row.datastream, []).append(
            [
                row.id if name == "id" else telling.value_of(OBSERVATION, row, properties[name])
                for name in names
            ]
        )
    return [
        {
            "Datastream@iot.navigationLink": telling.self_link(root, DATASTREAM, stream),
            "components": names,
            "dataArray@iot.count": len(lines),
            "dataArray": lines,
        }
        for stream, lines in arrays.items()
    ]


def create(writer: Writer, body: Any, root: str) -> list[str]:
    """CreateObservations: the address of each new observation, in order; all of them or none."""
    faults = Faults()
    if not isinstance(body, list) or not body:
        faults.add("", "应为非空数组。", "an array with something in it is wanted.")
    elif sum(len(_lines(one)) for one in body) > MAX_ROWS:
        faults.add("", f"一次最多 {MAX_ROWS} 条观测。", f"at most {MAX_ROWS} observations at once.")
    faults.refuse()
    made: list[Reading] = []
    with writer.act():
        for number, one in enumerate(body):
            made += _element(writer, one, f"/{number}", faults)
        faults.refuse()
    return [telling.self_link(root, OBSERVATION, one.id) for one in made]


def _lines(element: Any) -> list[Any]:
    found = element.get("dataArray") if isinstance(element, dict) else None
    return found if isinstance(found, list) else []


def _element(writer: Writer, element: Any, where: str, faults: Faults) -> list[Reading]:
    if not isinstance(element, dict) or not isinstance(element.get("Datastream"), dict):
        faults.add(f"{where}/Datastream", "缺少 Datastream。", "Datastream is missing.")
        return []
    names = element.get("components")
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        faults.add(f"{where}/components", "应为文本数组。", "an array of texts is wanted.")
        return []
    for name in names:
        if name not in TAKEN:
            faults.add(f"{where}/components", f"不认识 {name[:40]}。", f"{name[:40]} is not known.")
    id_ = element["Datastream"].get("@iot.id", element["Datastream"].get("id"))
    stream = writer.caller.rows(DATASTREAM).select_related("thing").filter(pk=str(id_)).first()
    if stream is None:
        faults.add(f"{where}/Datastream", f"没有数据流 {id_}。", f"there is no datastream {id_}.")
    if faults.told or stream is None:
        return []
    made = []
    for number, line in enumerate(_lines(element)):
        place = f"{where}/dataArray/{number}"
        if not isinstance(line, list) or len(line) != len(names):
            faults.add(place, f"应有 {len(names)} 个值。", f"it has {len(names)} values.")
            continue
        body = {name: value for name, value in zip(names, line, strict=True) if value is not None}
        feature = body.pop("FeatureOfInterest/id", None)
        body.pop("id", None)
        body.pop("@iot.id", None)
        if feature is not None:
            body["FeatureOfInterest"] = {"@iot.id": feature}
        sending.sent_of(stream.pk, body, place, faults, None)
        if not faults.told:
            made.append(writer.observe(body, {"Datastream": stream}, place))
    return made
