"""How many things of each kind stand in each place is counted from one index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sensing", "0005_sensorthings_of_declared_things")]
    operations = [
        migrations.AddIndex(
            model_name="thing",
            index=models.Index(
                fields=["area_path", "kind", "retired_at", "id"], name="sensing_thing_coverage"
            ),
        )
    ]
