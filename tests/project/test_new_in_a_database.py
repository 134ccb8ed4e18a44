"""`alongside new` makes a project in a PostgreSQL database as it makes a file."""

from __future__ import annotations

import json

import pytest

from alongside.project import open_project

pytestmark = pytest.mark.postgres


def test_a_project_made_in_a_database_opens_by_the_address_that_was_said(alongside, postgres):
    done = alongside("new", postgres, "--title", "Walks together", "--json")
    assert done.returncode == 0, done.stderr
    address = json.loads(done.stdout)["project"]
    with open_project(address) as project:
        assert project.title == "Walks together"
    again = alongside("new", postgres, "--title", "Talks together", "--json")
    second = json.loads(again.stdout)["project"]
    assert second != address
    assert alongside("project", "verify", address).returncode == 0
    with open_project(second) as project:
        assert project.title == "Talks together"


def test_a_password_is_not_printed(postgres, alongside):
    done = alongside("new", postgres.replace("ada@", "ada:secret@"), "--title", "Quiet")
    assert done.returncode == 0, done.stderr
    assert "secret" not in done.stdout + done.stderr
    assert "ada@" in done.stderr


def test_a_database_that_is_not_there_is_one_line(alongside):
    done = alongside("new", "postgresql://ada@/nothing?host=/nowhere", "--title", "Quiet")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
