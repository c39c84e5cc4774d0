"""Until when an appeal is to be accepted, and whether it was told that this has passed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appeals", "0004_search_place"),
    ]

    operations = [
        migrations.AddField(model_name="appeal", name="due_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="appeal", name="due_told", field=models.BooleanField(default=False)),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("stage", "registered")), fields=["due_at"], name="appeals_waiting_due"
            ),
        ),
    ]
