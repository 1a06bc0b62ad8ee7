from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("desk", "0004_appointments")]

    operations = [
        migrations.AddField("counter", "taking", models.JSONField(default=list)),
        migrations.AddField("counter", "help_since", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "event",
            models.Index(
                fields=("counter", "seq"),
                condition=~models.Q(counter=""),
                name="desk_event_counter",
            ),
        ),
        migrations.CreateModel(
            "Press",
            [
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                (
                    "ticket",
                    models.ForeignKey(
                        null=True,
                        on_delete=models.deletion.PROTECT,
                        related_name="+",
                        to="desk.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            "Setting",
            [
                ("name", models.SlugField(max_length=40, primary_key=True, serialize=False)),
                ("value", models.JSONField(default=dict)),
            ],
        ),
    ]
