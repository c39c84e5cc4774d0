"""Each entry of the search holds a word of its kind, and the index of SQLite keeps only which entry holds which
word: no position is ever asked for.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MARKED = "UPDATE kernel_searchentry SET tokens = 'k' || kind || ' ' || tokens WHERE tokens NOT LIKE 'k%'"
SQLITE = (
    "DROP TABLE kernel_search",
    "CREATE VIRTUAL TABLE kernel_search USING fts5(tokens, content='kernel_searchentry', content_rowid='id', "
    "tokenize='ascii', detail='none', columnsize=0)",
    "INSERT INTO kernel_search(kernel_search) VALUES ('rebuild')",
)


def renew_index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "sqlite":
        # The index of old is told of no change of a word that it does not hold as we now write it.
        triggers = [
            (name, sql)
            for name, sql in editor.connection.cursor()
            .execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'kernel_searchentry'"
            )
            .fetchall()
        ]
        for name, _ in triggers:
            editor.execute(f"DROP TRIGGER {name}")
        editor.execute(MARKED)
        for statement in SQLITE:
            editor.execute(statement)
        for _, sql in triggers:
            editor.execute(sql)
    else:
        editor.execute(MARKED.replace("%", "%%"))


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0002_search"),
    ]

    operations = [
        migrations.RunPython(renew_index, migrations.RunPython.noop),
    ]
