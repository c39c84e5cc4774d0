"""YAML text → a tree of nodes that know their place.

PyYAML's scanner and parser do what is hard (YAML's grammar); its composer, resolver and constructor are left
out. A scalar keeps the text as written and the declared type reads it: ``no`` stays a word, ``007`` keeps its
zeros and ``12:30`` is never the number 750. Aliases, anchors and tags are refused at the event, before
anything is built.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from yiwang.kernel.declarations._faults import Fault, Spot

LARGEST_FILE = 1 << 20
DEEPEST = 24
MOST_NODES = 50_000


@dataclass(slots=True)
class Scalar:
    """A single value, as its text stands in the file."""

    text: str
    plain: bool
    spot: Spot
    refused: bool = False
    """Its fault is already told; nothing more is to be said about it."""

    @property
    def shown(self) -> str:
        return self.text

    @property
    def is_nothing(self) -> bool:
        return self.plain and self.text in ("", "~", "null")


@dataclass(slots=True)
class Row:
    """A YAML sequence."""

    spot: Spot
    items: list[Node] = field(default_factory=list)

    @property
    def shown(self) -> str:
        return "[…]"


@dataclass(slots=True)
class Block:
    """A YAML mapping; entries keep their order, a doubled key is already reported."""

    spot: Spot
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)

    @property
    def shown(self) -> str:
        return "{…}"


Node = Scalar | Row | Block


class Text:
    """The text of one file under one name, and the faults found in it so far."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines = text.splitlines()
        self.faults: list[Fault] = []

    def add(self, spot: Spot, code: str, text: str, *, zh: str, en: str, cure_zh: str, cure_en: str) -> None:
        source = self.lines[spot.line - 1] if 0 < spot.line <= len(self.lines) else ""
        self.faults.append(
            Fault(
                file=self.name,
                line=spot.line,
                column=spot.column,
                code=code,
                text=_short(text),
                zh=zh,
                en=en,
                cure_zh=cure_zh,
                cure_en=cure_en,
                source=source[:200],
            )
        )


def read_text(path: Path, name: str, *, suffix: str) -> tuple[Text, str | None]:
    """The decoded text of a file, or None with the fault that says why not."""
    nothing = Text(name, "")
    top = Spot(line=1, column=1)
    if path.suffix != suffix:
        nothing.add(
            top,
            "file.extension",
            path.name,
            zh=f"文件名须以 {suffix} 结尾，现在是“{path.name}”。",
            en=f"The file name must end in {suffix}; it is “{path.name}”.",
            cure_zh=f"改名为 {path.stem}{suffix}。",
            cure_en=f"Rename it to {path.stem}{suffix}.",
        )
        return nothing, None
    try:
        if path.stat().st_size > LARGEST_FILE:
            nothing.add(
                top,
                "file.too_big",
                path.name,
                zh=f"文件超过 {LARGEST_FILE // 1024} KiB。",
                en=f"The file is larger than {LARGEST_FILE // 1024} KiB.",
                cure_zh="拆成几个文件，大量的行放进 CSV。",
                cure_en="Split it; put many rows into a CSV file.",
            )
            return nothing, None
        raw = path.read_bytes()
    except OSError as error:
        nothing.add(
            top,
            "file.unreadable",
            path.name,
            zh=f"读不到文件“{path.name}”（{error.strerror}）。",
            en=f"The file “{path.name}” cannot be read ({error.strerror}).",
            cure_zh="检查文件名的拼写和权限。",
            cure_en="Check the spelling of its name and its permissions.",
        )
        return nothing, None
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        nothing.add(
            top,
            "file.bom",
            "BOM",
            zh="文件以字节顺序标记（BOM）开头。",
            en="The file starts with a byte order mark (BOM).",
            cure_zh="另存为“UTF-8（无 BOM）”。",
            cure_en="Save it as “UTF-8 without BOM”.",
        )
        return nothing, None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        gbk = _reads_as_gbk(raw)
        nothing.add(
            Spot(line=line, column=column),
            "file.encoding",
            raw[error.start : error.start + 4].hex(" "),
            zh="文件不是 UTF-8 编码" + ("，看起来是 GBK/GB18030。" if gbk else "。"),
            en="The file is not UTF-8" + ("; it looks like GBK/GB18030." if gbk else "."),
            cure_zh="用编辑器另存为 UTF-8（无 BOM）。",
            cure_en="Save it again as UTF-8 without BOM.",
        )
        return nothing, None
    return Text(name, text), text


def _events(text: str) -> Iterator[yaml.Event]:
    """The events of a text: by libyaml, which takes a tenth of the time, where it is sound.

    Where it is not, PyYAML's own parser reads it again: its words and places are those that faults tell.
    """
    fast = getattr(yaml, "CBaseLoader", None)
    if fast is not None:
        with contextlib.suppress(yaml.YAMLError):
            return iter(list(yaml.parse(text, Loader=fast)))
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.BaseLoader)
    return events


def parse_yaml(source: Text, text: str) -> Node | None:
    """The one document of a YAML text as nodes; faults go to ``source``."""
    try:
        return _Composer(source, _events(text)).compose()
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        sign = text[error.position : error.position + 1]
        source.add(
            Spot(line=before.count("\n") + 1, column=len(before) - before.rfind("\n")),
            "yaml.character",
            repr(sign),
            zh=f"文件里有不可见的控制字符 U+{ord(sign or chr(0)):04X}。",
            en=f"The file contains the control character U+{ord(sign or chr(0)):04X}.",
            cure_zh="删去这个字符。",
            cure_en="Delete that character.",
        )
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line + 1, max(len(source.lines), 1)) if mark else 1
        column = mark.column + 1 if mark and mark.line + 1 == line else 1
        written = source.lines[line - 1] if 0 < line <= len(source.lines) else ""
        wide = "：" in written or (line > 1 and "：" in source.lines[line - 2])
        tab = "\t" in written
        source.add(
            Spot(line=line, column=column),
            "yaml.syntax",
            written.strip(),
            zh=f"这里不合 YAML 语法：{error.problem or error.context}。",
            en=f"This is not YAML: {error.problem or error.context}.",
            cure_zh=_syntax_cure(wide, tab)[0],
            cure_en=_syntax_cure(wide, tab)[1],
        )
    return None


class _TooMuch(Exception):
    """The file is deeper or larger than any declaration; reading it further is pointless."""


class _Composer:
    """Events to nodes without recursion and without sharing: no alias can make a small file large."""

    def __init__(self, source: Text, events: Iterator[yaml.Event]) -> None:
        self.source = source
        self.events = events
        self.count = 0

    def compose(self) -> Node | None:
        root: Node | None = None
        stack: list[Node] = []
        keys: list[Scalar | None] = []
        documents = 0
        try:
            for event in self.events:
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents == 2:
                        self._second_document(event)
                        return root
                elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                    stack.pop()
                    keys.pop()
                elif isinstance(event, yaml.NodeEvent):
                    node = self._node(event, len(stack))
                    if not stack:
                        root = node
                    elif isinstance(stack[-1], Row):
                        stack[-1].items.append(node)
                    elif isinstance(stack[-1], Block):
                        keys[-1] = self._into_block(stack[-1], keys[-1], node)
                    if isinstance(event, yaml.CollectionStartEvent):
                        stack.append(node)
                        keys.append(None)
        except _TooMuch:
            return None
        if root is None or (isinstance(root, Scalar) and root.is_nothing):
            self.source.add(
                Spot(line=1, column=1),
                "yaml.empty",
                "",
                zh="文件是空的。",
                en="The file is empty.",
                cure_zh="写入内容，或删去这个文件。",
                cure_en="Write its content or delete the file.",
            )
            return None
        return root

    def _into_block(self, block: Block, key: Scalar | None, node: Node) -> Scalar | None:
        """Take a key, or the value of the key taken before; returns the key that now waits for its value."""
        if key is not None:
            block.entries.append((key, node))
            return None
        if isinstance(node, Scalar):
            earlier = next((k for k, _ in block.entries if k.text == node.text), None)
            if earlier is not None:
                self.source.add(
                    node.spot,
                    "yaml.duplicate_key",
                    node.text,
                    zh=f"键“{node.text}”重复，第 {earlier.spot.line} 行已写过。",
                    en=f"The key “{node.text}” is doubled; line {earlier.spot.line} has it already.",
                    cure_zh="保留一个，删去另一个。",
                    cure_en="Keep one and delete the other.",
                )
            return node
        self.source.add(
            node.spot,
            "yaml.key",
            node.shown,
            zh="键必须是一个词，不能是列表或映射。",
            en="A key must be a word, not a list or a mapping.",
            cure_zh="若要写文字“{…}”或“[…]”，请加引号。",
            cure_en="Quote the text if braces or brackets are meant as text.",
        )
        return Scalar(node.shown, False, node.spot, refused=True)

    def _node(self, event: yaml.NodeEvent, depth: int) -> Node:
        spot = _spot(event)
        self.count += 1
        if depth >= DEEPEST or self.count > MOST_NODES:
            self.source.add(
                spot,
                "yaml.too_deep" if depth >= DEEPEST else "yaml.too_many",
                "",
                zh=f"声明嵌套超过 {DEEPEST} 层，或多于 {MOST_NODES} 个值。",
                en=f"The declaration nests deeper than {DEEPEST} levels or has over {MOST_NODES} values.",
                cure_zh="减少嵌套；大量的行放进 CSV。",
                cure_en="Nest less; put many rows into a CSV file.",
            )
            raise _TooMuch
        if isinstance(event, yaml.AliasEvent):
            self._no_sharing(spot, "yaml.alias", f"*{event.anchor}")
            return Scalar(f"*{event.anchor}", True, spot, refused=True)
        if event.anchor is not None:
            self._no_sharing(spot, "yaml.anchor", f"&{event.anchor}")
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            self.source.add(
                spot,
                "yaml.tag",
                tag,
                zh=f"不接受 YAML 标签“{tag}”。",
                en=f"YAML tags such as “{tag}” are not accepted.",
                cure_zh="删去标签；类型由声明决定。",
                cure_en="Delete the tag; the declaration decides the type.",
            )
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, not event.style, spot)  # libyaml says "" of a plain one, PyYAML None
        return Block(spot) if isinstance(event, yaml.MappingStartEvent) else Row(spot)

    def _no_sharing(self, spot: Spot, code: str, text: str) -> None:
        self.source.add(
            spot,
            code,
            text,
            zh=f"不接受 YAML 锚点与别名（“{text}”）。",
            en=f"YAML anchors and aliases are not accepted (“{text}”).",
            cure_zh="把内容写全。",
            cure_en="Write the content out.",
        )

    def _second_document(self, event: yaml.DocumentStartEvent) -> None:
        self.source.add(
            _spot(event),
            "yaml.second_document",
            "---",
            zh="一个文件只能有一份文档，这里开始了第二份。",
            en="A file holds one document; a second one starts here.",
            cure_zh="把它移到自己的文件。",
            cure_en="Move it into a file of its own.",
        )


def _spot(event: yaml.Event) -> Spot:
    mark = event.start_mark
    return Spot(line=mark.line + 1, column=mark.column + 1) if mark else Spot(line=1, column=1)


def _syntax_cure(wide: bool, tab: bool) -> tuple[str, str]:
    if wide:
        return "这一行附近用了全角冒号“：”，请改为半角冒号加空格。", (
            "A full-width colon “：” stands near this line; write a colon and a blank."
        )
    if tab:
        return "YAML 不用制表符缩进，请改为空格。", "YAML is not indented by tabs; use blanks."
    return "检查缩进、冒号后的空格和引号是否成对。", (
        "Check the indentation, the blank after a colon, and that quotes are closed."
    )


def _reads_as_gbk(raw: bytes) -> bool:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"
