"""When a flow went with the pack that declared it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_limits_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="caseflow",
            name="retired_at",
            field=models.DateTimeField(null=True),
        ),
    ]
