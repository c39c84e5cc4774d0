from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_mode"),
    ]

    operations = [
        migrations.AddField(
            model_name="arearow",
            name="name_en",
            field=models.CharField(default="", max_length=200),
        ),
        migrations.AddField(
            model_name="arearow",
            name="name_en_derived",
            field=models.BooleanField(default=False),
        ),
    ]
