"""What an event is found by says also where it stands: its areas, who bears it, its state, its day."""

from collections.abc import Iterator

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from yiwang.kernel import search


def place(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("events", "Event").objects.order_by("id")
    columns = ("id", "area_path", "units", "state", "opened_at")

    def places() -> Iterator[tuple[str, search.Place]]:
        last = ""
        while part := list(rows.filter(id__gt=last).values_list(*columns)[:5_000]):
            for ref, area_path, units, state, at in part:
                yield ref, search.Place(area_path=area_path, units=units, open=state == "open", at=at)
            last = part[-1][0]

    search.replace("event", places())


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0002_appeals"),
        ("kernel", "0003_search_by_kind"),
    ]

    operations = [
        migrations.RunPython(place, migrations.RunPython.noop),
    ]
