import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0010_counter_seats_known'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='counter',
            name='quick',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='errand',
            name='quick',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='alert',
            name='way',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='Emergency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('going_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('caller', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('counter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desk.counter')),
                ('ended', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('going', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('since', 'id'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('counter',), name='desk_one_emergency_a_counter')],
            },
        ),
    ]
