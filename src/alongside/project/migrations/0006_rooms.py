"""One table `State` for every kind without a table of its own; what *find* and *screen* say of a record stands apart."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

PROJECT: Any = ("project", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="project.project"))


def projected(*columns: Any) -> Any:
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("at", models.CharField(max_length=27)),
        ("decided_by", models.TextField()),
        ("disputed", models.BooleanField(default=False)),
        *columns,
        PROJECT,
    ]


def once(name: str, *fields: str) -> Any:
    return models.UniqueConstraint(fields=("project", *fields), name=name)


class Migration(migrations.Migration):

    dependencies = [
        ("project", "0005_attempts"),
    ]

    operations = [
        migrations.AddField("project", "projected_by", models.CharField(default="", max_length=64)),
        migrations.DeleteModel(name="CodeState"),
        migrations.DeleteModel(name="ContrastState"),
        migrations.DeleteModel(name="OutcomeState"),
        migrations.DeleteModel(name="RecordState"),
        migrations.DeleteModel(name="Setting"),
        migrations.DeleteModel(name="StudyState"),
        migrations.CreateModel(
            name="State",
            fields=projected(
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=250)),
                ("key", models.TextField(default="[]")),
                ("value", models.TextField()),
                ("anchors", models.TextField(default="[]")),
            ),
            options={
                "indexes": [models.Index(fields=["project", "subject"], name="state_subject")],
                "constraints": [once("state_once", "kind", "subject", "key")],
            },
        ),
        migrations.CreateModel(
            name="DuplicateState",
            fields=projected(
                ("record", models.CharField(max_length=240)),
                ("duplicate_of", models.CharField(max_length=36)),
                ("why", models.TextField(default="")),
            ),
            options={
                "indexes": [models.Index(fields=["project", "duplicate_of"], name="duplicate_state_of")],
                "constraints": [once("duplicate_state_once", "record")],
            },
        ),
        migrations.CreateModel(
            name="ScreeningState",
            fields=projected(
                ("record", models.CharField(max_length=240)),
                ("stage", models.CharField(default="", max_length=20)),
                ("verdict", models.CharField(default="", max_length=10)),
                ("reason", models.TextField(default="")),
                ("title_abstract", models.CharField(default="", max_length=10)),
                ("full_text", models.CharField(default="", max_length=10)),
                ("status", models.CharField(default="", max_length=30)),
            ),
            options={
                "indexes": [models.Index(fields=["project", "status"], name="screening_state_status")],
                "constraints": [once("screening_state_once", "record")],
            },
        ),
    ]
