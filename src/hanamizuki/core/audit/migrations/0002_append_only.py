"""Triggers that refuse to change, remove or fork the trail; from here on the tables are unmanaged.

A later migration that must change these tables has to say so in SQL of its own.
"""

from django.db import migrations

_SQLITE = [
    """CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN
    SELECT RAISE(ABORT, 'audit: entries are never changed'); END""",
    """CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN
    SELECT RAISE(ABORT, 'audit: entries are never removed'); END""",
    # INSERT OR REPLACE fires no DELETE trigger, so a number that is not the next one is refused too.
    """CREATE TRIGGER audit_entry_in_line BEFORE INSERT ON audit_entry
    WHEN NOT EXISTS (SELECT 1 FROM audit_head WHERE seq + 1 = NEW.seq AND hash = NEW.previous)
    BEGIN SELECT RAISE(ABORT, 'audit: an entry follows the last one'); END""",
    """CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
    WHEN NEW.id <> 1 OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS
    (SELECT 1 FROM audit_entry WHERE seq = NEW.seq AND hash = NEW.hash)
    BEGIN SELECT RAISE(ABORT, 'audit: the head moves to the next entry'); END""",
    """CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head BEGIN
    SELECT RAISE(ABORT, 'audit: the head is never removed'); END""",
    """CREATE TRIGGER audit_head_one BEFORE INSERT ON audit_head BEGIN
    SELECT RAISE(ABORT, 'audit: there is one head'); END""",
]

_POSTGRES = [
    """CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit: % on % is refused', TG_OP, TG_TABLE_NAME; END $$""",
    """CREATE FUNCTION audit_in_line() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT EXISTS (SELECT 1 FROM audit_head WHERE seq + 1 = NEW.seq AND hash = NEW.previous) THEN
        RAISE EXCEPTION 'audit: an entry follows the last one';
      END IF;
      RETURN NEW;
    END $$""",
    """CREATE FUNCTION audit_forward() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.id <> 1 OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS
         (SELECT 1 FROM audit_entry WHERE seq = NEW.seq AND hash = NEW.hash) THEN
        RAISE EXCEPTION 'audit: the head moves to the next entry';
      END IF;
      RETURN NEW;
    END $$""",
    """CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_entry_in_line BEFORE INSERT ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_in_line()""",
    """CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_forward()""",
    """CREATE TRIGGER audit_head_stays BEFORE INSERT OR DELETE OR TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
]

_UP = {"sqlite": _SQLITE, "postgresql": _POSTGRES}
_SQLITE_NAMES = (
    "audit_entry_no_update",
    "audit_entry_no_delete",
    "audit_entry_in_line",
    "audit_head_forward",
    "audit_head_no_delete",
    "audit_head_one",
)
_DOWN = {
    "sqlite": [f"DROP TRIGGER {name}" for name in _SQLITE_NAMES],
    "postgresql": [
        f"DROP FUNCTION {name}() CASCADE"
        for name in ("audit_refuse", "audit_in_line", "audit_forward")
    ],
}


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunPython(_run(_UP), _run(_DOWN)),
        migrations.AlterModelOptions("entry", {"ordering": ("seq",), "managed": False}),
        migrations.AlterModelOptions("head", {"managed": False}),
    ]
