"""Tables of 消息与回执."""

from __future__ import annotations

from django.db import models


class MessageRow(models.Model):
    """What is said, once; `key` keeps one act from saying it twice."""

    id = models.CharField(primary_key=True, max_length=36)
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=60)
    title_zh = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300)
    body_zh = models.TextField()
    body_en = models.TextField()
    link = models.CharField(max_length=300, db_index=True)
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    version = models.IntegerField(default=0)


class AddressRow(models.Model):
    """A unit or person named in the act, waiting to become people's copies."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(MessageRow, on_delete=models.CASCADE, related_name="+")
    unit = models.CharField(max_length=40, default="")
    user = models.CharField(max_length=40, default="")


class CopyRow(models.Model):
    """One person's copy: its way from queued to read, every time of it, every try."""

    id = models.CharField(primary_key=True, max_length=36)
    message = models.ForeignKey(MessageRow, on_delete=models.CASCADE, related_name="+")
    to_user = models.CharField(max_length=40)
    to_unit = models.CharField(max_length=40, default="")
    to_name = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="queued")
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, default="")
    urgent = models.BooleanField(default=False)
    """As its message says: what waits is taken in this order without a look at each message."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "to_user"], name="messages_copy_once"),
        ]
        indexes = [
            models.Index(fields=["to_user", "created_at"], name="messages_inbox"),
            models.Index(
                fields=["-urgent", "next_at", "id"],
                name="messages_due",
                condition=models.Q(state="queued"),
            ),
        ]
