"""The commands of `yiwang packs` about archives: pack, keys, install, upgrade, remove, history."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from yiwang.kernel.clock import SHANGHAI
from yiwang.packs import _archive, _install, _reading, api
from yiwang.packs.contracts import PackInstall, UnknownPack

ACTS = {
    "installed": "已安装 installed",
    "upgraded": "已升级 upgraded",
    "removed": "已移除 removed",
}
KINDS = {
    "scenes": "场景 scenes",
    "rules": "规则 rules",
    "matters": "事项 matters",
    "indicators": "指标 indicators",
    "boards": "看板 boards",
    "reports": "简报 briefings",
    "ledgers": "台账 ledgers",
    "routines": "例行 routines",
    "things": "物 things",
}
STEPS = {
    "checking": "核对文件 checking the files",
    "flows": "流程 flows",
    "scenes": "场景 scenes",
    "matters": "事项 matters",
    "knowledge": "知识 knowledge",
    "ledgers": "台账 ledgers",
    "routines": "例行 routines",
    "figures": "指标 figures",
    "boards": "看板 boards",
    "reports": "简报 briefings",
    "connectors": "接入 connectors",
    "keeping": "登记 keeping the act",
}
SIGNS = {"added": "+", "changed": "~", "removed": "-"}


def pack(topic: str, output: Path | None) -> int:
    """Sign the files of a topic (its id, or its folder). Raises UnknownPack, NoKey; 1 where it has faults."""
    folder = Path(topic) if (Path(topic) / "pack.yaml").exists() else settings.YIWANG.packs_folder / topic
    if not (folder / "pack.yaml").exists():
        raise UnknownPack(pack=topic)
    read = _reading.read_pack(folder.resolve(), folder.resolve().parent)
    for fault in read.faults:
        print(fault.show("zh"))
    if read.faults:
        return 1
    version = read.pack.get().version
    body = _archive.make(folder, read.id, version, _archive.private_key(_own()))
    path = output or Path(f"{read.id}-{version}.ywp")
    path.write_bytes(body)
    print(f"✓ {path}  {len(body)} 字节 bytes  {read.id} {version}  {read.content_hash}")
    return 0


def keys(act: str, name: str, key: str) -> int:
    """Show, make or trust keys. Raises KeyExists, BadKey."""
    told = settings.YIWANG
    if act == "new":
        print(f"✓ 公钥 public key: {_archive.new_key(_own())}\n  私钥 private key: {_own()}")
        print("  把公钥交给安装方  give the public key to those who install")
        return 0
    if act == "trust":
        fresh = _archive.trust(told.publishers, name, key)
        print(f"✓ {'已信任' if fresh else '早已信任'} {name}  {'trusted' if fresh else 'trusted already'}")
        return 0
    if _own().exists():
        print(f"本机公钥 own public key: {_archive.public_text(_archive.private_key(_own()))}")
    else:
        print("本机没有发布密钥  no publisher's key here (yiwang packs keys new)")
    found = _archive.trusted(told.publishers)
    print(f"受信任的发布者 trusted publishers ({told.publishers}): {len(found)}")
    for public, who in sorted(found.items(), key=lambda one: one[1]):
        print(f"  {who}  {public}")
    return 0


def install(source: Path, reason: str, *, upgrade: bool, downgrade: bool) -> int:
    """Install or upgrade, and say what changed."""
    done = api.install(source, by=api.ACTOR, reason=reason, upgrade=upgrade, downgrade=downgrade, tell=_going)
    if not done.publisher:
        print("! 没有受信任的签名，仅供开发  no trusted signature: for development only")
    _show(done)
    return 0


def remove(topic: str, reason: str) -> int:
    """Remove, and say what goes."""
    _show(api.remove(topic, by=api.ACTOR, reason=reason))
    print("  案件、记录和指标历史仍可查  cases, records and past figures stay readable")
    return 0


def history(topic: str) -> int:
    """Every act, newest first."""
    found = api.installs(topic)
    for one in found:
        _show(one)
    if not found:
        print("没有安装记录：随软件发布，或不存在  no acts: it ships with the software, or is not there")
    return 0


def _going(step: str, done: int, steps: int) -> None:
    print(f"  {100 * done // steps if steps else 0:3d} %  {STEPS[step]}", flush=True)


def _show(done: PackInstall) -> None:
    at = done.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    signed = f"，签名 signed by {done.publisher}" if done.publisher else ""
    print(f"✓ {done.pack} {done.version} {ACTS[done.act]}  {at}  {done.actor}{signed}：{done.reason}")
    for kind, said in done.changes.items():
        for sign, codes in said.items():
            if codes:
                print(f"    {SIGNS[sign]} {KINDS[kind]} {len(codes)}: {'、'.join(codes[:8])}")


def _own() -> Path:
    return Path(settings.YIWANG.secrets) / _install.KEY
