"""What an appeal is found by says also where it stands: its areas, who bears it, its state, its day."""

from collections.abc import Iterator

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from yiwang.kernel import search


def place(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("appeals", "Appeal").objects.order_by("id")
    columns = ("id", "area_path", "units", "state", "registered_at")

    def places() -> Iterator[tuple[str, search.Place]]:
        last = ""
        while part := list(rows.filter(id__gt=last).values_list(*columns)[:5_000]):
            for ref, area_path, units, state, at in part:
                yield ref, search.Place(area_path=area_path, units=units, open=state == "open", at=at)
            last = part[-1][0]

    search.replace("appeal", places())


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0003_calls_and_partners"),
        ("kernel", "0003_search_by_kind"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="calltransfer",
            index=models.Index(
                fields=["asked_at"], name="appeals_transfer_asked", condition=models.Q(outcome="asked")
            ),
        ),
        migrations.RunPython(place, migrations.RunPython.noop),
    ]
