"""All tables; see `project.models` for what each is."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.CharField(max_length=36, unique=True)),
                ('title', models.TextField(default='')),
                ('created_at', models.CharField(max_length=27)),
            ],
        ),
        migrations.CreateModel(
            name='ImportedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('name', models.TextField()),
                ('format', models.CharField(max_length=60)),
                ('size', models.BigIntegerField()),
                ('imported_at', models.CharField(max_length=27)),
                ('records', models.BigIntegerField()),
                ('records_digest', models.CharField(max_length=64)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'sha256'), name='file_once')],
            },
        ),
        migrations.CreateModel(
            name='FileState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.CharField(max_length=27)),
                ('decided_by', models.TextField()),
                ('disputed', models.BooleanField(default=False)),
                ('sha256', models.CharField(max_length=64)),
                ('name', models.TextField()),
                ('format', models.CharField(max_length=60)),
                ('records', models.BigIntegerField()),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'sha256'), name='file_state_once')],
            },
        ),
        migrations.CreateModel(
            name='Disagreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=250)),
                ('kind', models.CharField(max_length=60)),
                ('key', models.TextField(default='')),
                ('at', models.CharField(max_length=27)),
                ('heads', models.TextField()),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'subject', 'kind', 'key'), name='disagreement_once')],
            },
        ),
        migrations.CreateModel(
            name='ContrastState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.CharField(max_length=27)),
                ('decided_by', models.TextField()),
                ('disputed', models.BooleanField(default=False)),
                ('contrast', models.CharField(max_length=240)),
                ('study', models.CharField(max_length=240)),
                ('outcome', models.CharField(max_length=200)),
                ('use', models.CharField(max_length=10)),
                ('payload', models.TextField()),
                ('anchors', models.TextField()),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project')),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'study'], name='contrast_study'), models.Index(fields=['project', 'outcome'], name='contrast_outcome')],
                'constraints': [models.UniqueConstraint(fields=('project', 'contrast'), name='contrast_once')],
            },
        ),
        migrations.CreateModel(
            name='CodeState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.CharField(max_length=27)),
                ('decided_by', models.TextField()),
                ('disputed', models.BooleanField(default=False)),
                ('study', models.CharField(max_length=240)),
                ('dimension', models.CharField(max_length=200)),
                ('codes', models.TextField()),
                ('sure', models.BooleanField()),
                ('payload', models.TextField()),
                ('anchors', models.TextField()),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'study', 'dimension'), name='code_once')],
            },
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.CharField(max_length=36)),
                ('position', models.BigIntegerField()),
                ('line', models.BigIntegerField(null=True)),
                ('title', models.TextField(default='')),
                ('authors', models.TextField(default='[]')),
                ('year', models.BigIntegerField(null=True)),
                ('journal', models.TextField(default='')),
                ('doi', models.TextField(default='')),
                ('pmid', models.TextField(default='')),
                ('abstract', models.TextField(default='')),
                ('keywords', models.TextField(default='[]')),
                ('raw', models.TextField(default='')),
                ('extra', models.TextField(default='{}')),
                ('digest', models.CharField(max_length=64)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.importedfile')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('doi', ''), _negated=True), fields=['project', 'doi'], name='record_doi'), models.Index(condition=models.Q(('pmid', ''), _negated=True), fields=['project', 'pmid'], name='record_pmid')],
                'constraints': [models.UniqueConstraint(fields=('project', 'uuid'), name='record_once'), models.UniqueConstraint(fields=('file', 'position'), name='record_position')],
            },
        ),
        migrations.CreateModel(
            name='RecordState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.CharField(max_length=27)),
                ('decided_by', models.TextField()),
                ('disputed', models.BooleanField(default=False)),
                ('record', models.CharField(max_length=240)),
                ('duplicate_of', models.CharField(default='', max_length=36)),
                ('duplicate_why', models.TextField(default='')),
                ('stage', models.CharField(default='', max_length=20)),
                ('verdict', models.CharField(default='', max_length=10)),
                ('reason', models.TextField(default='')),
                ('title_abstract', models.CharField(default='', max_length=10)),
                ('full_text', models.CharField(default='', max_length=10)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project')),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'stage', 'verdict'], name='record_state_verdict')],
                'constraints': [models.UniqueConstraint(fields=('project', 'record'), name='record_state_once')],
            },
        ),
        migrations.CreateModel(
            name='Setting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.CharField(max_length=27)),
                ('decided_by', models.TextField()),
                ('disputed', models.BooleanField(default=False)),
                ('name', models.CharField(max_length=60)),
                ('payload', models.TextField()),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'name'), name='setting_once')],
            },
        ),
        migrations.CreateModel(
            name='StudyState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.CharField(max_length=27)),
                ('decided_by', models.TextField()),
                ('disputed', models.BooleanField(default=False)),
                ('study', models.CharField(max_length=240)),
                ('eligible', models.CharField(default='', max_length=10)),
                ('label', models.TextField(default='')),
                ('year', models.BigIntegerField(null=True)),
                ('country', models.TextField(default='')),
                ('condition', models.TextField(default='')),
                ('payload', models.TextField(default='')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'study'), name='study_state_once')],
            },
        ),
        migrations.CreateModel(
            name='Writer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.CharField(max_length=36)),
                ('started_at', models.CharField(max_length=27)),
                ('version', models.CharField(default='', max_length=50)),
                ('name', models.TextField(default='')),
                ('last_seq', models.BigIntegerField(default=0)),
                ('last_digest', models.CharField(default='', max_length=64)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'uuid'), name='writer_once')],
            },
        ),
        migrations.CreateModel(
            name='LogRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.CharField(max_length=36)),
                ('seq', models.BigIntegerField()),
                ('subject', models.CharField(max_length=250)),
                ('kind', models.CharField(max_length=60)),
                ('schema', models.BigIntegerField()),
                ('value', models.TextField()),
                ('author_kind', models.CharField(max_length=10)),
                ('author_name', models.TextField()),
                ('author_version', models.TextField(default='')),
                ('parameters', models.TextField(default='{}')),
                ('at', models.CharField(max_length=27)),
                ('why', models.TextField(default='')),
                ('anchors', models.TextField(default='[]')),
                ('supersedes', models.TextField(default='[]')),
                ('previous', models.CharField(default='', max_length=64)),
                ('digest', models.CharField(max_length=64)),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project')),
                ('writer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.writer')),
            ],
            options={
                'indexes': [models.Index(fields=['project', 'subject'], name='log_subject'), models.Index(fields=['project', 'at', 'uuid'], name='log_moment'), models.Index(fields=['project', 'kind'], name='log_kind')],
                'constraints': [models.UniqueConstraint(fields=('project', 'uuid'), name='log_row_once'), models.UniqueConstraint(fields=('writer', 'seq'), name='log_seq_once')],
            },
        ),
        migrations.CreateModel(
            name='OutcomeState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.CharField(max_length=27)),
                ('decided_by', models.TextField()),
                ('disputed', models.BooleanField(default=False)),
                ('outcome', models.CharField(max_length=240)),
                ('label', models.TextField()),
                ('domain', models.TextField()),
                ('payload', models.TextField()),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='project.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'outcome'), name='outcome_once')],
            },
        ),
    ]
