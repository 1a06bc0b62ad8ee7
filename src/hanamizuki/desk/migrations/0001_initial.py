"""First tables."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def lay_the_book_open(apps, schema_editor):
    apps.get_model("desk", "Desk").objects.get_or_create(pk=1)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Desk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seq', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('order', models.PositiveIntegerField(default=0)),
                ('title', models.JSONField()),
                ('words', models.JSONField(default=list)),
                ('services', models.JSONField()),
                ('bring', models.JSONField(null=True)),
                ('elsewhere', models.JSONField(null=True)),
                ('source', models.TextField(blank=True)),
                ('withdrawn', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ('order', 'code'),
            },
        ),
        migrations.CreateModel(
            name='Journey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('stops', models.JSONField()),
                ('errand', models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('order', models.PositiveIntegerField(default=0)),
                ('letter', models.CharField(max_length=2)),
                ('name', models.JSONField()),
                ('handles', models.JSONField(null=True)),
                ('section', models.CharField(blank=True, max_length=64)),
                ('minutes', models.DecimalField(decimal_places=1, max_digits=5, null=True)),
                ('rules', models.JSONField(default=dict)),
                ('source', models.TextField(blank=True)),
                ('withdrawn', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ('order', 'code'),
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('order', models.PositiveIntegerField(default=0)),
                ('label', models.CharField(blank=True, max_length=20)),
                ('floor', models.CharField(blank=True, max_length=10)),
                ('section', models.CharField(blank=True, max_length=64)),
                ('services', models.JSONField(default=list)),
                ('source', models.TextField(blank=True)),
                ('withdrawn', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('open', 'open'), ('paused', 'paused'), ('closed', 'closed')], default='closed', max_length=6)),
                ('since', models.DateTimeField(null=True)),
                ('clerk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('order', 'code'),
            },
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('number', models.PositiveIntegerField()),
                ('label', models.CharField(max_length=10)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('channel', models.CharField(choices=[('web', 'web'), ('kiosk', 'kiosk'), ('staff', 'staff'), ('phone', 'phone'), ('appointment', 'appointment'), ('journey', 'journey')], max_length=12)),
                ('rank', models.CharField(choices=[('normal', 'normal'), ('priority', 'priority'), ('appointment', 'appointment')], default='normal', max_length=12)),
                ('language', models.CharField(default='ja', max_length=8)),
                ('device', models.CharField(blank=True, max_length=64)),
                ('stop', models.PositiveSmallIntegerField(default=0)),
                ('issued_at', models.BigIntegerField()),
                ('note', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('called', 'called'), ('serving', 'serving'), ('held', 'held'), ('missed', 'missed'), ('done', 'done'), ('cancelled', 'cancelled'), ('closed', 'closed')], max_length=10)),
                ('place', models.BigIntegerField()),
                ('present', models.BooleanField(default=False)),
                ('present_at', models.BigIntegerField(default=0)),
                ('passed_at', models.BigIntegerField(default=0)),
                ('returned', models.PositiveSmallIntegerField(default=0)),
                ('calls', models.PositiveSmallIntegerField(default=0)),
                ('called_at', models.BigIntegerField(default=0)),
                ('started_at', models.BigIntegerField(default=0)),
                ('finished_at', models.BigIntegerField(default=0)),
                ('counter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='desk.counter')),
                ('journey', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='desk.journey')),
                ('roll', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.service')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='desk.service')),
            ],
            options={
                'ordering': ('place', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('seq', models.BigIntegerField(primary_key=True, serialize=False)),
                ('at', models.BigIntegerField()),
                ('day', models.DateField()),
                ('kind', models.CharField(max_length=16)),
                ('service', models.CharField(blank=True, max_length=40)),
                ('counter', models.CharField(blank=True, max_length=40)),
                ('actor', models.CharField(max_length=64)),
                ('data', models.JSONField(default=dict)),
                ('ticket', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='desk.ticket')),
            ],
            options={
                'ordering': ('seq',),
            },
        ),
        migrations.CreateModel(
            name='Roll',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='desk.service')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'service'), name='desk_roll_once')],
            },
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['day', 'service', 'state', 'place'], name='desk_line'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(fields=['day', 'state'], name='desk_day_state'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(fields=('day', 'roll', 'number'), name='desk_number_once'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('device', ''), _negated=True), ('state__in', ('waiting', 'called', 'serving', 'held', 'missed'))), fields=('day', 'service', 'device'), name='desk_one_live_ticket_a_device'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('called', 'serving'))), fields=('counter',), name='desk_one_person_a_counter'),
        ),
        migrations.AddConstraint(
            model_name='ticket',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('counter__isnull', False), ('state__in', ('called', 'serving'))), models.Q(models.Q(('state__in', ('called', 'serving')), _negated=True), models.Q(('counter__isnull', True), ('state', 'done'), _connector='OR')), _connector='OR'), name='desk_called_to_a_counter'),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['day', 'seq'], name='desk_event_day'),
        ),
        migrations.RunPython(lay_the_book_open, migrations.RunPython.noop),
    ]
