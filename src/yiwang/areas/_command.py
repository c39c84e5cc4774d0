"""`yiwang import grids PATH scheme=… [frame=…] [dry_run=yes]`: an import of grids from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from yiwang.areas._grids import import_grids
from yiwang.areas.contracts import BadOption
from yiwang.kernel.errors import Refusal

_KNOWN = {"scheme": "", "frame": "wgs84", "dry_run": "no"}


def import_grids_command(path: Path, options: Sequence[str]) -> int:
    """Import and print the report in both languages; 0 when stored (or when a dry run finds nothing)."""
    try:
        said = dict(_KNOWN)
        for option in options:
            name, _, value = option.partition("=")
            if name not in _KNOWN or not value:
                raise BadOption(option=option, known=" ".join(f"{key}=…" for key in _KNOWN))
            said[name] = value
        dry_run = said["dry_run"] in ("yes", "true", "1")
        report = import_grids(
            said["scheme"], path.read_bytes(), frame=said["frame"], dry_run=dry_run, actor="system:import"
        )
    except Refusal as refused:
        print(f"{refused.sentence('zh')}\n{refused.sentence('en')}")
        return 1
    except OSError as wrong:
        print(f"{path}: {wrong.strerror}")
        return 1
    for fault in report.faults:
        mark = "✗" if fault.blocks else "!"
        print(f"{mark} {path}:{fault.row}: {fault.zh}\n    {fault.en} [{fault.fault}]")
    print(
        f"{report.scheme}: {report.rows} 行 rows，新增 added {report.added}，变更 changed {report.changed}, "
        f"不变 unchanged {report.unchanged}, {'已导入 stored' if report.stored else '未导入 not stored'}"
    )
    blocked = any(fault.blocks for fault in report.faults)
    return 0 if report.stored or (dry_run and not blocked) else 1
