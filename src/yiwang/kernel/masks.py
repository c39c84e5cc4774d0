"""What is left of personal data where nobody has said what he needs it for."""

from __future__ import annotations


def mask_name(name: str) -> str:
    """冯坐席 → 冯**; empty stays empty."""
    return f"{name[0]}**" if name else ""


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678; a short number shows its last two digits."""
    digits = phone.strip()
    if not digits:
        return ""
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 9 else f"****{digits[-2:]}"


def mask_address(address: str) -> str:
    """What is left of an address, or of any other text: that there is one."""
    return f"{address[:3]}****" if address else ""
