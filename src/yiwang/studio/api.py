"""The door of the studio: drafts of packs, their acts, looks, versions and rehearsals."""

from __future__ import annotations

from yiwang.studio._life import approve, create, drop, export, install, look, save, send_back, submit
from yiwang.studio._reading import detail, drafts, editing, start, version_of
from yiwang.studio._runs import ask as rehearse
from yiwang.studio._runs import cancel
from yiwang.studio._runs import seen as rehearsal

__all__ = [
    "approve",
    "cancel",
    "create",
    "detail",
    "drafts",
    "drop",
    "editing",
    "export",
    "install",
    "look",
    "rehearsal",
    "rehearse",
    "save",
    "send_back",
    "start",
    "submit",
    "version_of",
]
