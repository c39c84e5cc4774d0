"""The door of matters: declare the catalogue, ask who answers, within what time, by which steps."""

from __future__ import annotations

from yiwang.matters._catalogue import declare, faults_of, retire
from yiwang.matters._checks import checks, owned
from yiwang.matters._drafts import (
    decide,
    diff,
    drafts,
    get_draft,
    propose_matter,
    propose_removal,
    propose_rule,
    read_matter,
    read_rule,
)
from yiwang.matters._duty import check_lead, resolve_duty
from yiwang.matters._excel import export, import_workbook
from yiwang.matters._import import import_command
from yiwang.matters._versions import (
    beginning,
    declared,
    every_declared,
    find_handling,
    find_matter,
    get_matter,
    limits,
    limits_of,
    list_classes,
    list_matters,
    versions,
    words_of_matters,
)

__all__ = [
    "beginning",
    "check_lead",
    "checks",
    "decide",
    "declare",
    "declared",
    "diff",
    "drafts",
    "every_declared",
    "export",
    "faults_of",
    "find_handling",
    "find_matter",
    "get_draft",
    "get_matter",
    "import_command",
    "import_workbook",
    "limits",
    "limits_of",
    "list_classes",
    "list_matters",
    "owned",
    "propose_matter",
    "propose_removal",
    "propose_rule",
    "read_matter",
    "read_rule",
    "resolve_duty",
    "retire",
    "versions",
    "words_of_matters",
]
