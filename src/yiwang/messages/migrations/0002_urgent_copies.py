from django.db import migrations, models

# A copy is urgent as its message is; only what still waits is ever asked.
URGENT = (
    "UPDATE messages_copyrow SET urgent = "
    "(SELECT said.urgent FROM messages_messagerow AS said WHERE said.id = messages_copyrow.message_id) "
    "WHERE state = 'queued'"
)


class Migration(migrations.Migration):
    dependencies = [
        ("messages", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="copyrow",
            name="messages_waiting",
        ),
        migrations.AddField(
            model_name="copyrow",
            name="urgent",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="copyrow",
            index=models.Index(
                condition=models.Q(("state", "queued")),
                fields=["-urgent", "next_at", "id"],
                name="messages_due",
            ),
        ),
        migrations.RunSQL(URGENT, migrations.RunSQL.noop),
    ]
