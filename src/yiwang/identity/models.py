"""Tables of identity. Foreign keys stay inside the noun."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yiwang.identity.roles import ADMINISTRATORS


class UnitRow(models.Model):
    """A unit (单位)."""

    id = models.CharField(primary_key=True, max_length=64)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=160, default="")
    kind = models.CharField(max_length=16)
    level = models.CharField(max_length=16)
    area_id = models.CharField(max_length=40)
    area_path = models.CharField(max_length=200, db_index=True)
    parent_id = models.CharField(max_length=64, null=True)
    line = models.CharField(max_length=40, default="", db_index=True)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "identity_unit"


class User(models.Model):
    """A person. Blank or doubled logins are refused by the table itself."""

    id = models.CharField(primary_key=True, max_length=64)
    login = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=60)
    unit = models.ForeignKey(UnitRow, on_delete=models.PROTECT)
    post = models.CharField(max_length=60)
    area_path = models.CharField(max_length=200, db_index=True)
    password = models.CharField(max_length=200, default="")
    password_changed_at = models.DateTimeField(null=True)
    must_change = models.BooleanField(default=False)
    signed_in_at = models.DateTimeField(null=True)
    active = models.BooleanField(default=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "identity_user"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(login=""), name="identity_user_login_not_blank"),
        ]


class OldPassword(models.Model):
    """A hash that may not be used again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    password = models.CharField(max_length=200)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "identity_old_password"


class Charge(models.Model):
    """分管 — the area, the lines and the units a leader is in charge of; `line="*"` is the whole area."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    area_path = models.CharField(max_length=200)
    line = models.CharField(max_length=40, default="")
    unit_id = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "identity_charge"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "area_path", "line", "unit_id"], name="identity_charge_once"
            ),
            models.CheckConstraint(
                condition=(Q(line="") & ~Q(unit_id="")) | (~Q(line="") & Q(unit_id="")),
                name="identity_charge_line_or_unit",
            ),
        ]


class Grant(models.Model):
    """A role given to a person; `version` 1 when given, 2 when ended."""

    id = models.CharField(primary_key=True, max_length=64)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    role = models.CharField(max_length=24)
    kind = models.CharField(max_length=12)
    area_path = models.CharField(max_length=200, default="")
    shift_id = models.CharField(max_length=36, default="")
    granted_by = models.CharField(max_length=64)
    reason = models.CharField(max_length=200, default="")
    starts_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "identity_grant"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "revoked_at"], name="identity_grant_user"),
            models.Index(fields=["expires_at"], name="identity_grant_expiry", condition=Q(revoked_at=None)),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # 三权分立: the table itself refuses a second administrator role for one person.
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(role__in=sorted(ADMINISTRATORS), revoked_at=None),
                name="identity_one_administrator_role",
            ),
            # Nobody approves his own grant.
            models.CheckConstraint(condition=~Q(granted_by=F("user_id")), name="identity_grant_not_to_self"),
            models.CheckConstraint(
                condition=Q(kind="standing") | Q(expires_at__isnull=False), name="identity_grant_must_expire"
            ),
        ]


class SignInSession(models.Model):
    """A signed-in browser. Only the hash of its token is kept."""

    id = models.CharField(primary_key=True, max_length=36)
    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    source = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_session"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "ended_at"], name="identity_session_user")
        ]


class Attempt(models.Model):
    """Failed sign-ins of one account or source; the key is a digest: people mistype passwords there."""

    key = models.CharField(primary_key=True, max_length=80)
    failures = models.IntegerField(default=0)
    since = models.DateTimeField()
    locked_until = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "identity_attempt"


class Desk(models.Model):
    """A desk (值班席) with its roster pattern."""

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=60)
    area_path = models.CharField(max_length=200)
    unit_id = models.CharField(max_length=64)
    role = models.CharField(max_length=24, default="duty_officer")
    changes_at = models.CharField(max_length=60)
    officers = models.TextField(default="[]")
    grace_min = models.IntegerField(default=120)

    class Meta:
        db_table = "identity_desk"


class ShiftRow(models.Model):
    """A shift (班次)."""

    id = models.CharField(primary_key=True, max_length=36)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT)
    area_path = models.CharField(max_length=200, db_index=True)
    officer = models.ForeignKey(User, on_delete=models.PROTECT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="planned")
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "identity_shift"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["desk", "starts_at"], name="identity_shift_once"),
            models.UniqueConstraint(
                fields=["desk"], condition=Q(state="open"), name="identity_one_open_shift_per_desk"
            ),
        ]


class HandOverRow(models.Model):
    """A hand-over (交接班) and its list."""

    id = models.CharField(primary_key=True, max_length=36)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT)
    area_path = models.CharField(max_length=200, db_index=True)
    from_shift = models.ForeignKey(ShiftRow, on_delete=models.PROTECT, related_name="+")
    to_shift = models.ForeignKey(ShiftRow, on_delete=models.PROTECT, related_name="+")
    items = models.TextField(default="[]")
    note = models.TextField(default="")
    drawn_at = models.DateTimeField()
    outgoing_signed_at = models.DateTimeField(null=True)
    incoming_signed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default="drawn")
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "identity_hand_over"


class ShiftLineRow(models.Model):
    """A line of a shift's log; lines are only added."""

    id = models.CharField(primary_key=True, max_length=36)
    shift = models.ForeignKey(ShiftRow, on_delete=models.PROTECT)
    at = models.DateTimeField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    text = models.TextField()

    class Meta:
        db_table = "identity_shift_line"


class Loaded(models.Model):
    """What was loaded from a city's data, so that a second start has nothing to do."""

    name = models.CharField(primary_key=True, max_length=60)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "identity_loaded"
