"""Pairs of records that may be one report, and the keys by which they are found."""
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('project', '0002_guards_and_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='PairState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.CharField(max_length=27)),
                ('decided_by', models.TextField()),
                ('disputed', models.BooleanField(default=False)),
                ('pair', models.CharField(max_length=80)),
                ('first', models.CharField(max_length=36)),
                ('second', models.CharField(max_length=36)),
                ('probability', models.FloatField(null=True)),
                ('why', models.TextField(default='')),
                ('pattern', models.CharField(default='', max_length=60)),
                ('verdict', models.CharField(default='', max_length=10)),
            ],
        ),
        migrations.CreateModel(
            name='RecordKeys',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField()),
                ('keys', models.BinaryField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='recordstate',
            index=models.Index(condition=models.Q(('duplicate_of', ''), _negated=True), fields=['project', 'duplicate_of'], name='record_duplicates'),
        ),
        migrations.AddField(
            model_name='pairstate',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project'),
        ),
        migrations.AddField(
            model_name='recordkeys',
            name='project',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project'),
        ),
        migrations.AddField(
            model_name='recordkeys',
            name='record',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='project.record'),
        ),
        migrations.AddIndex(
            model_name='pairstate',
            index=models.Index(fields=['project', 'verdict', 'pattern'], name='pair_verdict'),
        ),
        migrations.AddIndex(
            model_name='pairstate',
            index=models.Index(fields=['project', 'first'], name='pair_first'),
        ),
        migrations.AddIndex(
            model_name='pairstate',
            index=models.Index(fields=['project', 'second'], name='pair_second'),
        ),
        migrations.AddConstraint(
            model_name='pairstate',
            constraint=models.UniqueConstraint(fields=('project', 'pair'), name='pair_state_once'),
        ),
    ]
