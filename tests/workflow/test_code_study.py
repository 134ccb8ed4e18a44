"""A code that stays keeps its own words when others are added or taken away."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from alongside.errors import NotHereError
from alongside.evidence import Author
from alongside.project import create
from alongside.workflow.understand.loading import code_study, load_tables

ADA = Author("person", "Ada")
NOW = datetime(2026, 1, 2, tzinfo=UTC)
FIVE = Path(__file__).parents[2] / "examples" / "five-trials.csv"


def test_a_code_that_stays_keeps_its_words(tmp_path: Path) -> None:
    with create(tmp_path / "own.alongside", title="Own") as project:
        load_tables(project, FIVE, author=ADA, at=NOW)
        [name, *_] = [study.id for study in project.understand.studies()]

        def code(*codes: str, words: str = "") -> dict[str, list[str]]:
            source = "p. 3" if words else ""
            code_study(project, name, "form", codes, author=ADA, at=NOW, words=words, source=source, verbatim=True)
            coded = project.understand.study(name)
            assert coded is not None
            return {
                code.code: [anchor.text for anchor in code.anchors] for code in coded.codes if code.dimension == "form"
            }

        assert code("telephone", words="called weekly") == {"telephone": ["called weekly"]}
        both = code("telephone", "group", words="met monthly")
        assert both == {"telephone": ["called weekly"], "group": ["met monthly"]}
        assert code("telephone") == {"telephone": ["called weekly"]}
        assert code("telephone", words="rang every week") == {"telephone": ["rang every week"]}


def test_a_study_that_is_not_in_the_project_cannot_be_coded(tmp_path: Path) -> None:
    with (
        create(tmp_path / "own.alongside", title="Own") as project,
        pytest.raises(NotHereError, match="no study 'nobody'"),
    ):
        code_study(project, "nobody", "form", ["group"], author=ADA, at=NOW)
