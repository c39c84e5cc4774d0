"""The door of indicators: definitions, values by area and period, the rows beneath them, and figures on
their way from a form to the public."""

from __future__ import annotations

from yiwang.indicators._charge import charged, course
from yiwang.indicators._children import children
from yiwang.indicators._declare import declare, load, look
from yiwang.indicators._declare import read as read_folder
from yiwang.indicators._figure_sheet import form, read
from yiwang.indicators._figures import publish, report, review, revise, save, send_back, urge
from yiwang.indicators._filling import collection, mine, overview
from yiwang.indicators._foreseeing import forecast
from yiwang.indicators._imports import import_table_command
from yiwang.indicators._latest import meant, newest, retired, target_of
from yiwang.indicators._once import one_look
from yiwang.indicators._origins import brought, origins, tables
from yiwang.indicators._reading import (
    definitions,
    get_definition,
    history,
    movers,
    values,
)
from yiwang.indicators._revisions import marked, revisions
from yiwang.indicators._rows import rows
from yiwang.indicators._targets import set_target, target_steps
from yiwang.indicators._watching import mark

__all__ = [
    "brought",
    "charged",
    "children",
    "collection",
    "course",
    "declare",
    "definitions",
    "forecast",
    "form",
    "get_definition",
    "history",
    "import_table_command",
    "load",
    "look",
    "mark",
    "marked",
    "meant",
    "mine",
    "movers",
    "newest",
    "one_look",
    "origins",
    "overview",
    "publish",
    "read",
    "read_folder",
    "report",
    "retired",
    "review",
    "revise",
    "revisions",
    "rows",
    "save",
    "send_back",
    "set_target",
    "tables",
    "target_of",
    "target_steps",
    "urge",
    "values",
]
