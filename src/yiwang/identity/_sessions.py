"""Sign-in, sign-out, lock-out and time-out. The browser holds an opaque token; we hold only its hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from django.db import transaction
from django.db.models import Q

from yiwang.identity import _subjects
from yiwang.identity.contracts import (
    PasswordChanged,
    SignedIn,
    SignedOut,
    SignInLocked,
    SignInRefused,
    Subject,
    UserChanged,
)
from yiwang.identity.models import Attempt, OldPassword, SignInSession, User
from yiwang.kernel import clock
from yiwang.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Refusal, Unauthenticated
from yiwang.kernel.facts import tell
from yiwang.kernel.ids import new_id

COOKIE = "yw_session"
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
SEEN_EVERY = timedelta(seconds=60)
FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
PASSWORD_AGE = timedelta(days=90)
OLD_PASSWORDS = 5
SPECIALS = set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ")

# OWASP's argon2id setting for sign-in (19 MiB, 2 passes, 1 lane). Two at a time, so that a burst can
# take neither all cores nor more than 40 MiB.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_turns = threading.BoundedSemaphore(2)


@cache
def _nobody() -> str:
    """Verified for an unknown login, so that its answer takes the same time. Made at the first sign-in and
    not above: it is slow to make, and a start of a process needs none."""
    return _hasher.hash(secrets.token_urlsafe(24))


class WrongPassword(Unauthenticated):
    code = "identity.wrong_password"
    zh = "账号或口令不对。"
    en = "The account or the password is wrong."


class Locked(Refusal):
    status = 429
    code = "identity.locked"
    zh = "失败次数过多，已锁定到 {until}，请稍后再试。"
    en = "Too many failures; locked until {until}."


class PlainSignIn(Forbidden):
    code = "identity.plain_sign_in"
    zh = "本机以外只能通过加密连接（HTTPS）登录。"
    en = "Outside this machine, sign in over an encrypted connection (HTTPS) only."


class WeakPassword(Invalid):
    code = "identity.weak_password"
    zh = "口令不合要求：{reason_zh}"
    en = "The password does not meet the rules: {reason_en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSession:
    """A valid session, with the token that the browser sent."""

    row: SignInSession
    token: str


def digest(text: str) -> str:
    """The hash under which tokens, logins and sources are kept."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_password(password: str) -> str:
    with _turns:
        return _hasher.hash(password)


def _verify(hashed: str, password: str) -> bool:
    with _turns:
        try:
            return _hasher.verify(hashed, password)
        except (VerifyMismatchError, InvalidHashError):
            return False


def csrf_of(token: str) -> str:
    """The anti-forgery token of a session: derived, so that nothing more is stored and a reload gets it."""
    return hmac.new(token.encode(), b"yiwang csrf", hashlib.sha256).hexdigest()


def csrf_matches(found: FoundSession, given: str) -> bool:
    return hmac.compare_digest(csrf_of(found.token).encode(), given.encode("utf-8", "replace"))


def sign_in(login: str, password: str, *, source: str) -> tuple[str, FoundSession]:
    """A new session and its token. Raises Locked; WrongPassword, for an unknown account as slowly."""
    keys = (f"account:{digest(login)}", f"source:{digest(source)}")
    now = clock.now()
    _refuse_locked(keys)
    user = User.objects.filter(login=login, active=True, unit__active=True).first()
    nobody = _nobody()  # made for known and unknown alike
    good = _verify(user.password if user and user.password else nobody, password)
    if user is None or not user.password or not good:
        _count_failure(login, source, keys)
        raise WrongPassword()
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Attempt.objects.filter(pk=keys[0]).update(failures=0, locked_until=None)
        row = SignInSession.objects.create(
            id=new_id(),
            token_hash=digest(token),
            user=user,
            source=source,
            created_at=now,
            seen_at=now,
            expires_at=now + ABSOLUTE,
        )
        User.objects.filter(pk=user.pk).update(signed_in_at=now)
        tell(SignedIn(user_id=user.pk, source=source), subject=f"session:{row.pk}", version=1, actor=user.pk)
    return token, FoundSession(row=row, token=token)


def _refuse_locked(keys: tuple[str, str]) -> None:
    """Raise Locked while any of the keys is. The lock is on the words typed, known account or not."""
    row = Attempt.objects.filter(pk__in=keys, locked_until__gt=clock.now()).order_by("-locked_until").first()
    if row is not None and row.locked_until is not None:
        raise Locked(until=row.locked_until.astimezone(clock.SHANGHAI).strftime("%H:%M"))


def _count_failure(login: str, source: str, keys: tuple[str, str]) -> None:
    """Count against the account and against the source; the fifth within a window locks."""
    now = clock.now()
    with transaction.atomic():
        tell(
            SignInRefused(login_digest=digest(login), source=source),
            subject=f"attempt:{new_id()}",
            version=1,
            actor="",
        )
        for key in keys:
            Attempt.objects.get_or_create(pk=key, defaults={"since": now})
            row = Attempt.objects.select_for_update().get(pk=key)
            if row.since + LOCKED_FOR < now or (row.locked_until is not None and row.locked_until <= now):
                row.failures, row.since, row.locked_until = 0, now, None
            row.failures += 1
            row.version += 1
            if row.failures >= FAILURES:
                row.locked_until = now + LOCKED_FOR
                kind, _, key_digest = key.partition(":")
                tell(
                    SignInLocked(kind=kind, key_digest=key_digest, until=row.locked_until),
                    subject=f"lock:{key}",
                    version=row.version,
                    actor="",
                )
            row.save()


def find_session(token: str, *, touch: bool = True) -> FoundSession | None:
    """The live session of a token: not ended, not idle for 30 minutes, not past its absolute end."""
    if not token or len(token) > 100:
        return None
    row = (
        SignInSession.objects.select_related("user__unit")
        .filter(token_hash=digest(token), ended_at=None)
        .first()
    )
    if row is None:
        return None
    now = clock.now()
    if row.expires_at <= now or row.seen_at + IDLE <= now:
        _end(row, "timeout")
        return None
    if not (row.user.active and row.user.unit.active):
        _end(row, "disabled")
        return None
    if touch and row.seen_at + SEEN_EVERY <= now:
        SignInSession.objects.filter(pk=row.pk, seen_at=row.seen_at).update(seen_at=now)
        row.seen_at = now
    return FoundSession(row=row, token=token)


def sign_out(found: FoundSession, reason: str = "signed out") -> None:
    _end(found.row, reason)


def end_sessions(user_id: str, reason: str, *, but: str = "") -> None:
    """End every session of a person, as when he is disabled or his password was changed."""
    for row in SignInSession.objects.filter(user_id=user_id, ended_at=None).exclude(pk=but):
        _end(row, reason)


def _end(row: SignInSession, reason: str) -> None:
    with transaction.atomic():
        if SignInSession.objects.filter(pk=row.pk, ended_at=None).update(ended_at=clock.now()):
            tell(
                SignedOut(user_id=row.user_id, reason=reason),
                subject=f"session:{row.pk}",
                version=2,
                actor=row.user_id,
            )


def subject_of_session(found: FoundSession) -> Subject:
    user = found.row.user
    return _subjects.build(user, must_change=user.must_change or _aged(user.password_changed_at))


def _aged(changed_at: datetime | None) -> bool:
    return changed_at is not None and changed_at + PASSWORD_AGE < clock.now()


def check_password_rules(password: str, *, login: str) -> None:
    """≥ 8 characters of 3 classes, without the login in it; raises WeakPassword."""
    classes = [
        any(c.islower() for c in password),
        any(c.isupper() for c in password),
        any(c.isdigit() for c in password),
        any(c in SPECIALS for c in password),
    ]
    if len(password) < 8 or len(password) > 128:
        raise WeakPassword(reason_zh="须为 8 至 128 个字符。", reason_en="it has 8 to 128 characters.")
    if sum(classes) < 3:
        raise WeakPassword(
            reason_zh="大写、小写、数字、符号四类中至少要有三类。",
            reason_en="it has at least three of: capital, small letter, digit, sign.",
        )
    if login and login.lower() in password.lower():
        raise WeakPassword(reason_zh="不能包含账号。", reason_en="it does not contain the account.")


def change_password(user_id: str, old: str, new: str, *, keep_session: str) -> None:
    """Change one's own password. Raises WrongPassword, WeakPassword; ends the person's other sessions."""
    user = User.objects.get(pk=user_id)
    keys = (f"account:{digest(user.login)}", f"change:{digest(user.pk)}")
    _refuse_locked(keys)
    if not user.password or not _verify(user.password, old):
        _count_failure(user.login, "password change", keys)
        raise WrongPassword()
    check_password_rules(new, login=user.login)
    recent = list(OldPassword.objects.filter(user=user).order_by("-pk")[: OLD_PASSWORDS - 1])
    if any(_verify(hashed, new) for hashed in [user.password, *(old_row.password for old_row in recent)]):
        raise WeakPassword(
            reason_zh="不能与最近五次用过的口令相同。", reason_en="it is none of the last five passwords."
        )
    _store_password(user, new, by=user_id, must_change=False)
    end_sessions(user_id, "password changed", but=keep_session)


def reset_password(login: str, *, by: str = "system:command line", must_change: bool = False) -> str:
    """Give the account a new generated password, end its sessions and lift its lock; the password, once."""
    user = User.objects.filter(Q(login=login) | Q(pk=login)).first()
    if user is None:
        raise NotFound(login=login)
    password = generate_password()
    _store_password(user, password, by=by, must_change=must_change)
    Attempt.objects.filter(pk=f"account:{digest(user.login)}").update(failures=0, locked_until=None)
    end_sessions(user.pk, "password reset")
    return password


def _store_password(user: User, password: str, *, by: str, must_change: bool) -> None:
    hashed = hash_password(password)
    now = clock.now()
    with transaction.atomic():
        moved = User.objects.filter(pk=user.pk, version=user.version).update(
            password=hashed, password_changed_at=now, must_change=must_change, version=user.version + 1
        )
        if not moved:
            raise Conflict()
        if user.password:
            OldPassword.objects.create(
                user=user, password=user.password, changed_at=user.password_changed_at or now
            )
            kept = OldPassword.objects.filter(user=user).order_by("-pk").values_list("pk", flat=True)
            OldPassword.objects.filter(user=user).exclude(pk__in=list(kept[:OLD_PASSWORDS])).delete()
        tell(
            PasswordChanged(user_id=user.pk, by=by),
            subject=f"user:{user.pk}",
            version=user.version + 1,
            actor=by,
        )


def set_active(user_id: str, active: bool, *, by: str) -> None:
    """Disable or enable a person; disabling ends his sessions at once."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound(user_id=user_id)
    with transaction.atomic():
        moved = User.objects.filter(pk=user_id, version=user.version, active=not active).update(
            active=active, version=user.version + 1
        )
        if moved:
            fact = UserChanged(user_id=user_id, active=active)
            tell(fact, subject=f"user:{user_id}", version=user.version + 1, actor=by)
    if not active:
        end_sessions(user_id, "disabled")


def generate_password() -> str:
    """16 characters in four groups, readable over a telephone, of three classes."""
    letters, capitals, digits = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
    groups = [
        "".join(secrets.choice(capitals if i == 0 else letters) for i in range(3)) + secrets.choice(digits)
        for _ in range(4)
    ]
    return "-".join(groups)
