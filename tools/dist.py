"""`make dist`: the wheel, with the built web client, the packs and the cities inside: it needs no Node."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDED = (
    "yiwang/app/static/index.html",
    "yiwang/app/data/cities/default.txt",
    "yiwang/app/data/packs/",
    "yiwang/kernel/data/",
    "yiwang/reports/fonts/YiwangSong-Regular.ttf",
)


def missing(wheel: Path) -> list[str]:
    """What a wheel lacks of what an installation needs."""
    with zipfile.ZipFile(wheel) as file:
        names = file.namelist()
    return [need for need in NEEDED if not any(name.startswith(need) for name in names)]


def main() -> int:
    build = [str(Path(sys.executable).parent / "hatchling"), "build", "-t", "wheel", "-d", "dist"]
    told = subprocess.run(build, cwd=ROOT, check=False)
    if told.returncode:
        return told.returncode
    wheel = max((ROOT / "dist").glob("*.whl"), key=lambda path: path.stat().st_mtime)
    lacking = missing(wheel)
    if lacking:
        print(f"✗ wheel 缺少 {lacking}。 The wheel lacks them.", file=sys.stderr)
        return 1
    print(f"✓ {wheel.relative_to(ROOT)}  {wheel.stat().st_size / 2**20:.1f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
