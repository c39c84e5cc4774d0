"""Tables of 区划与网格. Paths are stored, dated and rewritten by a move; outlines are WKB in WGS 84
degrees."""

from __future__ import annotations

from django.db import models


class AreaRow(models.Model):
    """An area as it stands today; where it stood before is in PlacementRow."""

    id = models.CharField(primary_key=True, max_length=40)
    city = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, default="")
    name_en_derived = models.BooleanField(default=False)
    level = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    managed_path = models.CharField(max_length=255, default="")
    statistical_path = models.CharField(max_length=255, default="")
    managed_parent = models.CharField(max_length=40, null=True)
    statistical_parent = models.CharField(max_length=40, null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    geometry = models.CharField(max_length=14, default="none")
    closed_on = models.DateField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["managed_path"], name="areas_managed_path"),
            models.Index(fields=["statistical_path"], name="areas_statistical_path"),
            models.Index(fields=["managed_parent"], name="areas_managed_parent"),
            models.Index(fields=["statistical_parent"], name="areas_statistical_parent"),
            models.Index(fields=["name"], name="areas_name"),
        ]


class CodeRow(models.Model):
    """A code (and the spelling) that a source gives to an area."""

    id = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    area_id = models.CharField(max_length=40, db_index=True)
    name = models.CharField(max_length=120)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "code", "area_id"], name="areas_code_once"),
        ]


class PlacementRow(models.Model):
    """Where an area stood in one tree over a time."""

    id = models.BigAutoField(primary_key=True)
    area_id = models.CharField(max_length=40)
    tree = models.CharField(max_length=12)
    path = models.CharField(max_length=255)
    parent = models.CharField(max_length=40, null=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["area_id", "tree"], name="areas_placement_area"),
            models.Index(fields=["tree", "path"], name="areas_placement_path"),
        ]


class MoveRow(models.Model):
    """The old→new line of a move; never changed."""

    id = models.BigAutoField(primary_key=True)
    area_id = models.CharField(max_length=40)
    tree = models.CharField(max_length=12)
    old = models.CharField(max_length=255)
    new = models.CharField(max_length=255)
    on = models.DateField()
    reason = models.CharField(max_length=200)
    actor = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()


class OutlineRow(models.Model):
    """The outline of an area; `grade` is sourced or demonstration and travels with it everywhere."""

    area_id = models.CharField(primary_key=True, max_length=40)
    grade = models.CharField(max_length=14)
    source = models.CharField(max_length=40)
    wkb = models.BinaryField()


class SchemeRow(models.Model):
    """A family of grids and its rules, which are data."""

    id = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=40)
    code_pattern = models.CharField(max_length=200)
    code_rule = models.CharField(max_length=200)
    covers = models.CharField(max_length=12)
    gaps = models.CharField(max_length=8)
    version = models.IntegerField(default=0)


class GridRow(models.Model):
    """What a grid has beyond being an area: its scheme, its code there, and who answers for it."""

    area_id = models.CharField(primary_key=True, max_length=40)
    scheme = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    head_user = models.CharField(max_length=40, default="")
    worker_user = models.CharField(max_length=40, default="")
    version = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="areas_grid_code_once"),
        ]
        indexes = [
            models.Index(fields=["head_user"], name="areas_grid_head"),
            models.Index(fields=["worker_user"], name="areas_grid_worker"),
        ]


class StopRow(models.Model):
    """Days on which an area does not work."""

    id = models.CharField(primary_key=True, max_length=36)
    area_id = models.CharField(max_length=40)
    area_path = models.CharField(max_length=255)
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.CharField(max_length=200)
    version = models.IntegerField(default=1)


class ModeRow(models.Model):
    """平 / 急 / 重: the mode that an area, and what lies in it, stands in; below it another row may say
    otherwise.
    """

    area_id = models.CharField(primary_key=True, max_length=40)
    mode = models.CharField(max_length=12)
    since = models.DateTimeField()


class CityRow(models.Model):
    """A loaded city folder; `digest` says of which content."""

    id = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=40)
    root = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    reach_m = models.FloatField()
    version = models.IntegerField(default=1)


class MapState(models.Model):
    """One row; its token changes with every change of areas or outlines, so that memories of them know."""

    id = models.IntegerField(primary_key=True, default=1)
    token = models.CharField(max_length=16)
