"""Words: one Chinese term, one English word; Chinese sentences set with Chinese punctuation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
HAN = "\u3400-\u4dbf\u4e00-\u9fff"
# ASCII punctuation that touches a Chinese character; a colon before // or a digit group stays.
HALF_WIDTH = re.compile(rf"(?<=[{HAN}])[,;!?:](?!//)|[,;!?](?=[{HAN}])|(?<=[{HAN}])\(|\((?=[{HAN}])")


def _sentences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """String literals but docstrings: those are English that quotes Chinese terms."""
    doc = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in doc:
            yield node.lineno, node.value


def half_width(text: str) -> bool:
    if "(?" in text or "://" in text:  # a regular expression, an address
        return False
    return HALF_WIDTH.search(text.replace("键: 值", "")) is not None  # how YAML itself is written


def test_chinese_sentences_have_chinese_punctuation() -> None:
    faults = [
        f"{path.relative_to(REPOSITORY)}:{line}: {text[:60]}"
        for path in sorted((REPOSITORY / "src").rglob("*.py"))
        for line, text in _sentences(ast.parse(path.read_text(encoding="utf-8")))
        if half_width(text)
    ]
    assert faults == []


def test_a_planted_half_width_sign_is_found_and_right_ones_pass() -> None:
    assert half_width("请刷新,再试")
    assert half_width("时限(小时)")
    assert half_width("地点:赤坎")
    assert not half_width("请刷新，再试；时限（小时）：24，见 https://example.org, or later")


def test_the_glossary_gives_each_chinese_term_once() -> None:
    rows = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    terms = [row.split("|")[1].strip() for row in rows if row.startswith("| ") and "---" not in row]
    assert len(terms) > 60
    assert len(terms) == len(set(terms))


def test_every_noun_has_its_row_in_the_glossary() -> None:
    text = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8").casefold()
    nouns = ("area", "unit", "shift", "thing", "datastream", "alert", "event", "case", "matter", "message")
    more = ("document", "lake", "rehearsal", "topic", "scene", "fact", "handover", "episode")
    assert [noun for noun in (*nouns, *more) if noun not in text.replace("hand-over", "handover")] == []
