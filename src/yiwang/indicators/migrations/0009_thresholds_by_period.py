from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0008_aims_and_keys")]

    operations = [
        migrations.AddField(
            model_name="thresholdspan",
            name="periods",
            field=models.CharField(default="", max_length=60),
        ),
    ]
