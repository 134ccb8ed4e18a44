"""Which imports were begun, and how they ended."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('project', '0004_flow'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportAttempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.TextField()),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.BigIntegerField()),
                ('started_at', models.CharField(max_length=27)),
                ('finished_at', models.CharField(default='', max_length=27)),
                ('process', models.CharField(max_length=60)),
                ('outcome', models.CharField(default='', max_length=12)),
                ('format', models.CharField(default='', max_length=60)),
                ('encoding', models.CharField(default='', max_length=40)),
                ('records', models.BigIntegerField(default=0)),
                ('error', models.TextField(default='')),
                ('notes', models.TextField(default='[]')),
                ('broken', models.TextField(default='[]')),
                ('rest', models.TextField(default='')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
