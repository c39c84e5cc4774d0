"""How urgent a text is and what in it is sensitive, by declared words: rules that anybody can read, no model.

`data/words.csv` holds the words: to which list and grade each belongs, and what right after or before it
makes it harmless (漏电 → 漏电保护器). A word that is denied (没有人受伤) or over (已排除, 演练) does not
count; one that is only feared (担心倒塌) counts one grade less. Denial reaches within its clause.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from yiwang.algorithms.contracts import SensitiveWord, Urgency, UrgencyLevel

GRADES: tuple[UrgencyLevel, ...] = ("notice", "general", "important", "urgent")
LEVEL_ZH = {"notice": "提示", "general": "一般", "important": "重要", "urgent": "紧急"}
KIND_ZH = {"self_harm": "轻生", "gathering": "群体聚集", "extreme": "极端言论", "danger": "重大险情"}
REACH = 14
"""Characters before and after a word in which its denial is looked for."""
CLAUSE = re.compile(r"[，。；！？、,.;!?:：\n\r|]")
GAPS = re.compile(r"[^\S\n\r]+|[\u200b-\u200f\u2060\ufeff\u00ad]+")
UNUSUAL = re.compile(r"[^\u4e00-\u9fff!-~\n，。；：！？、“”（）《》…—]+")
"""What normalising may change; it costs ten times the search, so the rest is left alone."""
BETWEEN = "(?:发生|造成|出现|发现|导致|引起|看到|听说|存在|任何|什么|再|过|有|被|人员|人|要|想|去|的|是|会)*"
DENIED = re.compile(
    f"(?:没有|没|未见|未曾|未|并无|无|不存在|不会|不是|并非|不再|不至于|脱离|脱离了){BETWEEN}$"
)
ASKED = re.compile(r"(?:会不会|是不是|有没有|是否|要不要)(?:发生|造成|出现|导致|会|有|被|人员|人)*$")
FEARED = re.compile(
    "(?:担心|害怕|生怕|恐怕|防止|避免|预防|谨防|以防|以免|万一).{0,8}$|"
    f"(?:会不会|是不是|有没有|是否|怕|容易|可能|如果|一旦|要是|差点|险些|曾经|以前|去年){BETWEEN}$"
)
OVER = re.compile(
    "^[^没未不]{0,4}(?:已经|已)?(?:解决|排除|修好|修复|处理好|处置完毕|恢复|扑灭)|"
    "^[的]?(?:演练|演习|培训|讲座|宣传|知识|应急预案|保险|新闻|电影|视频|隐患排查)"
)
UNDONE = re.compile(r"(?:没|没有|未|不|尚未|还没|仍未|无法|何时|什么时候|请|能否|尽快|希望)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    grade: str
    after: re.Pattern[str] | None
    before: re.Pattern[str] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hit:
    word: str
    grade: str
    start: int
    feared: bool


@cache
def _list(name: str) -> tuple[re.Pattern[str], dict[str, _Word]]:
    """The words of a list, and the one expression that finds them, longest first."""
    text = resources.files("yiwang.algorithms").joinpath("data/words.csv").read_text("utf-8")
    words = {
        row["word"]: _Word(
            grade=row["grade"],
            after=re.compile(row["unless_after"]) if row["unless_after"] else None,
            before=re.compile(f"(?:{row['unless_before']})$") if row["unless_before"] else None,
        )
        for row in csv.DictReader(text.splitlines())
        if row["list"] == name
    }
    found = "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return re.compile(found), words


def plain(text: str) -> str:
    """One form of what looks the same; spaces inside a line and what nobody sees are left out."""
    return UNUSUAL.sub(_usual, text)


def _usual(found: re.Match[str]) -> str:
    return GAPS.sub("", unicodedata.normalize("NFKC", found[0]))


def _hits(text: str, name: str) -> Iterator[_Hit]:
    expression, words = _list(name)
    for found in expression.finditer(text):
        word, start, end = words[found[0]], found.start(), found.end()
        before = CLAUSE.split(text[max(start - REACH, 0) : start])[-1]
        after = CLAUSE.split(text[end : end + REACH])[0]
        if (word.after and word.after.match(after)) or (word.before and word.before.search(before)):
            continue
        over = OVER.match(after)
        if over and not UNDONE.search(over[0].rstrip("解决排除修好复处理置完毕恢扑灭")):
            continue
        feared = FEARED.search(before) is not None
        if DENIED.search(before) and not ASKED.search(before):
            continue
        yield _Hit(word=found[0], grade=word.grade, start=start, feared=feared)


def urgency_of(text: str) -> Urgency:
    """How urgent a text is by the declared words; `general` where none is in it.

    The confidence says how plainly it is said, by fixed steps: it is no measured probability.
    """
    found: dict[str, int] = {}
    feared = set()
    for hit in _hits(plain(text), "urgency"):
        at = GRADES.index(hit.grade)
        if hit.feared and at > 1:
            at -= 1
            feared.add(hit.word)
        found[hit.word] = max(at, found.get(hit.word, 0))
    if not found:
        return Urgency(
            level="general",
            confidence=0.5,
            words=(),
            reason_zh="没有命中紧急词，按一般处理（词表规则）。",
            reason_en="None of the declared words is in the text; taken as general (by rule).",
        )
    top = max(found.values())
    words = tuple(word for word, at in found.items() if at == top)[:3]
    sure = 0.6 if all(word in feared for word in words) or top < 2 else 0.8 if len(words) == 1 else 0.9
    quoted = [f"“{word}”" for word in words]
    less = "，说的是担心或假设，降一级" if all(word in feared for word in words) else ""
    less_en = ", feared rather than said, one grade less" if less else ""
    level = GRADES[top]
    return Urgency(
        level=level,
        confidence=sure,
        words=words,
        reason_zh=f"文中有{'、'.join(quoted)}{less}，按词表为{LEVEL_ZH[level]}。",
        reason_en=f"The text has {', '.join(quoted)}{less_en}: {level} by the word list.",
    )


def sensitive_words(text: str) -> list[SensitiveWord]:
    """The sensitive words of a text (轻生、群体聚集、极端言论、重大险情), each once, in order.

    What is denied is left out, what is feared is not: a person decides.
    """
    found: dict[str, SensitiveWord] = {}
    for hit in _hits(plain(text), "sensitive"):
        found.setdefault(
            hit.word,
            SensitiveWord(word=hit.word, kind=hit.grade, kind_zh=KIND_ZH[hit.grade]),  # type: ignore[arg-type]
        )
    return list(found.values())
