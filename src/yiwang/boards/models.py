"""Tables of 看板: a board with the edition in force and the draft of the next, its editions, its steps."""

from __future__ import annotations

from django.db import models


class BoardEntry(models.Model):
    """A board. `content` is what is shown (null before it is first published), `draft` what comes next.

    `source` names the pack (or "built-in") that declared it; a board that was published from the screen is
    the city's own and has none. `area_path` is where those who keep it sit; `everywhere`: it is for people
    of every area.
    """

    code = models.CharField(primary_key=True, max_length=60)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    owner = models.CharField(max_length=64, default="")
    area_path = models.CharField(max_length=255, db_index=True)
    units = models.TextField(default="")
    everywhere = models.BooleanField(default=True)
    roles = models.JSONField(default=list)
    state = models.CharField(max_length=10)
    stage = models.CharField(max_length=10, default="")
    edition = models.IntegerField(default=0)
    content = models.JSONField(null=True)
    draft = models.JSONField(null=True)
    composed_by = models.CharField(max_length=80, default="")
    reviewed_by = models.CharField(max_length=80, default="")
    source = models.CharField(max_length=80, default="")
    published_at = models.DateTimeField(null=True)
    review_due = models.DateField(null=True, db_index=True)
    due_told = models.BooleanField(default=False)
    version = models.IntegerField()


class BoardEdition(models.Model):
    """An edition as it was published; never changed."""

    id = models.BigAutoField(primary_key=True)
    board = models.CharField(max_length=60)
    edition = models.IntegerField()
    content = models.JSONField()
    published_at = models.DateTimeField()
    composed_by = models.CharField(max_length=80, default="")
    reviewed_by = models.CharField(max_length=80, default="")
    published_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "edition"], name="boards_edition_once")]


class BoardStep(models.Model):
    """One act on a board; never changed."""

    id = models.BigAutoField(primary_key=True)
    board = models.CharField(max_length=60)
    version = models.IntegerField()
    act = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    stage = models.CharField(max_length=10)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80, default="")
    unit_name = models.CharField(max_length=120, default="")
    at = models.DateTimeField()
    text_zh = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    note = models.TextField(default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["board", "version"], name="boards_step_once")]


class BoardNumber(models.Model):
    """The last number given to a board that nobody named."""

    key = models.CharField(primary_key=True, max_length=16)
    last = models.IntegerField()


class Subscription(models.Model):
    """A figure that a person wants in his cockpit, or a topic (`topic:<its name>`) with all of its own."""

    id = models.BigAutoField(primary_key=True)
    user = models.CharField(max_length=80)
    code = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "code"], name="boards_subscribed_once")]
