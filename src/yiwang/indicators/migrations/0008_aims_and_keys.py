from __future__ import annotations

from typing import Any

from django.db import migrations, models

from yiwang.kernel.ids import new_id


def tell(apps: Any, schema_editor: Any) -> None:
    """Targets that were set before have a mark as well: without one nothing is read."""
    if apps.get_model("indicators", "YearTarget").objects.exists():
        marks = apps.get_model("indicators", "DefinitionMark").objects
        marks.update_or_create(key="aims", defaults={"token": new_id()})


class Migration(migrations.Migration):
    dependencies = [("indicators", "0007_imported_tables")]

    operations = [
        migrations.AddField(
            model_name="targetstep", name="set_name", field=models.CharField(default="", max_length=80)
        ),
        migrations.CreateModel(
            name="ThresholdSpan",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=60)),
                ("area_id", models.CharField(max_length=40)),
                ("area_path", models.CharField(max_length=255)),
                ("units", models.TextField(default="")),
                ("first_day", models.DateField()),
                ("last_day", models.DateField(null=True)),
                ("good", models.FloatField()),
                ("watch", models.FloatField()),
                ("dropped", models.BooleanField(default=False)),
                ("version", models.IntegerField()),
            ],
            options={"indexes": [models.Index(fields=["code", "area_id"], name="indicators_span_place")]},
        ),
        migrations.CreateModel(
            name="ThresholdStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("span", models.CharField(max_length=40)),
                ("version", models.IntegerField()),
                ("act", models.CharField(max_length=12)),
                ("actor", models.CharField(max_length=80)),
                ("actor_name", models.CharField(default="", max_length=80)),
                ("unit_name", models.CharField(default="", max_length=120)),
                ("at", models.DateTimeField()),
                ("text_zh", models.CharField(max_length=300)),
                ("text_en", models.CharField(max_length=300)),
                ("note", models.TextField(default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("span", "version"), name="indicators_threshold_step_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FigureKey",
            fields=[
                ("id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("holder", models.CharField(db_index=True, max_length=80)),
                ("area_path", models.CharField(max_length=255)),
                ("digest", models.CharField(db_index=True, default="", max_length=64)),
                ("issued_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="FigurePush",
            fields=[
                ("id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("answer", models.JSONField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.RunPython(tell, migrations.RunPython.noop),
    ]
