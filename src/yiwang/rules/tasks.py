"""What the worker runs for rules: the judge."""

from __future__ import annotations

from yiwang.kernel.tasks import register
from yiwang.rules._court import JudgeTask

JUDGE = register(JudgeTask())
