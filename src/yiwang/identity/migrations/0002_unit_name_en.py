from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="unitrow",
            name="name_en",
            field=models.CharField(default="", max_length=160),
        ),
    ]
