"""What the machine can see of a pack's quality, beside what the pack says of itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from yiwang.matters.declarations import Matter
from yiwang.packs._reading import PackFiles
from yiwang.packs.declarations import Quality

NAMES: dict[str, str] = {
    "declared": "已声明",
    "bilingual": "中英双语",
    "units": "计量单位",
    "licence": "许可与来源",
    "sample": "样本",
    "rehearsed": "已预演",
    "faults-rehearsed": "故障已预演",
    "duty-list": "职责清单",
    "limits": "办理时限",
    "closing-standard": "结案标准",
    "real-devices": "真实设备",
    "city-approved": "城市核准",
    "board": "看板",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One quality: what the pack says (`own`, "" = nothing), and what the machine sees (None: it cannot)."""

    quality: str
    own: str
    because: str
    holds: bool | None
    said: str

    @property
    def contradicted(self) -> bool:
        return self.own == "done" and self.holds is False


def grade(read: PackFiles, rehearsed: Mapping[str, str]) -> list[Found]:
    """Every quality of a pack. `rehearsed`: `topic/scene` → passed or failed, as far as anybody knows."""
    seen = _seen(read, rehearsed)
    said = read.grade.record.grades if read.grade.record else {}
    return [
        Found(
            quality=quality,
            own=said[quality].state if quality in said else "",
            because=said[quality].because if quality in said else "",
            holds=seen.get(quality, (None, ""))[0],
            said=seen.get(quality, (None, "机器看不出 the machine cannot tell"))[1],
        )
        for quality in get_args(Quality)
    ]


def results(path: Path) -> dict[str, str]:
    """What the last rehearsals of a checkout gave; nothing where there were none."""
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


def _seen(read: PackFiles, rehearsed: Mapping[str, str]) -> dict[str, tuple[bool | None, str]]:
    if read.faults:
        return {"declared": (False, f"{len(read.faults)} 处错误 faults")}
    matters = [matter for _, held in read.matters() for _, matter in held]
    models = [model for scene in read.scenes for model in scene.declared.models]
    keys = [scene.declared.key for scene in read.scenes]
    boards = [board for scene in read.scenes for board in scene.declared.boards]
    samples = (read.folder / "samples").is_dir()
    silent = [one.name for one in models if not one.name_en]
    silent += [one.name for model in models for one in model.properties if not one.name_en]
    failed = [key for key in keys if rehearsed.get(key) == "failed"]
    passed = False if failed else True if keys and all(key in rehearsed for key in keys) else None
    return {
        "declared": (True, f"{len(read.scenes)} 个场景 scenes，{len(matters)} 个事项 matters"),
        "bilingual": (not silent, f"缺英文名 no English: {'、'.join(silent[:5])}" if silent else "齐全 all"),
        "units": (True if models else None, f"{len(models)} 个物模型 thing models"),
        "licence": (
            not samples or (read.folder / "samples" / "NOTICE.md").is_file(),
            "samples/NOTICE.md" if samples else "没有样本 no samples",
        ),
        "sample": (samples, "samples/" if samples else "没有 none"),
        "rehearsed": (
            passed,
            f"未通过 not passed: {'、'.join(failed)}" if failed else f"{len(keys)} 个场景 scenes",
        ),
        "faults-rehearsed": (passed, "每个场景的全部变体 every variant of every scene"),
        "duty-list": _all(matters, [one for one in matters if not one.duty_rules]),
        "limits": _all(matters, [one for one in matters if not one.limits]),
        "closing-standard": _all(matters, [one for one in matters if not one.closing_standard_zh.strip()]),
        "board": (bool(boards or read.boards), f"{len(boards) + len(read.boards)} 块 boards"),
        "real-devices": (read.connectors is not None or None, "connectors.yaml"),
    }


def _all(every: list[Matter], lacking: list[Matter]) -> tuple[bool | None, str]:
    if not every:
        return None, "没有事项 no matters"
    if lacking:
        return False, "缺 lacking: " + "、".join(one.code for one in lacking[:5])
    return True, f"{len(every)} 个事项 matters"


def shown(found: Found) -> str:
    """One line for a terminal."""
    mark = "✗" if found.contradicted else {"done": "✓", "exempt": "—", "todo": "…"}.get(found.own, " ")
    sees = {True: "机器认同 agrees", False: "机器不认同 disagrees", None: "须由人看 for a person"}[
        found.holds
    ]
    because = f"（{found.because}）" if found.because else ""
    own = f"{found.own or '未评 ungraded'}{because}"
    return f"  {mark} {NAMES[found.quality]} {found.quality}: {own} · {sees} · {found.said}"
