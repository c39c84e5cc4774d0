"""What the worker runs for sensing: the newest reading of everything. The lake's writer comes with the
table."""

from __future__ import annotations

from yiwang.kernel.tasks import register
from yiwang.sensing._latest import LatestTask

LATEST = register(LatestTask())
