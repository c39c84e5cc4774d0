from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True)
def lake_of_its_own(tmp_path: Path) -> Iterator[None]:
    """Each test begins with a database of no rows, and so with a lake of none."""
    before = settings.YIWANG
    settings.YIWANG = replace(before, home=tmp_path)
    yield
    settings.YIWANG = before
