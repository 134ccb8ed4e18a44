"""Where each record stands in the flow of the review, and what is known of the search that a file came from."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('project', '0003_duplicates'),
    ]

    operations = [
        migrations.AddField(
            model_name='filestate',
            name='searched',
            field=models.TextField(default=''),
        ),
        migrations.AddField(
            model_name='recordstate',
            name='station',
            field=models.CharField(default='', max_length=30),
        ),
        migrations.AddIndex(
            model_name='recordstate',
            index=models.Index(fields=['project', 'station'], name='record_state_station'),
        ),
    ]
