"""Tables of indicators: what was heard, rows on their way to the lake, how far they are counted, what was
filled in, revisions; definitions of this city's own."""

from __future__ import annotations

from django.db import models


class Heard(models.Model):
    """A thing of which a fact was heard and whose row is not read yet; `position` of the newest such fact,
    and who may see it, as its envelope says."""

    id = models.CharField(primary_key=True, max_length=181)
    source = models.CharField(max_length=20)
    key = models.CharField(max_length=160)
    position = models.BigIntegerField(db_index=True)
    area_path = models.CharField(max_length=255)
    units = models.TextField(default="")
    secret = models.BooleanField(default=False)


class Noted(models.Model):
    """One version of a row, on its way to the lake; its id is the sequence there."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=40)
    key = models.CharField(max_length=160)
    position = models.BigIntegerField()
    row = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["source", "id"], name="indicators_noted_source")]


class Look(models.Model):
    """When the devices of all areas were looked at last."""

    key = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()


class Counted(models.Model):
    """How far a source is counted into its cube: the sequence, the newest fact in it, and by which
    definitions; `formulas` are these themselves, so that a change of them can be told by both values."""

    source = models.CharField(primary_key=True, max_length=40)
    seq = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    definitions = models.CharField(max_length=64, default="")
    at = models.DateTimeField(null=True)
    formulas = models.TextField(default="")


class Revision(models.Model):
    """A change of a value that stood as final: what it was, what it is, and why. Never changed."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=60)
    version = models.IntegerField()
    revision = models.IntegerField()
    tree = models.CharField(max_length=12)
    area_path = models.CharField(max_length=255)
    kind = models.CharField(max_length=8)
    first_day = models.DateField()
    last_day = models.DateField()
    old = models.JSONField()
    new = models.JSONField()
    why_zh = models.CharField(max_length=500)
    why_en = models.CharField(max_length=500)
    position = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "tree", "area_path", "kind", "first_day", "revision"],
                name="indicators_revision_once",
            )
        ]


class Figure(models.Model):
    """A published figure of one area and period on its way from a form to the public. `value` is what was
    filled in last, `published` what stands; they differ only while a revision is under way. `last_year` is
    the same period of the year before, where no figure of that year is held. `reminded`: the house itself has
    urged it after its deadline."""

    id = models.CharField(primary_key=True, max_length=160)
    code = models.CharField(max_length=60)
    area_id = models.CharField(max_length=40)
    area_path = models.CharField(max_length=255)
    secret = models.BooleanField(default=False)
    kind = models.CharField(max_length=8)
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=10)
    value = models.FloatField(null=True)
    last_year = models.FloatField(null=True)
    note = models.CharField(max_length=500, default="")
    filled_by = models.CharField(max_length=80, default="")
    filled_name = models.CharField(max_length=80, default="")
    reported_at = models.DateTimeField(null=True)
    returned = models.JSONField(default=dict)
    reviewed_by = models.CharField(max_length=80, default="")
    why = models.CharField(max_length=500, default="")
    published = models.FloatField(null=True)
    published_last_year = models.FloatField(null=True)
    stage = models.CharField(max_length=12, default="")
    revision = models.IntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    position = models.BigIntegerField(default=0)
    urged = models.IntegerField(default=0)
    reminded = models.BooleanField(default=False)
    version = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["code", "area_id", "last_day"], name="indicators_figure_place")]


class YearTarget(models.Model):
    """What an area is to reach in a year, set on screen; it goes before what the definition says."""

    id = models.CharField(primary_key=True, max_length=120)
    code = models.CharField(max_length=60)
    area_id = models.CharField(max_length=40)
    area_path = models.CharField(max_length=255)
    year = models.IntegerField()
    value = models.FloatField()
    basis = models.CharField(max_length=300)
    set_by = models.CharField(max_length=80)
    version = models.IntegerField()


class TargetStep(models.Model):
    """A target as it was set at each version, with its basis. Never changed."""

    id = models.BigAutoField(primary_key=True)
    target = models.CharField(max_length=120)
    version = models.IntegerField()
    value = models.FloatField()
    basis = models.CharField(max_length=300)
    set_by = models.CharField(max_length=80)
    set_name = models.CharField(max_length=80, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["target", "version"], name="indicators_target_step_once")
        ]


class FigureKey(models.Model):
    """A key by which another system reports the figures of its holder's area, as its digest; no digest means
    revoked."""

    id = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=80)
    holder = models.CharField(max_length=80, db_index=True)
    area_path = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, default="", db_index=True)
    issued_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    version = models.IntegerField()


class FigurePush(models.Model):
    """What was answered to one push, under the key and the number that its sender gave it."""

    id = models.CharField(primary_key=True, max_length=120)
    digest = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField()


class ThresholdSpan(models.Model):
    """Thresholds of an area from a day until a day (none: until further notice), set on screen; they go
    before what the definition says. `periods` are the kinds of period that they stand for, apart by spaces;
    "" is every kind. `dropped`: taken back before the first day. `units` own the figure."""

    id = models.CharField(primary_key=True, max_length=40)
    code = models.CharField(max_length=60)
    area_id = models.CharField(max_length=40)
    area_path = models.CharField(max_length=255)
    units = models.TextField(default="")
    first_day = models.DateField()
    last_day = models.DateField(null=True)
    good = models.FloatField()
    watch = models.FloatField()
    periods = models.CharField(max_length=60, default="")
    dropped = models.BooleanField(default=False)
    version = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["code", "area_id"], name="indicators_span_place")]


class ThresholdStep(models.Model):
    """One act on thresholds of an area; never changed."""

    id = models.BigAutoField(primary_key=True)
    span = models.CharField(max_length=40)
    version = models.IntegerField()
    act = models.CharField(max_length=12)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80, default="")
    unit_name = models.CharField(max_length=120, default="")
    at = models.DateTimeField()
    text_zh = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    note = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["span", "version"], name="indicators_threshold_step_once")
        ]


class DefinitionEntry(models.Model):
    """An indicator that was written on screen or brought by a pack (`source`). `draft` is what comes next,
    `number` its newest version; a published one ends before `retired_from`. `area_path` is where those who
    keep it sit."""

    code = models.CharField(primary_key=True, max_length=60)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    area_path = models.CharField(max_length=255, db_index=True)
    units = models.TextField(default="")
    state = models.CharField(max_length=10)
    stage = models.CharField(max_length=10, default="")
    draft = models.JSONField(null=True)
    composed_by = models.CharField(max_length=80, default="")
    reviewed_by = models.CharField(max_length=80, default="")
    source = models.CharField(max_length=80, default="")
    number = models.IntegerField(default=0)
    retired_from = models.DateField(null=True)
    version = models.IntegerField()


class DefinitionVersion(models.Model):
    """A version as it was published, in force from a day on until the next one; of a pack, in its words."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=60)
    number = models.IntegerField()
    content = models.JSONField()
    effective_from = models.DateField()
    composed_by = models.CharField(max_length=80, default="")
    reviewed_by = models.CharField(max_length=80, default="")
    published_by = models.CharField(max_length=80)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="indicators_version_once")]


class DefinitionStep(models.Model):
    """One act on a definition; never changed."""

    id = models.BigAutoField(primary_key=True)
    definition = models.CharField(max_length=60)
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
        constraints = [
            models.UniqueConstraint(fields=["definition", "version"], name="indicators_definition_step_once")
        ]


class ImportedTable(models.Model):
    """A table that is filled by Excel or CSV, with its declared columns; one that was withdrawn is gone for
    figures, its rows stay. `area_path` is where those who keep it sit."""

    code = models.CharField(primary_key=True, max_length=31)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)
    columns = models.JSONField()
    area_path = models.CharField(max_length=255, db_index=True)
    units = models.TextField(default="")
    state = models.CharField(max_length=10)
    rows = models.IntegerField(default=0)
    imported_at = models.DateTimeField(null=True)
    version = models.IntegerField()


class ImportStep(models.Model):
    """One act on an imported table; never changed."""

    id = models.BigAutoField(primary_key=True)
    table = models.CharField(max_length=31)
    version = models.IntegerField()
    act = models.CharField(max_length=12)
    actor = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80, default="")
    unit_name = models.CharField(max_length=120, default="")
    at = models.DateTimeField()
    text_zh = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    note = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "version"], name="indicators_import_step_once")
        ]


class DefinitionMark(models.Model):
    """Changes whenever a version does (`now`), or what areas aim at (`aims`): every process reads anew by
    it."""

    key = models.CharField(primary_key=True, max_length=8)
    token = models.CharField(max_length=40)
