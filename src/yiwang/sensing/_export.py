"""The register of things as a sheet."""

from __future__ import annotations

from collections.abc import Iterable

from yiwang.kernel.sheets import Sheet, demonstrated, moment
from yiwang.sensing.contracts import ThingRow

STATES_ZH = {"online": "在线", "silent": "超时未报", "never": "未上报"}
HEADINGS = (
    "设备编号", "名称", "物模型", "属地", "经度", "纬度", "权属单位", "运维单位", "质保期至", "城市码",
    "状态", "最近上报", "数据说明",
)  # fmt: skip


def sheet(things: Iterable[ThingRow]) -> Sheet:
    """A line per thing. Longitude and latitude in degrees of CGCS2000."""
    return Sheet(title="设备", headings=HEADINGS, rows=[_texts(thing) for thing in things])


def _texts(thing: ThingRow) -> tuple[str, ...]:
    return (
        thing.id,
        thing.name,
        thing.model_name,
        "·".join(thing.area_names),
        f"{thing.lon:.6f}",
        f"{thing.lat:.6f}",
        thing.owner_unit_name,
        thing.maintainer_unit_name,
        thing.warranty_until.isoformat() if thing.warranty_until else "",
        thing.city_code,
        STATES_ZH[thing.state],
        moment(thing.last_received_at),
        demonstrated(thing.demonstration),
    )
