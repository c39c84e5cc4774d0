from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0005_urged_and_aimed")]

    operations = [
        migrations.CreateModel(
            name="DefinitionEntry",
            fields=[
                ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("name_zh", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=200)),
                ("area_path", models.CharField(db_index=True, max_length=255)),
                ("units", models.TextField(default="")),
                ("state", models.CharField(max_length=10)),
                ("stage", models.CharField(default="", max_length=10)),
                ("draft", models.JSONField(null=True)),
                ("composed_by", models.CharField(default="", max_length=80)),
                ("reviewed_by", models.CharField(default="", max_length=80)),
                ("source", models.CharField(default="", max_length=80)),
                ("number", models.IntegerField(default=0)),
                ("retired_from", models.DateField(null=True)),
                ("version", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="DefinitionVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=60)),
                ("number", models.IntegerField()),
                ("content", models.JSONField()),
                ("effective_from", models.DateField()),
                ("composed_by", models.CharField(default="", max_length=80)),
                ("reviewed_by", models.CharField(default="", max_length=80)),
                ("published_by", models.CharField(max_length=80)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "number"), name="indicators_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DefinitionStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("definition", models.CharField(max_length=60)),
                ("version", models.IntegerField()),
                ("act", models.CharField(max_length=12)),
                ("state", models.CharField(max_length=10)),
                ("stage", models.CharField(max_length=10)),
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
                    models.UniqueConstraint(
                        fields=("definition", "version"), name="indicators_definition_step_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DefinitionMark",
            fields=[
                ("key", models.CharField(max_length=8, primary_key=True, serialize=False)),
                ("token", models.CharField(max_length=40)),
            ],
        ),
    ]
