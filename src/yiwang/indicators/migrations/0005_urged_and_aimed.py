from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0004_cube")]

    operations = [
        migrations.AddField(
            model_name="figure",
            name="reminded",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="TargetStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("target", models.CharField(max_length=120)),
                ("version", models.IntegerField()),
                ("value", models.FloatField()),
                ("basis", models.CharField(max_length=300)),
                ("set_by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("target", "version"), name="indicators_target_step_once")
                ],
            },
        ),
    ]
