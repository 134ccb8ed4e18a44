"""Whatever was decided is taken back from the history, as a person would: page after page, the latest first."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

from alongside.evidence import Author
from alongside.project import REGISTER, NewDecision, create, open_project
from alongside.project.log.kinds import Kinds
from alongside.project.log.own import TITLED, UNDO
from alongside.workflow.undoing import FINAL
from workbench import COOKIES, serve

KINDS: Kinds = REGISTER.kinds
ADA = Author("person", "Ada")
START = datetime(2026, 1, 2, tzinfo=UTC)
BUTTON = re.compile(r'name="uuid" value="([^"]+)"')


def test_every_kind_of_act_is_undone_from_the_history(tmp_path: Path) -> None:
    path = tmp_path / "own.alongside"
    with create(path, title="Own review") as project:
        rows = {}
        for number, name in enumerate(sorted(KINDS.keys() - {UNDO, TITLED})):
            subject, value = KINDS[name].example
            moment = START + timedelta(minutes=number)  # each an act of its own
            [row] = project.append([NewDecision(subject, name, value)], author=ADA, at=moment)
            rows[row.uuid] = name
    pressed = []
    for address in serve(path):
        name, value = COOKIES[address]
        with httpx.Client(base_url=address, cookies={name: value}, timeout=60, follow_redirects=True) as client:
            for page in (1, 2, 3):
                shown = client.get(f"/workbench/history/?page={page}")
                token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown.text)
                for uuid in BUTTON.findall(shown.text):
                    if uuid in pressed or uuid not in rows:
                        continue
                    form = {"csrfmiddlewaretoken": token[0], "uuid": uuid, "back": "/workbench/history/"}
                    answer = client.post("/workbench/undo/", data=form, headers={"Referer": f"{address}/workbench/"})
                    assert answer.status_code == 200, f"{rows[uuid]}: {answer.text[:400]}"
                    assert "Taken back. It stays in the history." in answer.text, rows[uuid]
                    pressed.append(uuid)
            for page_address in (
                "/",
                "/workbench/",
                "/workbench/find/",
                "/workbench/understand/",
                "/workbench/answer/",
            ):
                assert client.get(page_address).status_code == 200
    assert {rows[uuid] for uuid in pressed} == set(rows.values()) - FINAL.keys()
    with open_project(path) as project:
        standing = {rows[uuid] for uuid in project.live_among(rows)}
        assert standing == set(rows.values()) & FINAL.keys()
        assert project.verify().projections_match
