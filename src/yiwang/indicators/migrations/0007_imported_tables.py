from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0006_definitions")]

    operations = [
        migrations.AlterField(model_name="noted", name="source", field=models.CharField(max_length=40)),
        migrations.AlterField(
            model_name="counted",
            name="source",
            field=models.CharField(max_length=40, primary_key=True, serialize=False),
        ),
        migrations.CreateModel(
            name="ImportedTable",
            fields=[
                ("code", models.CharField(max_length=31, primary_key=True, serialize=False)),
                ("name_zh", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=200)),
                ("columns", models.JSONField()),
                ("area_path", models.CharField(db_index=True, max_length=255)),
                ("units", models.TextField(default="")),
                ("state", models.CharField(max_length=10)),
                ("rows", models.IntegerField(default=0)),
                ("imported_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="ImportStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("table", models.CharField(max_length=31)),
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
                    models.UniqueConstraint(fields=("table", "version"), name="indicators_import_step_once")
                ],
            },
        ),
    ]
