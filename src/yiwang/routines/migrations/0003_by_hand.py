"""A round may be asked for by hand; it is kept who did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("routines", "0002_scores"),
    ]

    operations = [
        migrations.AddField(
            model_name="routinerow",
            name="asked_by",
            field=models.CharField(default="", max_length=80),
        ),
        migrations.AddField(
            model_name="routinerun",
            name="by",
            field=models.CharField(default="", max_length=80),
        ),
    ]
