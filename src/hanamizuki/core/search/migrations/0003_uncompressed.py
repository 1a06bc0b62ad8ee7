"""PostgreSQL keeps the vectors as they are: unpacking them took most of a query's time.

They hardly shrank by being packed. What is stored already stays packed until it is written anew,
so every document is made to look changed; the next rebuild of the index writes them all.
"""

from django.db import migrations

_UP = (
    "ALTER TABLE search_document ALTER COLUMN names SET STORAGE EXTERNAL, "
    "ALTER COLUMN vector SET STORAGE EXTERNAL",
    "UPDATE search_document SET digest = ''",
)
_DOWN = (
    "ALTER TABLE search_document ALTER COLUMN names SET STORAGE EXTENDED, "
    "ALTER COLUMN vector SET STORAGE EXTENDED",
)


def _run(statements):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]
    operations = [migrations.RunPython(_run(_UP), _run(_DOWN))]
