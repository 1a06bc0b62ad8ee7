"""The full-text engine's own table (SQLite) or column (PostgreSQL).

FTS5 rowids and the column belong to search_document, yet Django's models know nothing of them:
a later migration that remakes search_document on SQLite must keep its primary keys.
"""

from django.db import migrations

_KINDS = ("words", "grams", "sounds", "roman")
_FIELDS = ("title", "more", "body")
_COLUMNS = ", ".join(f"{kind}_{field}" for kind in _KINDS for field in _FIELDS)

_UP = {
    "sqlite": [
        f"CREATE VIRTUAL TABLE search_fts USING fts5({_COLUMNS}, "
        "tokenize = 'unicode61 remove_diacritics 0', prefix = '1 3')",
    ],
    "postgresql": [
        "ALTER TABLE search_document ADD COLUMN names tsvector, ADD COLUMN vector tsvector",
        # Rebuilds write much at once and searches come in between: no list of pending entries.
        "CREATE INDEX search_document_names ON search_document USING gin (names) "
        "WITH (fastupdate = off)",
        "CREATE INDEX search_document_vector ON search_document USING gin (vector) "
        "WITH (fastupdate = off)",
        "CREATE TABLE search_lexeme (word text PRIMARY KEY, documents integer NOT NULL)",
    ],
}
_DOWN = {
    "sqlite": ["DROP TABLE search_fts"],
    "postgresql": [
        "DROP TABLE search_lexeme",
        "ALTER TABLE search_document DROP COLUMN names, DROP COLUMN vector",
    ],
}


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, []):
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(_run(_UP), _run(_DOWN))]
