"""The door of themes: signals, what comes again, rankings, monthly themes."""

from __future__ import annotations

from yiwang.themes._counting import rebuild
from yiwang.themes._export import ranking_sheet, repeated_sheet, signals_sheet, themes_sheet
from yiwang.themes._monthly import (
    adopt,
    ask,
    drop,
    edit,
    propose,
    reopen_task,
    report_task,
    send_back,
    sign_off,
)
from yiwang.themes._ranking import ranking
from yiwang.themes._reading import (
    AppealFilters,
    SignalFilters,
    days_known,
    get_signal,
    list_appeals,
    list_signals,
    looked,
    repeated,
)
from yiwang.themes._themes import detail, get_theme, list_themes, signers

__all__ = [
    "AppealFilters",
    "SignalFilters",
    "adopt",
    "ask",
    "days_known",
    "detail",
    "drop",
    "edit",
    "get_signal",
    "get_theme",
    "list_appeals",
    "list_signals",
    "list_themes",
    "looked",
    "propose",
    "ranking",
    "ranking_sheet",
    "rebuild",
    "reopen_task",
    "repeated",
    "repeated_sheet",
    "report_task",
    "send_back",
    "sign_off",
    "signals_sheet",
    "signers",
    "themes_sheet",
]
