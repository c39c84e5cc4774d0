"""Pack archives (`.ywp`): a topic's files, a manifest of their hashes, and a publisher's Ed25519 signature.

An archive is a ZIP without times, in order of names, uncompressed: the same files and the same key give the
same bytes. What is opened is read into memory within limits and looked at whole before a byte is written.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from yiwang.kernel.errors import Invalid

FORM = 1
MANIFEST, SIGNATURE, FILES = "manifest.json", "signature.json", "files/"
TYPES = (".yaml", ".md", ".csv", ".inp", ".txt")
MOST_FILES = 2_000
LARGEST_FILE = 8 << 20
LARGEST = 64 << 20
EPOCH = (1980, 1, 1, 0, 0, 0)
_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class NoArchive(Invalid):
    code = "packs.no_archive"
    zh = "“{file}”不是专题包（.ywp）。"
    en = "“{file}” is no pack archive (.ywp)."


class Unsigned(Invalid):
    code = "packs.unsigned"
    zh = "专题包没有签名，不能安装；请向发布者索取签名的包。"
    en = "The archive is not signed; ask its publisher for one that is."


class UnknownPublisher(Invalid):
    code = "packs.unknown_publisher"
    zh = "专题包由不受信任的发布者（{key}）签名；核对公钥后用 yiwang packs keys trust 加入。"
    en = "The archive is signed by a publisher who is not trusted ({key}); trust the key once it is verified."


class Changed(Invalid):
    code = "packs.changed"
    zh = "专题包在签名之后被改动：{what}。"
    en = "The archive was changed after it was signed: {what}."


class OutsidePath(Invalid):
    code = "packs.outside_path"
    zh = "专题包里的路径“{path}”不合规：只可用字母、数字、点、横线和斜线，不得指向包外。"
    en = "The archive holds the path “{path}”, which leads outside or is not one of plain letters."


class HoldsLink(Invalid):
    code = "packs.holds_link"
    zh = "专题包里的“{path}”是链接或特殊文件，不能安装。"
    en = "“{path}” in the archive is a link or a special file."


class TooLarge(Invalid):
    code = "packs.too_large"
    zh = "专题包过大：至多 {files} 个文件、单个 {file_mb} MB、合计 {all_mb} MB。"
    en = "The archive is too large: at most {files} files, {file_mb} MB each and {all_mb} MB together."

    def __init__(self) -> None:
        super().__init__(files=MOST_FILES, file_mb=LARGEST_FILE >> 20, all_mb=LARGEST >> 20)


class UnknownFileType(Invalid):
    code = "packs.file_type"
    zh = "专题包里不会有“{path}”这类文件；只有 {types}。"
    en = "No pack holds a file like “{path}”; only {types}."


class NoKey(Invalid):
    code = "packs.no_key"
    zh = "还没有发布密钥；先运行 yiwang packs keys new 名称。"
    en = "There is no publisher's key yet; run yiwang packs keys new NAME first."


class BadKey(Invalid):
    code = "packs.bad_key"
    zh = "“{key}”不是 Ed25519 公钥（base64，32 字节），或名称“{name}”不合规。"
    en = "“{key}” is no Ed25519 public key (base64, 32 bytes), or “{name}” is no name."


class KeyExists(Invalid):
    code = "packs.key_exists"
    zh = "发布密钥已在 {path}；换密钥前请先移走它。"
    en = "A publisher's key is at {path} already; move it away before making another."


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A whole archive that was looked at: its files by path, and who signed it ("" for nobody)."""

    pack: str
    files: Mapping[str, bytes]
    publisher: str


# -- keys -----------------------------------------------------------------------------------------


def new_key(path: Path) -> str:
    """Make a publisher's private key, readable by its owner only; its public key. Raises KeyExists."""
    if path.exists():
        raise KeyExists(path=path)
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return public_text(key)


def private_key(path: Path) -> Ed25519PrivateKey:
    """The publisher's own key. Raises NoKey."""
    if not path.exists():
        raise NoKey()
    key = load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise NoKey()
    return key


def public_text(key: Ed25519PrivateKey) -> str:
    """The public half as people pass it on: base64."""
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def trusted(path: Path) -> dict[str, str]:
    """Public key → name, of a file with a publisher a line: name, then key."""
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    words = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return {one[1]: one[0] for one in words if len(one) == 2}


def trust(path: Path, name: str, key: str) -> bool:
    """Add a publisher; False where the key is known already. Raises BadKey."""
    _public(name, key)
    if key in trusted(path):
        return False
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{name} {key}\n")
    return True


def _public(name: str, key: str) -> Ed25519PublicKey:
    try:
        if not _NAME.fullmatch(name):
            raise ValueError(name)
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
    except ValueError as error:
        raise BadKey(key=key, name=name) from error


# -- making ---------------------------------------------------------------------------------------


def make(folder: Path, pack: str, version: str, key: Ed25519PrivateKey) -> bytes:
    """The archive of a pack's folder. Raises what opening it would raise."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and not _hidden(path, folder))
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
    _look_at_paths(files)
    manifest = _plain(
        {
            "form": FORM,
            "pack": pack,
            "version": version,
            "files": [
                {"path": path, "bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
                for path, body in sorted(files.items())
            ],
        }
    )
    signed = _plain({"key": public_text(key), "signature": base64.b64encode(key.sign(manifest)).decode()})
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, body in (
            (MANIFEST, manifest),
            (SIGNATURE, signed),
            *((FILES + path, body) for path, body in sorted(files.items())),
        ):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, body)
    return written.getvalue()


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith((".", "__")) for part in path.relative_to(folder).parts)


def _plain(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# -- opening --------------------------------------------------------------------------------------


def read(archive: bytes, publishers: Mapping[str, str], *, file: str, unsigned: bool = False) -> Opened:
    """Look at an archive whole. `unsigned`: take one that nobody known has signed, for development only.

    Raises NoArchive, TooLarge, HoldsLink, OutsidePath, UnknownFileType, Unsigned, UnknownPublisher, Changed.
    """
    bodies = _unzipped(archive, file)
    manifest, signed = bodies.pop(MANIFEST, None), bodies.pop(SIGNATURE, None)
    strange = next((name for name in bodies if not name.startswith(FILES)), None)
    if strange is not None:
        raise OutsidePath(path=strange)
    files = {name.removeprefix(FILES): body for name, body in bodies.items()}
    _look_at_paths(files)
    if manifest is None:
        raise NoArchive(file=file)
    publisher = _publisher(manifest, signed, publishers, unsigned)
    said = _object(manifest, file)
    try:
        told = {str(one["path"]): str(one["sha256"]) for one in said["files"]}
        pack, form = str(said["pack"]), said["form"]
    except (KeyError, TypeError) as error:
        raise NoArchive(file=file) from error
    if form != FORM or not _SEGMENT.fullmatch(pack):
        raise NoArchive(file=file)
    for path in sorted({*told, *files}):
        if path not in files or told.get(path) != hashlib.sha256(files[path]).hexdigest():
            raise Changed(what=path)
    return Opened(pack=pack, files=files, publisher=publisher)


def _unzipped(archive: bytes, file: str) -> dict[str, bytes]:
    if len(archive) > LARGEST:
        raise TooLarge()
    bodies: dict[str, bytes] = {}
    left = LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as zipped:
            if len(zipped.infolist()) > MOST_FILES:
                raise TooLarge()
            for entry in zipped.infolist():
                kind = stat.S_IFMT(entry.external_attr >> 16)
                if entry.is_dir() or kind not in (0, stat.S_IFREG):
                    raise HoldsLink(path=entry.filename)
                if entry.filename in bodies:
                    raise OutsidePath(path=entry.filename)
                with zipped.open(entry) as opened:  # what it says of its size is not believed
                    body = opened.read(min(LARGEST_FILE, left) + 1)
                left -= len(body)
                if len(body) > LARGEST_FILE or left < 0:
                    raise TooLarge()
                bodies[entry.filename] = body
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NoArchive(file=file) from error
    return bodies


def _look_at_paths(files: Mapping[str, bytes]) -> None:
    if len(files) > MOST_FILES or sum(map(len, files.values())) > LARGEST:
        raise TooLarge()
    for path, body in files.items():
        if not all(_SEGMENT.fullmatch(part) for part in path.split("/")):
            raise OutsidePath(path=path)
        if PurePosixPath(path).suffix not in TYPES:
            raise UnknownFileType(path=path, types="、".join(TYPES))
        if len(body) > LARGEST_FILE:
            raise TooLarge()


def _publisher(manifest: bytes, signed: bytes | None, publishers: Mapping[str, str], unsigned: bool) -> str:
    """The name of who signed; "" where nobody known did and that is taken. A wrong signature never is."""
    if signed is None:
        if unsigned:
            return ""
        raise Unsigned()
    said = _object(signed, SIGNATURE)
    key = str(said.get("key", ""))
    try:
        proof = base64.b64decode(str(said.get("signature", "")), validate=True)
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True)).verify(proof, manifest)
    except (ValueError, InvalidSignature) as error:
        raise Changed(what=MANIFEST) from error
    if key in publishers:
        return publishers[key]
    if unsigned:
        return ""
    raise UnknownPublisher(key=key)


def _object(body: bytes, file: str) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError as error:
        raise NoArchive(file=file) from error
    if not isinstance(said, dict):
        raise NoArchive(file=file)
    return said
