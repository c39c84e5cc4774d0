"""What goes wrong at start, each as one sentence for a person in Chinese and English."""

from __future__ import annotations

import sys
from pathlib import Path


class StartFault(Exception):
    """A start that cannot go on; nothing is broken, and the next start mends what was left half done."""

    zh = "无法启动：{reason}"
    en = "Cannot start: {reason}"

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(f"{self.zh.format(**details)}\n{self.en.format(**details)}")


class PortBusy(StartFault):
    zh = "端口 {port} 已被占用。请停掉占用它的程序，或换一个端口：YIWANG_PORT={other} make run"
    en = "Port {port} is in use. Stop what uses it, or choose another: YIWANG_PORT={other} make run"


class CannotListen(StartFault):
    zh = "无法在 {host}:{port} 上监听（{reason}）。请检查 YIWANG_HOST 与 YIWANG_PORT。"
    en = "Cannot listen on {host}:{port} ({reason}). Check YIWANG_HOST and YIWANG_PORT."


class AlreadyRunning(StartFault):
    zh = "数据目录 {home} 正被另一个一网使用（进程 {pid}）。请先停掉它，或用 YIWANG_HOME 换一个目录。"
    en = "Another Yiwang (process {pid}) is using the data folder {home}. Stop it, or set YIWANG_HOME."


class HomeNotOurs(StartFault):
    zh = "数据目录 {home} 属于 {owner}，而您是 {user}。请以 {owner} 运行，或用 YIWANG_HOME 换一个。"
    en = "The data folder {home} belongs to {owner}, you are {user}. Run as {owner}, or set YIWANG_HOME."


class HomeNotWritable(StartFault):
    zh = "数据目录 {home} 无法写入（{reason}）。请修正权限，或用 YIWANG_HOME 换一个目录。"
    en = "The data folder {home} cannot be written ({reason}). Mend its permissions, or set YIWANG_HOME."


class DiskFull(StartFault):
    zh = "磁盘已满：{home} 处剩余 {free_mb} MB，至少需要 {need_mb} MB。清理后再启动即可，数据未损坏。"
    en = "The disk is full: {free_mb} MB left at {home}, {need_mb} MB needed. Free some and start again."


class BrokerNotFound(StartFault):
    zh = "找不到 nats-server。请重新执行 make run（会装好依赖），或设置 YIWANG_NATS_URL。"
    en = (
        "nats-server was not found. Run make run again (it installs what is missing), or set YIWANG_NATS_URL."
    )


class BrokerSilent(StartFault):
    zh = "消息总线（NATS）没有应答，日志见 {log}。"
    en = "The message bus (NATS) does not answer; its log is {log}."


class DatabaseSilent(StartFault):
    zh = "连不上数据库 {where}：{reason}。请检查 YIWANG_DATABASE_URL 与数据库服务。"
    en = "The database {where} cannot be reached: {reason}. Check YIWANG_DATABASE_URL and the server."


class StepFailed(StartFault):
    zh = "步骤“{step}”失败，日志见 {log}。修正后再启动，会从这一步继续。"
    en = "The step “{step}” failed; see {log}. The next start goes on from there."


class ChildFailed(StartFault):
    zh = "进程 {name} 起不来，日志见 {log}。"
    en = "The process {name} does not come up; see {log}."


class NotReady(StartFault):
    zh = "{seconds} 秒内未能就绪，日志在 {log}。"
    en = "Not ready within {seconds} seconds; logs are in {log}."


class DataMissing(StartFault):
    zh = "找不到城市或专题数据：{path}。"
    en = "The data of a city or a pack is missing: {path}."


MIN_FREE_MB = 300


def full(home: Path) -> DiskFull:
    """The sentence for a full disk, with what is left now."""
    import shutil

    try:
        free = shutil.disk_usage(home).free
    except OSError:
        free = 0
    return DiskFull(home=home, free_mb=free // 2**20, need_mb=MIN_FREE_MB)


def print_fault(fault: Exception) -> None:
    print(f"\n✗ {fault}", file=sys.stderr, flush=True)
