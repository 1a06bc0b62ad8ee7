"""First tables."""


import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=64)),
                ('dedupe', models.CharField(max_length=200)),
                ('who', models.CharField(blank=True, max_length=100)),
                ('email', models.CharField(blank=True, max_length=254)),
                ('language', models.CharField(max_length=4)),
                ('subject', models.TextField(blank=True)),
                ('body', models.TextField(blank=True)),
                ('why', models.TextField(blank=True)),
                ('safe', models.BooleanField(default=False)),
                ('message', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Failed'), ('unsure', 'Unsure'), ('cancelled', 'Cancelled')], default='waiting', max_length=9)),
                ('created_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('claim', models.UUIDField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('last_error', models.CharField(blank=True, max_length=300)),
                ('forgotten_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ('-id',),
                'indexes': [models.Index(condition=models.Q(('state__in', ('waiting', 'sending'))), fields=['due_at', 'id'], name='notices_waiting'), models.Index(condition=models.Q(('forgotten_at__isnull', True)), fields=['due_at'], name='notices_to_forget')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'dedupe'), name='notices_once'), models.CheckConstraint(condition=models.Q(('state', 'sent'), ('sent_at__isnull', True), _connector='XOR'), name='notices_sent_has_its_time')],
            },
        ),
    ]
