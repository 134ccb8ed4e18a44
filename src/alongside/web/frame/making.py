"""What costs seconds to make (the report as PDF, the whole site): made once for a state of the project, and never by
so many at once that other pages have to wait.

The server has a few threads. Who asks for what is being made waits for it, but only so many: the next is told to ask
again in a moment, and the other threads go on with pages.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from alongside.errors import BusyError

__all__ = ["Makings"]

MOST_KEPT = 8
"""Files in memory: each form of the report, a figure or two; the oldest goes first."""
MOST_WAITING = 2


class Makings:
    """Files by name, each with the mark of the state that it was made from.

    >>> makings = Makings()
    >>> makings.get("report.pdf", 7, lambda: b"made once")
    b'made once'
    >>> makings.get("report.pdf", 7, lambda: b"and not again")
    b'made once'
    """

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most_waiting = most_waiting
        self._files: OrderedDict[tuple[str, object], bytes] = OrderedDict()
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._waiting = 0

    def get(self, name: str, mark: object, make: Callable[[], bytes]) -> bytes:
        """The file as it was made from this state, or made now: one file at a time, whatever it is.

        Raises
        ------
        BusyError : where others wait for their turn already.
        """
        with self._lock:
            if (name, mark) in self._files:
                return self._files[name, mark]
            if self._waiting >= self._most_waiting:
                raise BusyError(f"{name} is made in a moment; others are waiting for theirs")
            self._waiting += 1
        try:
            with self._turn:
                with self._lock:
                    ready = self._files.get((name, mark))
                if ready is None:
                    ready = make()
                    self._keep(name, mark, ready)
                return ready
        finally:
            with self._lock:
                self._waiting -= 1

    def _keep(self, name: str, mark: object, body: bytes) -> None:
        with self._lock:
            self._files = OrderedDict((key, value) for key, value in self._files.items() if key[0] != name)
            self._files[name, mark] = body
            while len(self._files) > MOST_KEPT:
                self._files.popitem(last=False)
