"""Whose limits a case goes by, where the matter has had others since it began."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_search_place"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="limits_version",
            field=models.IntegerField(default=0),
        ),
    ]
