"""Indexes of worklists: newest first, by the nearest limit, on a map, and (PostgreSQL) by who bears a case."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from yiwang.kernel import search


def hang_index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(search.bearing_index("cases_case", "units"))


def take_index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX cases_case_units_borne")


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_flows_and_orders"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["opened_at"], name="cases_opened"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["due_at"], name="cases_open_due"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["lon", "lat"], name="cases_open_place"
            ),
        ),
        migrations.RunPython(hang_index, take_index),
    ]
