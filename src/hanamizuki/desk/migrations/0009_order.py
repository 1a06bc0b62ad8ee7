from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0008_alert'),
    ]

    operations = [
        migrations.AddField(
            model_name='desk',
            name='last_at',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='ticket',
            name='absent_at',
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='ticket',
            name='said',
            field=models.BooleanField(default=False),
        ),
    ]
