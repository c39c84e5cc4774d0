"""Where a declaration is wrong, in words for the person who wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in a file; line and column start at 1 and count characters, not bytes."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One mistake: the place, the offending text, what is wrong and what to do about it."""

    file: str
    line: int
    column: int
    code: str
    text: str
    zh: str
    en: str
    cure_zh: str
    cure_en: str
    source: str = ""

    @property
    def where(self) -> str:
        """``file:line:column``, the form that editors and terminals turn into a link."""
        return f"{self.file}:{self.line}:{self.column}"

    def show(self, language: str = "zh") -> str:
        """The fault for a terminal: place, sentence, the line with a caret, the cure."""
        sentence, cure, label = (
            (self.zh, self.cure_zh, "改法") if language == "zh" else (self.en, self.cure_en, "cure")
        )
        lines = [f"{self.where}: {sentence} [{self.code}]"]
        if self.source:
            lines.append(f"    {self.source}")
            lines.append("    " + _padding(self.source, self.column) + "^")
        lines.append(f"    {label}: {cure}" if language != "zh" else f"    {label}：{cure}")
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """The fault as the error shape of the HTTP doors carries it."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "code": self.code,
            "text": self.text,
            "zh": self.zh,
            "en": self.en,
            "cure_zh": self.cure_zh,
            "cure_en": self.cure_en,
        }


def in_order(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Faults in reading order, each once."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda f: (f.file, f.line, f.column, f.code)))


def _padding(source: str, column: int) -> str:
    """Blanks as wide as the text before the column; a Chinese character takes two cells."""
    return "".join("\u3000" if ord(sign) > 0x2E7F else " " for sign in source[: column - 1])
