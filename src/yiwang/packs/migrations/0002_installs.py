from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("packs", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="InstallRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pack", models.CharField(db_index=True, max_length=80)),
                ("act", models.CharField(max_length=10)),
                ("version", models.CharField(max_length=20)),
                ("content_hash", models.CharField(max_length=16)),
                ("publisher", models.CharField(max_length=40)),
                ("changes", models.JSONField()),
                ("actor", models.CharField(max_length=80)),
                ("reason", models.CharField(max_length=500)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
