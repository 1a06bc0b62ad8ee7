"""The table of what the worker remembers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Run",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("day", models.DateField(null=True)),
                ("error", models.CharField(blank=True, max_length=300)),
            ],
        ),
    ]
