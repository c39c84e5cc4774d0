"""A matter that nobody declares any more is retired; its versions stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0002_drafts"),
    ]

    operations = [
        migrations.AddField(
            model_name="matter",
            name="retired_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="matter",
            name="standings",
            field=models.IntegerField(default=0),
        ),
    ]
