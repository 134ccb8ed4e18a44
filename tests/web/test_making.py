"""A file that costs seconds is made once for a state of the project, and no crowd that wants it stops other pages."""

from __future__ import annotations

import threading

import pytest

from alongside.errors import BusyError
from alongside.web.frame.making import MOST_KEPT, Makings


def test_a_file_is_made_once_for_a_state_and_again_for_the_next() -> None:
    makings, turns = Makings(), []

    def make() -> bytes:
        turns.append(1)
        return str(len(turns)).encode()

    assert [makings.get("report.pdf", 1, make) for _ in range(3)] == [b"1"] * 3
    assert makings.get("report.pdf", 2, make) == b"2"
    assert makings.get("report.pdf", 1, make) == b"3"  # the older state is not kept beside the newer


def test_those_who_wait_get_the_file_and_the_next_is_asked_to_come_again() -> None:
    makings = Makings(most_waiting=2)
    begun, go_on = threading.Event(), threading.Event()
    bodies: list[bytes] = []
    turns: list[int] = []

    def make() -> bytes:
        turns.append(1)
        begun.set()
        go_on.wait(20)
        return b"whole"

    threads = [threading.Thread(target=lambda: bodies.append(makings.get("report.pdf", 1, make))) for _ in range(2)]
    threads[0].start()
    assert begun.wait(20)
    threads[1].start()
    while makings._waiting < 2:
        pass
    with pytest.raises(BusyError, match=r"report\.pdf"):
        makings.get("report.pdf", 1, make)
    go_on.set()
    for thread in threads:
        thread.join(20)
    assert (bodies, len(turns)) == ([b"whole"] * 2, 1)
    assert makings.get("report.pdf", 1, make) == b"whole"


def test_a_making_that_fails_is_tried_again_and_leaves_nobody_waiting() -> None:
    makings = Makings(most_waiting=1)

    def fail() -> bytes:
        raise ValueError("no font")

    for _ in range(3):
        with pytest.raises(ValueError, match="no font"):
            makings.get("report.pdf", 1, fail)
    assert makings.get("report.pdf", 1, lambda: b"whole") == b"whole"


def test_only_so_many_files_are_kept() -> None:
    makings = Makings()
    for number in range(3 * MOST_KEPT):
        makings.get(f"{number}.png", 1, lambda: b"x")
    assert len(makings._files) == MOST_KEPT
