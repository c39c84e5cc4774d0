"""An archive is the same for the same files, and nothing gets in that its publisher did not sign."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from yiwang.kernel.errors import Refusal
from yiwang.packs import _archive

TINY = Path(__file__).parent / "good" / "tiny"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    _archive.new_key(tmp_path / "publisher.pem")
    return tmp_path / "publisher.pem"


@pytest.fixture
def archive(key: Path) -> bytes:
    return _archive.make(TINY, "tiny", "1.0.0", _archive.private_key(key))


@pytest.fixture
def publishers(key: Path) -> dict[str, str]:
    return {_archive.public_text(_archive.private_key(key)): "city-hall"}


def entries(archive: bytes) -> list[tuple[zipfile.ZipInfo, bytes]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return [(one, opened.read(one)) for one in opened.infolist()]


def zipped(those: list[tuple[zipfile.ZipInfo, bytes]], kind: int = zipfile.ZIP_STORED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", kind) as made:
        for entry, body in those:
            entry.compress_type = kind
            made.writestr(entry, body)
    return written.getvalue()


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, _archive.EPOCH)
    made.create_system, made.external_attr = 3, mode << 16
    return made


def test_the_same_files_and_key_give_the_same_bytes(archive: bytes, key: Path) -> None:
    assert _archive.make(TINY, "tiny", "1.0.0", _archive.private_key(key)) == archive
    names = [one.filename for one, _ in entries(archive)]
    assert names[:2] == ["manifest.json", "signature.json"]
    assert names[2:] == sorted(names[2:])


def test_what_a_trusted_publisher_signed_is_opened_whole(archive: bytes, publishers: dict[str, str]) -> None:
    opened = _archive.read(archive, publishers, file="tiny.ywp")
    assert (opened.pack, opened.publisher) == ("tiny", "city-hall")
    assert opened.files["pack.yaml"] == (TINY / "pack.yaml").read_bytes()


def refused(what: bytes, publishers: dict[str, str], *, unsigned: bool = False) -> str:
    with pytest.raises(Refusal) as told:
        _archive.read(what, publishers, file="x.ywp", unsigned=unsigned)
    assert told.value.sentence("zh") != told.value.sentence("en")
    return told.value.code


def test_an_archive_without_signature_is_taken_in_development_alone(
    archive: bytes, publishers: dict[str, str]
) -> None:
    bare = zipped([one for one in entries(archive) if one[0].filename != "signature.json"])
    assert refused(bare, publishers) == "packs.unsigned"
    assert _archive.read(bare, publishers, file="x.ywp", unsigned=True).publisher == ""


def test_a_publisher_whom_nobody_trusts_is_named_by_his_key(
    archive: bytes, publishers: dict[str, str]
) -> None:
    with pytest.raises(_archive.UnknownPublisher) as told:
        _archive.read(archive, {}, file="x.ywp")
    assert next(iter(publishers)) in told.value.sentence("en")


def test_a_file_that_was_changed_added_or_taken_away_is_named(
    archive: bytes, publishers: dict[str, str]
) -> None:
    whole = entries(archive)
    touched = [(one, body + b"\n" if one.filename.endswith("level.yaml") else body) for one, body in whole]
    more = [*whole, (entry("files/more.md"), b"# more")]
    for wrong in (touched, more, whole[:-1]):
        # The override of development is no way around a signature that does not hold.
        assert refused(zipped(wrong), publishers, unsigned=True) == "packs.changed"


def test_a_manifest_that_was_changed_is_not_the_one_that_was_signed(
    archive: bytes, publishers: dict[str, str]
) -> None:
    whole = entries(archive)
    said = json.loads(whole[0][1])
    said["version"] = "9.0.0"
    whole[0] = (whole[0][0], json.dumps(said).encode())
    assert refused(zipped(whole), publishers) == "packs.changed"


@pytest.mark.parametrize(
    "path",
    [
        "../pack.yaml",
        "/etc/passwd.md",
        "a/../../b.md",
        ".hidden.md",
        "a\\b.md",
        "C:/x.md",
        "a//b.md",
        "空.md",
    ],
)
def test_a_path_that_leads_outside_or_is_not_plain_is_refused(
    archive: bytes, publishers: dict[str, str], path: str
) -> None:
    wrong = zipped([*entries(archive), (entry(f"files/{path}"), b"x")])
    assert refused(wrong, publishers) == "packs.outside_path"


def test_what_lies_beside_the_files_is_refused(archive: bytes, publishers: dict[str, str]) -> None:
    assert (
        refused(zipped([*entries(archive), (entry("pack.yaml"), b"x")]), publishers) == "packs.outside_path"
    )


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o644, stat.S_IFCHR | 0o644])
def test_a_link_or_a_device_is_refused(archive: bytes, publishers: dict[str, str], mode: int) -> None:
    wrong = zipped([*entries(archive), (entry("files/x.md", mode), b"/etc/passwd")])
    assert refused(wrong, publishers) == "packs.holds_link"


def test_a_bomb_is_not_unpacked(archive: bytes, publishers: dict[str, str]) -> None:
    bomb = (entry("files/x.csv"), b"0" * (_archive.LARGEST_FILE + 1))
    packed = zipped([*entries(archive), bomb], zipfile.ZIP_DEFLATED)
    assert len(packed) < 100_000
    assert refused(packed, publishers) == "packs.too_large"
    many = [(entry(f"files/x{n}.md"), b"") for n in range(_archive.MOST_FILES + 1)]
    assert refused(zipped([*entries(archive), *many]), publishers) == "packs.too_large"


@pytest.mark.parametrize("name", ["x.py", "x.so", "x", "x.yml", "x.sh"])
def test_a_file_that_packs_do_not_have_is_refused(
    archive: bytes, publishers: dict[str, str], name: str
) -> None:
    assert (
        refused(zipped([*entries(archive), (entry(f"files/{name}"), b"x")]), publishers) == "packs.file_type"
    )


@pytest.mark.parametrize(
    "wrong", [b"", b"PK", b"no archive at all", zipped([(entry("files/pack.yaml"), b"id: x")])]
)
def test_what_is_no_archive_is_said_to_be_none(wrong: bytes, publishers: dict[str, str]) -> None:
    assert refused(wrong, publishers, unsigned=True) == "packs.no_archive"


def test_every_byte_of_an_archive_may_be_wrong_and_nothing_else_is_raised(
    archive: bytes, publishers: dict[str, str]
) -> None:
    whole = _archive.read(archive, publishers, file="x.ywp")
    for at in range(0, len(archive), 37):
        wrong = archive[:at] + bytes([archive[at] ^ 0x41]) + archive[at + 1 :]
        try:
            opened = _archive.read(wrong, publishers, file="x.ywp")
        except Refusal:
            continue
        assert opened == whole, "a byte of no meaning"


def test_keys_are_made_once_and_trusted_once(tmp_path: Path, key: Path) -> None:
    assert key.stat().st_mode & 0o077 == 0
    with pytest.raises(_archive.KeyExists):
        _archive.new_key(key)
    said, public = tmp_path / "publishers.txt", _archive.public_text(_archive.private_key(key))
    assert [_archive.trust(said, "hall", public) for _ in range(2)] == [True, False]
    assert _archive.trusted(said) == {public: "hall"}
    wrong: Callable[[], object]
    for wrong in (lambda: _archive.trust(said, "hall", "AAAA"), lambda: _archive.trust(said, "a b", public)):
        with pytest.raises(_archive.BadKey):
            wrong()
    with pytest.raises(_archive.NoKey):
        _archive.private_key(tmp_path / "none.pem")
