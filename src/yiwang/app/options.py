"""Every `YIWANG_*` setting: its type, default and meaning, in one list that code, docs and tests share."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

PREFIX = "YIWANG_"
PACKAGE = Path(__file__).resolve().parent.parent


class SettingFault(ValueError):
    """A variable whose value cannot be read; the sentence names it in both languages."""

    def __init__(self, name: str, value: str, zh: str, en: str) -> None:
        super().__init__(f"设置 {name} 的值 {value!r} 无效：{zh}。 / {name}={value!r} is not valid: {en}.")


def _text(name: str, value: str) -> str:
    return value.strip()


def _path(name: str, value: str) -> Path:
    return Path(value).expanduser().resolve()


def _count(low: int, high: int) -> Callable[[str, str], int]:
    def read(name: str, value: str) -> int:
        try:
            number = int(value)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise SettingFault(
                name, value, f"应为 {low} 到 {high} 的整数", f"a whole number from {low} to {high}"
            )
        return number

    return read


def _factor(name: str, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        number = 0.0
    if not 0.01 <= number <= 10_000:
        raise SettingFault(name, value, "应为 0.01 到 10000 的数", "a number from 0.01 to 10000")
    return number


def _flag(name: str, value: str) -> bool:
    word = value.strip().lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off", ""}:
        return False
    raise SettingFault(name, value, "应为 on 或 off", "on or off")


def _words(name: str, value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _url(*schemes: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value and not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise SettingFault(
                name, value, f"应以 {'、'.join(schemes)}:// 开头", f"a URL of {', '.join(schemes)}"
            )
        return value

    return read


def _setting(
    read: Callable[[str, str], Any], default: str, kind: str, zh: str, en: str, *, secret: bool = False
) -> Any:
    """A field that knows how its variable is read and what to say about it."""
    return field(
        metadata={"read": read, "default": default, "kind": kind, "zh": zh, "en": en, "secret": secret}
    )


def data_folder(name: str) -> Path:
    """The shipped data `name` (`packs`, `cities`): beside `src` in a checkout, in the package in a wheel."""
    checkout = PACKAGE.parent.parent / name
    return (
        checkout if (PACKAGE.parent.name == "src" and checkout.is_dir()) else PACKAGE / "app" / "data" / name
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What one instance was told by its environment."""

    home: Path = _setting(
        _path, "var", "path",
        "数据目录：数据库、消息流、湖、密钥和日志都在其中",
        "the one data folder: database, streams, lake, secrets and logs live in it",
    )  # fmt: skip
    host: str = _setting(
        _text, "127.0.0.1", "text",
        "监听地址；对外服务时放在 HTTPS 反向代理之后",
        "address to listen on; put an HTTPS proxy in front before leaving this machine",
    )  # fmt: skip
    port: int = _setting(_count(0, 65535), "8000", "number", "监听端口", "port to listen on")
    allowed_hosts: tuple[str, ...] = _setting(
        _words, "", "list",
        "允许的主机名（逗号分隔）；本机名和 YIWANG_HOST 总是允许",
        "host names answered, comma separated; localhost and YIWANG_HOST always are",
    )  # fmt: skip
    trusted_proxies: tuple[str, ...] = _setting(
        _words, "", "list",
        "可信反向代理的地址（逗号分隔）；只有它们的 X-Forwarded-* 才被采信",
        "addresses of trusted proxies, comma separated; only their X-Forwarded-* headers count",
    )  # fmt: skip
    database_url: str = _setting(
        _url("postgresql", "postgres"), "", "url",
        "PostgreSQL 15+ 的地址（postgresql://用户:口令@主机/库）；空则用内嵌 SQLite",
        "PostgreSQL 15+ (postgresql://user:password@host/name); empty means the embedded SQLite",
        secret=True,
    )  # fmt: skip
    nats_url: str = _setting(
        _url("nats", "tls"), "", "url",
        "已在运行的 NATS（须开 JetStream）；集群写逗号分隔的多个地址；空则由一网自己启动并守护",
        "a NATS server with JetStream that already runs, or the servers of a cluster, comma separated; empty "
        "means that Yiwang starts its own",
        secret=True,
    )  # fmt: skip
    nats_replicas: int = _setting(
        _count(1, 5), "1", "number",
        "每条消息在 NATS 集群中保存的份数；3 份可失去一台服务器",
        "copies of each message that a NATS cluster keeps; with 3 one server may be lost",
    )  # fmt: skip
    cities: tuple[str, ...] = _setting(
        _words, "", "list",
        "启动时载入的城市（城市数据目录下的文件夹名，逗号分隔）；空则按其中 default.txt",
        "cities loaded at start: folder names, comma separated; empty means those of its default.txt",
    )  # fmt: skip
    cities_folder: Path = _setting(
        _path, "", "path", "城市数据目录；空则用随软件发布的", "folder of cities; empty means the shipped one"
    )
    packs_folder: Path = _setting(
        _path, "", "path", "专题目录；空则用随软件发布的", "folder of packs; empty means the shipped one"
    )
    publishers: Path = _setting(
        _path, "", "path",
        "受信任的专题包发布者清单，每行“名称 公钥”；空则为数据目录里的 publishers.txt",
        "publishers whose pack archives are taken, a line each: name and public key; empty means "
        "publishers.txt in the data folder",
    )  # fmt: skip
    unsigned_packs: bool = _setting(
        _flag, "off", "flag",
        "允许安装未签名的专题包和文件夹；仅供开发，安装时会注明",
        "take archives without a known signature, and folders; for development only, and said when done",
    )  # fmt: skip
    reload_packs: bool = _setting(
        _flag, "off", "flag",
        "专题文件改动后自动重新载入；仅供开发",
        "read the files of packs again when they change; for development only",
    )  # fmt: skip
    seed: int = _setting(
        _count(0, 2**31 - 1), "1", "number",
        "演示数据的随机种子；同一种子得到同一座城市",
        "seed of all generated demonstration data; the same seed gives the same city",
    )  # fmt: skip
    demonstration: bool = _setting(
        _flag, "on", "flag",
        "首次启动时生成演示单位、用户和口令；正式部署请关闭",
        "make demonstration units, users and passwords at first start; off in production",
    )  # fmt: skip
    windable_clock: bool = _setting(
        _flag, "off", "flag",
        "可拨动的时钟（演练、验收用，见 yiwang clock）；只有演示实例才可打开",
        "a clock that can be wound (yiwang clock), for drills and acceptance; demonstration instances only",
    )  # fmt: skip
    feed: bool = _setting(
        _flag, "on", "flag",
        "演示数据回放（只经公开接口进入）；正式部署请关闭",
        "replay of demonstration readings, entering by public doors only; off in production",
    )  # fmt: skip
    feed_speed: float = _setting(
        _factor, "60", "number",
        "回放倍速：60 表示一分钟放完一小时",
        "speed of the replay: 60 plays an hour in a minute",
    )  # fmt: skip
    hotline_simulator: bool = _setting(
        _flag, "off", "flag",
        "演示：模拟省热线平台（工单交换、对账）和话务平台；只在 YIWANG_DEMONSTRATION 打开时有效",
        "demonstration: plays the province's hotline (orders, reconciliation) and a telephone switch; only "
        "with YIWANG_DEMONSTRATION on",
    )  # fmt: skip
    secret: str = _setting(
        _text, "", "text",
        "签名密钥；空则首次启动时生成并存于数据目录 secrets/，仅本用户可读",
        "signing secret; empty means one generated at first start under secrets/, readable by its owner only",
        secret=True,
    )  # fmt: skip
    message_gateway_url: str = _setting(
        _url("http", "https"), "", "url",
        "消息网关（短信、政务微信等）的 Webhook 地址；空则用内置短信模拟器",
        "webhook of the message gateway (SMS and the like); empty means the built-in SMS simulator",
    )  # fmt: skip
    message_gateway_secret: str = _setting(
        _text, "", "text",
        "与消息网关共享的 HMAC 密钥",
        "HMAC secret shared with the message gateway",
        secret=True,
    )  # fmt: skip
    mqtt_port: int = _setting(
        _count(0, 65535), "1883", "number",
        "MQTT 接入端口（与 YIWANG_HOST 同一地址）；0 表示不开",
        "port of the MQTT gateway on YIWANG_HOST; 0 keeps it shut",
    )  # fmt: skip
    egress_hosts: tuple[str, ...] = _setting(
        _words, "", "list",
        "接入连接可以访问的主机（host 或 host:port，逗号分隔）；空则不访问任何主机",
        "hosts that connectors may go to (host or host:port, comma separated); empty means none",
    )  # fmt: skip
    raw_days: int = _setting(
        _count(366, 36_500), "750", "number",
        "原始观测在湖中保留的天数；小时表和日表一直保留",
        "days that raw readings are kept in the lake; the tables of hours and days are kept for good",
    )  # fmt: skip
    web_processes: int = _setting(
        _count(0, 64), "0", "number",
        "Web 进程数；0 表示自动：SQLite 一个，PostgreSQL 按处理器数",
        "web processes; 0 means automatic: one on SQLite, one a processor on PostgreSQL",
    )  # fmt: skip
    web_threads: int = _setting(
        _count(1, 128), "8", "number",
        "每个 Web 进程同时处理的请求数",
        "requests that one web process works on at a time",
    )  # fmt: skip
    worker_processes: int = _setting(
        _count(0, 16), "0", "number",
        "worker 进程数：后台任务分摊到各进程，最后一个专管事实（事件、案件），一个退出后由其余接手；"
        "0 表示自动：有两个以上处理器时为 2",
        "worker processes: background tasks are divided among them, the last one has what follows the facts "
        "(events, cases), and they are taken over when one is gone; 0 means automatic: two where there are "
        "two processors",
    )  # fmt: skip
    judge_partitions: int = _setting(
        _count(1, 64), "1", "number",
        "研判分区数：按镇街分区，各分区由一个租约独立研判，可分布在多个 worker 进程",
        "parts that judging is split into, by town; each has its own lease and may sit in another worker",
    )  # fmt: skip
    log_level: str = _setting(
        _text, "info", "text", "日志级别：debug、info、warning、error", "debug, info, warning or error"
    )

    @property
    def secrets(self) -> Path:
        return self.home / "secrets"

    @property
    def run(self) -> Path:
        """Where the running supervisor leaves its marks: children, the bus's address."""
        return self.home / "run"

    @property
    def clock(self) -> Path:
        """How far the clock was wound, where it can be."""
        return self.home / "clock"

    @property
    def on_postgresql(self) -> bool:
        return bool(self.database_url)


def variable(name: str) -> str:
    """The environment variable of the field `name`."""
    return PREFIX + name.upper()


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings that `environment` asks for.

    Raises `SettingFault` for a value that cannot be read and for a `YIWANG_*` variable nobody knows.
    """
    told = os.environ if environment is None else environment
    known = {variable(one.name) for one in fields(Settings)}
    for name in told:
        if name.startswith(PREFIX) and name not in known and not name.startswith(INTERNAL):
            raise SettingFault(
                name, told[name], "没有这个设置，见 docs/settings.md", "there is no such setting"
            )
    values: dict[str, Any] = {}
    for one in fields(Settings):
        name = variable(one.name)
        text = told.get(name, "")
        if not text and one.name in {"cities_folder", "packs_folder"}:
            values[one.name] = data_folder(one.name.removesuffix("_folder"))
            continue
        if not text and one.name == "publishers":
            values[one.name] = values["home"] / "publishers.txt"
            continue
        values[one.name] = one.metadata["read"](name, text or one.metadata["default"])
    if values["windable_clock"] and not values["demonstration"]:
        raise SettingFault(
            variable("windable_clock"),
            told[variable("windable_clock")],
            "只有演示实例的时钟可以拨动（YIWANG_DEMONSTRATION=on）",
            "only the clock of a demonstration instance is wound (YIWANG_DEMONSTRATION=on)",
        )
    if not values["nats_url"]:
        values["nats_url"] = _running_bus(values["home"])
    return Settings(**values)


INTERNAL = ("YIWANG_TEST_", "YIWANG_BENCH_", "YIWANG_SIMULATOR_")


def _running_bus(home: Path) -> str:
    """The address of the NATS child of a supervisor that runs on `home`, so that commands find it."""
    try:
        return (home / "run" / "nats.url").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def document() -> str:
    """The text of `docs/settings.md`."""
    lines = [
        "# 设置 Settings",
        "",
        "All settings are environment variables. An unknown `YIWANG_*` variable is refused at start.",
        "所有设置都是环境变量；不认识的 `YIWANG_*` 变量会在启动时被拒绝。",
        "",
        "This page is written by `python -m yiwang settings --write`; a test compares it with the code.",
        "",
        "| variable | kind | default | 含义 | meaning |",
        "|---|---|---|---|---|",
    ]
    for one in fields(Settings):
        told = one.metadata
        default = f"`{told['default']}`" if told["default"] else "—"
        kind = told["kind"] + (" (secret)" if told["secret"] else "")
        lines.append(f"| `{variable(one.name)}` | {kind} | {default} | {told['zh']} | {told['en']} |")
    return "\n".join(lines) + "\n"
