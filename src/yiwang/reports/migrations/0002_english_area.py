from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="briefing",
            name="area_name_en",
            field=models.CharField(default="", max_length=200),
        ),
    ]
