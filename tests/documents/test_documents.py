"""Evidence: pictures are re-encoded, say nothing hidden, survive on disk, and are seen only within scope."""

from __future__ import annotations

import contextlib
import hashlib
import io
import random
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.identity import people
from yiwang.documents import _files, api, logic
from yiwang.documents.contracts import (
    EmptyFile,
    NoRoom,
    NotAPicture,
    TooLarge,
    TooManyPixels,
    UnknownDocument,
)
from yiwang.identity.api import Subject, subject_of
from yiwang.kernel import clock
from yiwang.kernel.errors import Forbidden, Refusal
from yiwang.kernel.models import FactRow

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.urls("tests.documents.urls")]
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _city(wound: clock.VirtualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    people.settle()
    monkeypatch.setattr(_files, "folder", lambda: tmp_path / "documents")


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), **how: Any) -> bytes:
    image = Image.new("RGB", size, (30, 90, 160))
    image.paste((200, 40, 40), (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def photograph(taken: str = "2026:03:02 08:30:00", orientation: int = 1) -> bytes:
    """A JPEG as a phone writes it: with time, place and an orientation."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8769)[36867] = taken
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 16.0, 12.0), 3: "E", 4: (110.0, 21.0, 36.0)})
    return picture(exif=exif)


def person(login: str) -> Subject:
    return subject_of(login)


def test_time_and_place_become_fields_and_leave_the_picture() -> None:
    document = api.store(photograph(), "现场.jpg", person("east-grid"))
    assert document.taken_at == datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
    assert document.lon == pytest.approx(110.36)
    assert document.lat == pytest.approx(21.27)
    _, data, _ = api.content(document.id, person("east-grid"))
    with Image.open(io.BytesIO(data)) as kept:
        assert len(kept.getexif()) == 0
    assert b"Exif" not in data
    assert document.sha256 == hashlib.sha256(data).hexdigest()
    assert document.original_sha256 == hashlib.sha256(photograph()).hexdigest()


def test_a_picture_taken_on_its_side_is_turned_upright() -> None:
    document = api.store(photograph(orientation=6), "a.jpg", person("east-grid"))
    assert (document.width, document.height) == (48, 64)


@pytest.mark.parametrize(
    ("kind", "media"), [("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp")]
)
def test_the_three_kinds_are_taken(kind: str, media: str) -> None:
    document = api.store(picture(kind), "x.bin", person("east"))
    assert (document.media_type, document.width) == (media, 64)
    assert document.name == f"x.{logic.SUFFIX[media]}"


def test_the_phone_fills_what_the_picture_lacks() -> None:
    said = NOW - timedelta(minutes=5)
    document = api.store(picture(), "a.jpg", person("east"), taken_at=said, lon=110.4, lat=21.2)
    assert (document.taken_at, document.lon, document.lat) == (said, 110.4, 21.2)
    elsewhere = api.store(
        picture(), "a.jpg", person("east"), taken_at=NOW + timedelta(days=9), lon=21.2, lat=110.4
    )
    assert (elsewhere.taken_at, elsewhere.lon, elsewhere.lat) == (None, None, None)


def test_a_camera_whose_clock_runs_ahead_is_not_believed() -> None:
    assert api.store(photograph("2031:01:01 00:00:00"), "a.jpg", person("east")).taken_at is None


def test_a_file_hidden_behind_a_picture_is_gone() -> None:
    hidden = io.BytesIO()
    with zipfile.ZipFile(hidden, "w") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    document = api.store(picture() + hidden.getvalue(), "a.jpg", person("east"))
    _, data, _ = api.content(document.id, person("east"))
    assert not zipfile.is_zipfile(io.BytesIO(data))


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", EmptyFile),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NotAPicture),
        (b"GIF89a" + bytes(40), NotAPicture),
        (picture()[:200], NotAPicture),
        (picture("PNG")[:80], NotAPicture),
        (bytes(logic.MOST_BYTES + 1), TooLarge),
    ],
)
def test_what_is_no_sound_picture_is_refused(data: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        api.store(data, "a.jpg", person("east"))
    assert not FactRow.objects.filter(fact_type="documents.stored").exists()


def test_a_decompression_bomb_is_refused_by_its_header() -> None:
    data = picture("PNG", (20, 20))
    bomb = data[:16] + (40_000).to_bytes(4, "big") * 2 + data[24:]
    with pytest.raises((TooManyPixels, NotAPicture)):
        logic.clean(bomb, NOW)
    honest = Image.new("1", (9000, 9000))
    out = io.BytesIO()
    honest.save(out, "PNG")
    with pytest.raises(TooManyPixels):
        logic.clean(out.getvalue(), NOW)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), kind=st.sampled_from(["JPEG", "PNG", "WEBP"]), hits=st.integers(1, 30))
def test_a_damaged_picture_is_taken_or_refused_but_never_an_accident(seed: int, kind: str, hits: int) -> None:
    chance = random.Random(seed)
    data = bytearray(photograph() if kind == "JPEG" else picture(kind))
    for _ in range(hits):
        data[chance.randrange(len(data))] = chance.randrange(256)
    with contextlib.suppress(Refusal):
        assert logic.clean(bytes(data), NOW).data


def test_names_lose_paths_and_tricks() -> None:
    assert logic.safe_name("../../etc/passwd.png", "image/jpeg") == "passwd.jpg"
    assert logic.safe_name("塘㙍镇\u202e现场\n.jpeg", "image/jpeg") == "塘㙍镇现场.jpg"
    assert logic.safe_name("...", "image/webp") == "photo.webp"


def test_until_it_is_attached_only_its_own_people_see_it() -> None:
    document = api.store(picture(), "a.jpg", person("zone-grid"))
    assert api.get_document(document.id, person("zone-grid")).id == document.id
    for login in ("east", "west-bureau", "company"):
        with pytest.raises(UnknownDocument):
            api.get_document(document.id, person(login))


def test_attached_it_is_seen_by_those_who_see_the_case() -> None:
    document = api.store(picture(), "a.jpg", person("company"))
    api.attach([document.id], area_path=people.EAST_TOWN, units=["c-ps", "c-jj"])
    for login in ("company", "traffic", "east-town", "duty"):
        if "documents.see" in person(login).permissions:
            assert api.get_document(document.id, person(login)).id == document.id
    with pytest.raises(UnknownDocument):
        api.get_document(document.id, person("zone-town"))
    api.attach([document.id], area_path=people.EAST_TOWN, units=["c-ps", "c-jj"])
    assert FactRow.objects.filter(fact_type="documents.attached").count() == 1


def test_who_may_not_upload_is_refused() -> None:
    with pytest.raises(Forbidden):
        api.store(picture(), "a.jpg", person("auditadmin"))


def test_a_flipped_byte_on_disk_is_found_and_not_shown(tmp_path: Path) -> None:
    document = api.store(picture(), "a.jpg", person("east"))
    path = tmp_path / "documents" / document.sha256[:2] / document.sha256
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    with pytest.raises(UnknownDocument):
        api.content(document.id, person("east"))


def test_a_full_disk_is_a_plain_refusal_and_leaves_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NoRoom):
        api.store(picture(), "a.jpg", person("east"))
    assert not FactRow.objects.filter(fact_type="documents.stored").exists()


def signed_in(login: str) -> Client:
    client = Client()
    answer = client.post(
        "/api/session", {"login": login, "password": people.PASSWORD}, content_type="application/json"
    )
    client.defaults["HTTP_X_CSRF_TOKEN"] = answer.json()["csrf"]
    return client


def test_a_phone_uploads_and_the_page_shows_it() -> None:
    client = signed_in("east-grid")
    file = SimpleUploadedFile("现场.jpg", photograph(), content_type="image/jpeg")
    answer = client.post("/api/documents", {"file": file, "taken_at": "", "lon": "110.3", "lat": "21.3"})
    assert answer.status_code in (200, 422), answer.content
    file.seek(0)
    answer = client.post("/api/documents", {"file": file})
    assert answer.status_code == 200, answer.content
    told = answer.json()
    shown = client.get(told["content_url"])
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    again = client.get(told["content_url"], headers={"If-None-Match": shown["ETag"]})
    assert again.status_code == 304
    assert client.get(f"/api/documents/{told['id']}").json()["name"] == "现场.jpg"
    assert signed_in("zone").get(told["content_url"]).status_code == 404
    assert Client().get(told["content_url"]).status_code == 401


def test_a_narrow_picture_is_made_once_for_lists() -> None:
    client = signed_in("east-grid")
    file = SimpleUploadedFile("wide.jpg", picture(size=(2000, 1000)))
    told = client.post("/api/documents", {"file": file}).json()
    shown = client.get(f"{told['content_url']}?width=300")
    with Image.open(io.BytesIO(shown.content)) as narrow:
        assert narrow.size == (320, 160)
    assert client.get(f"{told['content_url']}?width=300").content == shown.content


def test_the_wrong_kind_of_file_is_named_in_both_languages() -> None:
    client = signed_in("east-grid")
    answer = client.post("/api/documents", {"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert answer.status_code == 415
    assert "JPEG" in answer.json()["zh"]
    assert "JPEG" in answer.json()["en"]
