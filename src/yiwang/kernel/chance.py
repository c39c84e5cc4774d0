"""Randomness that can be replayed: every stream is named and grows from the instance's seed."""

from __future__ import annotations

import os
import random


def rng(name: str, seed: int | None = None) -> random.Random:
    """A generator for `name`; the same seed and name give the same stream on every machine.

    Not for secrets: tokens and passwords come from the standard library's `secrets`.
    """
    root = int(os.environ.get("YIWANG_SEED", "1")) if seed is None else seed
    return random.Random(f"{root}:{name}")  # noqa: S311
