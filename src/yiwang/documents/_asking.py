"""From a question in somebody's own words to the tokens that it is searched by.

Courtesies and question words say nothing of the subject and would part the pairs of characters that do; so
they are taken out, of entries and questions alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

LONGEST = 600
"""Characters of a question that count: an appeal says early what it is about."""
MOST = 240
SINGLE = 0.22
"""What one character weighs beside a pair: enough to bridge 噪声 and 噪音, too little to decide alone."""

_EMPTY = """
请问一下 我想问一下 想问一下 想咨询一下 咨询一下 我想咨询 想了解一下 了解一下 打听一下
请问 想问 问一下 问下 咨询
你们好 你好 您好 谢谢 麻烦 帮忙 帮我 我想要 我想 我要 我们 我家 我的 咱们 你们 他们 自己 有人 大家
怎么办理 怎么办 怎么弄 怎么搞 怎么样 怎么回事 怎么 咋办 咋弄 咋 如何办理 如何 怎样
去哪里 去哪儿 在哪里 在哪儿 哪里 哪儿 哪个部门 什么部门 哪个 哪些 找谁 谁管 归谁管
为什么 为啥 什么时候 什么 啥时候 啥 多久 多长时间 是否 是不是 能不能 可不可以 可以
能否 有没有 要不要 需不需要 需要
应该 一直 总是 老是 经常 现在 今天 最近 已经 这个 那个 这种 这里 那里 一个 一下 这样
因为 所以 但是 如果 的话 还是 以及 情况 问题 事情 希望 要求 反映 处理 解决 办理 流程 手续 申请 材料 条件
我 你 您 的 了 吗 呢 啊 吧 呀 嘛 么 请 很 太 都 也 就 把 被
"""
# What holds an empty word and is none is kept by name.
_KEPT = "目的 的士 了结 首都 都市 就业 就医 就诊 就近 就读 就地 被子 太阳 请假"


def _longest_first(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


_WORDS = re.compile(f"(?P<kept>{_longest_first(_KEPT)})|{_longest_first(_EMPTY)}")


def plain(text: str) -> str:
    """The text without its empty words."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _WORDS.sub(lambda found: found.group("kept") or " ", text)


def tokens_of(text: str) -> Iterator[tuple[str, float]]:
    """Each token of a text once, with what it weighs: pairs of characters and words 1, single ones less.

    The pairs are those of `kernel.search`, which writes them in ASCII for its databases; in memory they need
    no such dress, and two thousand entries are read anew in a third of the time.
    """
    seen: set[str] = set()
    for run in _RUNS.finditer(plain(text)):
        said = run.group()
        if run.lastgroup == "word":
            if said not in seen:
                seen.add(said)
                yield said, 1.0
            continue
        for pair in pairwise(said):
            token = "".join(pair)
            if token not in seen:
                seen.add(token)
                yield token, 1.0
        for letter in said:
            if letter not in seen:
                seen.add(letter)
                yield letter, SINGLE


_HAN = "\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(f"(?P<han>[{_HAN}]+)|(?P<word>[^\\W_{_HAN}]+)")
