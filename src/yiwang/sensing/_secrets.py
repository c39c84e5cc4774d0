"""What only the operator of an instance knows of a connector: never declared, never in the database."""

from __future__ import annotations

from django.conf import settings


def secret(connector_id: str) -> str:
    """What the operator put into `secrets/connectors/<id>`, empty when nothing. Raises OSError."""
    try:
        return (settings.YIWANG.secrets / "connectors" / connector_id).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
