"""The tables of the audit trail, and the one row that is its head."""

from django.db import migrations, models


def _head(apps, schema_editor):
    apps.get_model("audit", "Head").objects.create(id=1, seq=0, hash="0" * 64)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.CharField(max_length=27)),
                ("actor", models.CharField(max_length=64)),
                ("action", models.CharField(max_length=64)),
                ("subject", models.CharField(max_length=200)),
                ("section", models.CharField(max_length=64)),
                ("changes", models.TextField()),
                ("reason", models.TextField()),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "audit_entry",
                "ordering": ("seq",),
                "indexes": [
                    models.Index(fields=["subject", "seq"], name="audit_entry_subject"),
                    models.Index(fields=["actor", "seq"], name="audit_entry_actor"),
                    models.Index(fields=["action", "seq"], name="audit_entry_action"),
                    models.Index(fields=["at"], name="audit_entry_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(
                        default=1, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
            ],
            options={"db_table": "audit_head"},
        ),
        migrations.RunPython(_head, migrations.RunPython.noop),
    ]
