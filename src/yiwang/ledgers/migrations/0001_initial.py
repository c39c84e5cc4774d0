"""Tables of 台账; on PostgreSQL with an index of who answers for a record."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from yiwang.kernel import search


def hang_index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(search.bearing_index("ledgers_ledgerrecord", "units"))


def take_index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX ledgers_ledgerrecord_units_borne")


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="CityCodeNumber",
            fields=[
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("last", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="LedgerRow",
            fields=[
                ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("pack", models.CharField(max_length=80)),
                ("grade", models.IntegerField()),
                ("body", models.JSONField()),
                ("slots", models.JSONField(default=dict)),
                ("active", models.BooleanField(default=True)),
                ("demonstration", models.BooleanField(default=False)),
                ("declared_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="LedgerLook",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("record_id", models.CharField(db_index=True, max_length=36)),
                ("who", models.CharField(max_length=80)),
                ("purpose", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["who", "at"], name="ledgers_looked")],
            },
        ),
        migrations.CreateModel(
            name="LedgerRecord",
            fields=[
                ("id", models.CharField(max_length=36, primary_key=True, serialize=False)),
                ("ledger", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=200)),
                ("city_code", models.CharField(max_length=40, unique=True)),
                ("state", models.CharField(max_length=40)),
                ("ended", models.BooleanField(default=False)),
                ("values", models.JSONField()),
                ("unit", models.CharField(default="", max_length=64)),
                ("units", models.TextField(default="")),
                ("area_id", models.CharField(max_length=64)),
                ("area_path", models.CharField(max_length=255)),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("spread", models.IntegerField()),
                ("t1", models.CharField(default="", max_length=120)),
                ("t2", models.CharField(default="", max_length=120)),
                ("t3", models.CharField(default="", max_length=120)),
                ("t4", models.CharField(default="", max_length=120)),
                ("n1", models.FloatField(default=-1e300)),
                ("n2", models.FloatField(default=-1e300)),
                ("n3", models.FloatField(default=-1e300)),
                ("demonstration", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["ledger", "made_at", "id"], name="ledgers_newest"),
                    models.Index(fields=["ledger", "state", "made_at", "id"], name="ledgers_in_state"),
                    models.Index(
                        fields=["ledger", "area_path"],
                        name="ledgers_below",
                        opclasses=["varchar_ops", "varchar_pattern_ops"],
                    ),
                    models.Index(fields=["ledger", "lon", "lat"], name="ledgers_placed"),
                    models.Index(fields=["ledger", "spread"], name="ledgers_spread"),
                    models.Index(fields=["ledger", "t1", "made_at", "id"], name="ledgers_t1"),
                    models.Index(fields=["ledger", "t2", "made_at", "id"], name="ledgers_t2"),
                    models.Index(fields=["ledger", "t3", "made_at", "id"], name="ledgers_t3"),
                    models.Index(fields=["ledger", "t4", "made_at", "id"], name="ledgers_t4"),
                    models.Index(fields=["ledger", "n1", "id"], name="ledgers_n1"),
                    models.Index(fields=["ledger", "n2", "id"], name="ledgers_n2"),
                    models.Index(fields=["ledger", "n3", "id"], name="ledgers_n3"),
                ],
                "constraints": [models.UniqueConstraint(fields=("ledger", "key"), name="ledgers_one_key")],
            },
        ),
        migrations.CreateModel(
            name="LedgerStep",
            fields=[
                ("id", models.CharField(max_length=36, primary_key=True, serialize=False)),
                ("record_id", models.CharField(max_length=36)),
                ("version", models.IntegerField()),
                ("act", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=80)),
                ("actor_name", models.CharField(default="", max_length=120)),
                ("unit_name", models.CharField(default="", max_length=120)),
                ("changes", models.JSONField(default=list)),
                ("from_state", models.CharField(default="", max_length=40)),
                ("to_state", models.CharField(default="", max_length=40)),
                ("reason", models.TextField(default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("record_id", "version"), name="ledgers_one_step")
                ],
            },
        ),
        migrations.RunPython(hang_index, take_index),
    ]
