"""The `yiwang` command. A word about a noun is answered by that noun's door, imported only when asked for."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from yiwang import __version__
from yiwang.app import options, sentences

Command = Callable[[argparse.Namespace], int]


def _django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yiwang.app.settings")
    django.setup()


def _door(noun: str, name: str) -> Callable[..., Any]:
    """The function `name` of a noun's door."""
    _django()
    return getattr(importlib.import_module(f"yiwang.{noun}.api"), name)  # type: ignore[no-any-return]


def run(asked: argparse.Namespace) -> int:
    from yiwang.app import supervisor

    return supervisor.main()


def prepare(asked: argparse.Namespace) -> int:
    _django()
    from yiwang.app import prepare as room

    try:
        room.prepare()
    except sentences.StartFault as fault:
        if asked.fault_file:
            Path(asked.fault_file).write_text(str(fault), encoding="utf-8")
            return 1
        raise
    return 0


def migrate(asked: argparse.Namespace) -> int:
    _django()
    from yiwang.app import prepare as room

    done = room.migrate()
    print(f"已应用 {done} 个迁移。 {done} migrations applied.")
    return 0


def load(asked: argparse.Namespace) -> int:
    _django()
    from yiwang.app import prepare as room

    room.load(force=asked.force)
    return 0


def rehearse(asked: argparse.Namespace) -> int:
    command = _door("packs", "rehearse_command")
    return int(command(asked.what, as_json=asked.json, lanes=asked.lanes, stay=asked.stay))


def packs(asked: argparse.Namespace) -> int:
    command = _door("packs", f"{asked.action.replace('upgrade', 'install')}_command")
    match asked.action:
        case "list":
            return int(command(asked.json))
        case "rehearse":
            return rehearse(asked)
        case "new":
            return int(command(asked.name, asked.like, asked.into))
        case "docs":
            return int(command(asked.paths, only_look=asked.check))
        case "pack":
            return int(command(asked.topic, asked.output))
        case "keys":
            return int(command(asked.act_on_keys, asked.name, asked.key))
        case "install" | "upgrade":
            down = asked.action == "upgrade" and asked.downgrade
            up = asked.action == "upgrade"
            return int(command(asked.source, asked.reason, upgrade=up, downgrade=down))
        case "remove":
            return int(command(asked.topic, asked.reason))
        case "history":
            return int(command(asked.topic))
        case _:
            return int(command(asked.paths))


def feed(asked: argparse.Namespace) -> int:
    from yiwang.app import feed as room

    return room.command(options.read().home, asked.word)


def evaluate(asked: argparse.Namespace) -> int:
    if asked.what == "classify":
        fields = [asked.text] if asked.text else [name.strip() for name in asked.fields.split(",")]
        command = _door("algorithms", "classify_command")
        return int(command(asked.train, asked.test, fields, asked.label, as_json=asked.json))
    if asked.what == "forecast":
        command = _door("forecasts", "evaluate_command")
        return int(command(asked.file, asked.cycle, asked.steps, as_json=asked.json))
    return int(_door("rules", "evaluate_command")(asked.file, as_json=asked.json, output=asked.output))


def appeals(asked: argparse.Namespace) -> int:
    if asked.action == "ring":
        return int(_door("appeals", "ring_command")(asked.number, asked.line, options.read().home))
    return int(_door("appeals", "train_command")(asked.by))


IMPORTS = {
    "grids": ("areas", "import_grids_command"),
    "matters": ("matters", "import_command"),
    "things": ("sensing", "import_command"),
    "connectors": ("sensing", "import_connectors_command"),
    "tables": ("indicators", "import_table_command"),
}


def import_file(asked: argparse.Namespace) -> int:
    noun, name = IMPORTS[asked.kind]
    return int(_door(noun, name)(Path(asked.path), asked.options))


def health(asked: argparse.Namespace) -> int:
    import http.client

    told = options.read()
    connection = http.client.HTTPConnection(told.host, told.port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        answer = connection.getresponse()
        print(json.dumps(json.loads(answer.read()), ensure_ascii=False, indent=2))
        return 0 if answer.status == 200 else 1
    except OSError as error:
        print(f"没有应答：{error}。  No answer from http://{told.host}:{told.port}.", file=sys.stderr)
        return 1
    finally:
        connection.close()


def clock(asked: argparse.Namespace) -> int:
    from datetime import datetime, timedelta

    from yiwang.kernel import clock as room

    told = options.read()
    if not told.windable_clock:
        print(
            "时钟不可拨动；演示实例可设 YIWANG_WINDABLE_CLOCK=on 后重启。  "
            "The clock cannot be wound; a demonstration instance may set YIWANG_WINDABLE_CLOCK=on.",
            file=sys.stderr,
        )
        return 1
    hand = room.WoundClock(told.clock)
    if asked.to:
        moment = datetime.fromisoformat(asked.to)
        hand.set(moment if moment.tzinfo else moment.replace(tzinfo=room.SHANGHAI))
    hand.advance(timedelta(seconds=asked.by))
    print(f"{hand.now().astimezone(room.SHANGHAI).isoformat(timespec='seconds')} ({hand.offset})")
    return 0


def accounts(asked: argparse.Namespace) -> int:
    from yiwang.app.supervisor import ACCOUNTS

    told = options.read()
    if asked.login:
        password = _door("identity", "reset_password")(asked.login, by="console")
        print(f"{asked.login} 的新口令（只显示这一次）  new password, shown this once:  {password}")
        return 0
    path = told.secrets / ACCOUNTS
    if not path.exists():
        print("还没有演示账号；首次启动时生成。  No demonstration accounts yet; the first start makes them.")
        return 1
    print(f"演示账号与口令在  demonstration accounts and passwords are in:\n  {path}")
    print("重设其中一个  reset one:  yiwang accounts reset LOGIN")
    return 0


def openapi(asked: argparse.Namespace) -> int:
    _django()
    from yiwang.app.urls import api_document

    text = json.dumps(api_document(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    _write(text, asked.output)
    return 0


def types(asked: argparse.Namespace) -> int:
    """Print the fact types and their fields: what a subscriber of the live stream may receive."""
    _django()
    import dataclasses

    from yiwang.app import rooms
    from yiwang.kernel import facts

    rooms.import_tasks()
    lines = []
    for name, shape in sorted(facts.fact_types().items()):
        fields = ", ".join(f"{one.name}: {one.type}" for one in dataclasses.fields(shape))  # type: ignore[arg-type]
        lines.append(f"{name}({fields})")
    _write("\n".join(lines) + "\n", asked.output)
    return 0


def settings(asked: argparse.Namespace) -> int:
    if asked.write:
        page = options.PACKAGE.parent.parent / "docs" / "settings.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(options.document(), encoding="utf-8")
        print(page)
    else:
        sys.stdout.write(options.document())
    return 0


def _write(text: str, output: str | None) -> None:
    if output:
        Path(output).write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def parser() -> argparse.ArgumentParser:
    """Every command and its words."""
    root = argparse.ArgumentParser(
        prog="yiwang", description="一网 Yiwang: a city operation and governance hub"
    )
    root.add_argument("--version", action="version", version=f"yiwang {__version__}")
    words = root.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, act: Command, what: str) -> argparse.ArgumentParser:
        one = words.add_parser(name, help=what, description=what)
        one.set_defaults(act=act)
        return one

    add("run", run, "启动全部服务  start everything and keep it running")
    one = add("prepare", prepare, "迁移并载入  migrate, then load the cities and packs")
    one.add_argument("--fault-file", default="", help=argparse.SUPPRESS)
    add("migrate", migrate, "迁移数据库  bring the database to this version")
    one = add("load", load, "载入城市与专题  load the cities and packs")
    one.add_argument("--force", action="store_true", help="即使没有变化也重新载入  even when nothing changed")
    _add_rehearse(add("rehearse", rehearse, "预演专题场景  rehearse scenes through the real loop"))
    _add_packs(add("packs", packs, "专题包工具  begin, check, rehearse, grade, document and list packs"))
    one = add("feed", feed, "演示回放  show the demonstration feed, or steer it")
    one.add_argument("word", nargs="?", default="", choices=["", "pause", "resume", "storm", "fault"])
    one = add("evaluate", evaluate, "评测算法  measure what computes an answer, on any file")
    whats = one.add_subparsers(dest="what", required=True, metavar="WHAT")
    said = "异常检测：逐条给出异常得分  run the seasonal judge over a series"
    one = whats.add_parser("anomaly", help=said, description=said)
    one.add_argument("file", type=Path, metavar="FILE.csv")
    one.add_argument("--json", action="store_true", help="以 JSON 输出  print JSON")
    one.add_argument("--output", type=Path, default=None, help="写入 CSV 文件  write timestamp,score there")
    said = "预测：给出区间和回测  foresee a series, with an interval and a back-test"
    one = whats.add_parser("forecast", help=said, description=said)
    one.add_argument("file", type=Path, metavar="FILE.csv")
    one.add_argument(
        "--cycle", type=int, default=12, metavar="N", help="每 N 个周期一循环  periods of a cycle"
    )
    one.add_argument("--steps", type=int, default=3, metavar="N", help="预测几个周期  how many to foresee")
    one.add_argument("--json", action="store_true", help="以 JSON 输出  print JSON")
    said = "文本分类：用一份数据训练、另一份测试  train on one file of texts, test on another"
    one = whats.add_parser("classify", help=said, description=said)
    one.add_argument("--train", type=Path, required=True, metavar="A.csv", help="训练数据  to learn from")
    one.add_argument("--test", type=Path, required=True, metavar="B.csv", help="测试数据  to be tested on")
    texts = one.add_mutually_exclusive_group(required=True)
    texts.add_argument("--text", metavar="COLUMN", help="文本所在的一列  the column of the text")
    texts.add_argument("--fields", metavar="A,B,C", help="文本分在几列时  the columns, where it has several")
    one.add_argument("--label", required=True, metavar="COLUMN", help="类别所在的列  the column of the label")
    one.add_argument("--json", action="store_true", help="以 JSON 输出  print JSON")
    said = "训练诉求模型；演示来电  train the model of an appeal's matter; let a call ring (demonstration)"
    one = add("appeals", appeals, said)
    one.add_argument("action", choices=["train", "ring"])
    one.add_argument("--number", default="13900001234", metavar="N", help="来电号码  the caller's number")
    one.add_argument("--line", default="12345", metavar="N", help="线路  the line that rings")
    one.add_argument("--by", default="", metavar="LOGIN", help="训练人  in whose name")
    one = add("import", import_file, "导入数据文件  import a file of data")
    one.add_argument("kind", choices=sorted(IMPORTS))
    one.add_argument("path")
    one.add_argument("options", nargs="*", metavar="NAME=VALUE")
    add("health", health, "查看运行状态  ask a running instance how it is")
    one = add("accounts", accounts, "演示账号  where the generated passwords are; reset one")
    one.add_argument("action", nargs="?", choices=["show", "reset"], default="show")
    one.add_argument("login", nargs="?", default="")
    one = add("clock", clock, "查看或拨动演练时钟  show or wind the clock of a demonstration instance")
    one.add_argument("--to", default="", metavar="TIME", help="拨到此刻（北京时间）  ISO 8601, Shanghai time")
    one.add_argument(
        "--by", type=float, default=0.0, metavar="SECONDS", help="拨动秒数，可负  may be negative"
    )
    one = add("openapi", openapi, "输出接口文档  print the OpenAPI document")
    one.add_argument("--output", default=None)
    one = add("types", types, "输出事实类型  print every fact type and its fields")
    one.add_argument("--output", default=None)
    one = add("settings", settings, "输出设置清单  print the list of settings")
    one.add_argument("--write", action="store_true", help="写入 docs/settings.md  write the page")
    return root


def _add_rehearse(one: argparse.ArgumentParser) -> None:
    one.add_argument("what", nargs="?", default="", metavar="TOPIC[/SCENE]")
    one.add_argument("--json", action="store_true", help="以 JSON 输出  print JSON")
    one.add_argument(
        "--lanes",
        type=int,
        default=0,
        metavar="N",
        help="同时演几路，默认与处理器数相同  plays beside each other; one a processor when left out",
    )
    one.add_argument(
        "--stay",
        action="store_true",
        help="演到场景看板画出，可在浏览器查看  up to the scene's board; look at it in a browser",
    )


def _add_packs(group: argparse.ArgumentParser) -> None:
    acts = group.add_subparsers(dest="action", required=True, metavar="ACT")

    def add(name: str, said: str) -> argparse.ArgumentParser:
        return acts.add_parser(name, help=said, description=said)

    one = add("new", "照一个真实场景新建  begin a pack from a real scene")
    one.add_argument("name", metavar="TOPIC")
    one.add_argument("--like", required=True, metavar="RECIPE|TOPIC/SCENE", help="照谁  what to begin from")
    one.add_argument("--into", type=Path, default=None, metavar="FOLDER", help="放在哪里  where to put it")
    one = add("check", "检查，列出每处错误和改法  print every fault with its place and its cure")
    one.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    _add_rehearse(add("rehearse", "预演，同 yiwang rehearse  the same as `yiwang rehearse`"))
    one = add("grade", "自评与机器所见  what packs say of themselves beside what the machine sees")
    one.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    one = add("docs", "生成专题说明和配方手册  write the README of packs and the reference of recipes")
    one.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    one.add_argument(
        "--check", action="store_true", help="只核对是否最新  only look whether all is up to date"
    )
    one = add("pack", "打成签名的专题包  make a signed archive of a topic")
    one.add_argument("topic", metavar="TOPIC")
    one.add_argument("-o", "--output", type=Path, default=None, metavar="X.ywp", help="写到哪里  where to")
    one = add("keys", "发布密钥和受信任的发布者  one's own key, and the publishers trusted here")
    one.add_argument("act_on_keys", nargs="?", choices=["show", "new", "trust"], default="show")
    one.add_argument("name", nargs="?", default="", metavar="NAME")
    one.add_argument("key", nargs="?", default="", metavar="KEY")
    for name, said in (
        ("install", "在运行的城市上安装专题包  put a topic in force on the running city"),
        ("upgrade", "升级专题，数据保留  bring a topic to another version; data are kept"),
    ):
        one = add(name, said)
        one.add_argument("source", type=Path, metavar="ARCHIVE|FOLDER")
        one.add_argument("--reason", required=True, help="原因  why")
        if name == "upgrade":
            one.add_argument("--downgrade", action="store_true", help="允许换回旧版  also to an older one")
    one = add("remove", "移除专题，数据保留  retire what a topic declared; data are kept")
    one.add_argument("topic", metavar="TOPIC")
    one.add_argument("--reason", required=True, help="原因  why")
    one = add("history", "安装、升级、移除的经过  what was installed, upgraded and removed here")
    one.add_argument("topic", metavar="TOPIC")
    one = add("list", "列出已载入的专题  list what this instance has loaded")
    one.add_argument("--json", action="store_true", help="以 JSON 输出  print JSON")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code; an expected fault is one sentence, not a traceback."""
    from yiwang.kernel.errors import Refusal

    asked = parser().parse_args(arguments)
    try:
        code = asked.act(asked)
    except (sentences.StartFault, options.SettingFault) as fault:
        sentences.print_fault(fault)
        code = 1
    except Refusal as refusal:
        print(f"✗ {refusal.sentence('zh')}\n  {refusal.sentence('en')}", file=sys.stderr)
        code = 1
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
