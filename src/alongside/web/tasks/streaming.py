"""Work that takes a while: it goes on in a thread of its own, and the page hears what it says as it says it."""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

from django.http import StreamingHttpResponse

from alongside.errors import AlongsideError, storage_error
from alongside.web.frame.pages import project

__all__ = ["Say", "stream"]

LOGGER = logging.getLogger("alongside.web")

UNEXPECTED = "something went wrong that should not have; nothing was kept of it"

Say = Callable[[dict[str, Any]], None]
"""Tells the page one thing."""


def stream(work: Callable[[Say], None]) -> StreamingHttpResponse:
    """Run work in a thread of its own and send what it says as it says it.

    The work goes on where nobody listens any more: a page that was closed leaves no file half done.
    """
    events: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()

    def run() -> None:
        try:
            work(events.put)
        except AlongsideError as error:
            events.put({"outcome": "failed", "error": str(error)})
        except OSError as error:
            refusal = storage_error(error)
            if refusal is None:
                events.put({"outcome": "failed", "error": UNEXPECTED})
                raise
            events.put({"outcome": "failed", "error": str(refusal)})
        except BaseException:  # the page that waits is told, whatever it was
            LOGGER.exception("work in a thread failed")
            events.put({"outcome": "failed", "error": UNEXPECTED})
            raise
        finally:
            project().leave_thread()
            events.put(None)

    # A daemon: ending the server does not wait for a search of an hour; whatever is cut off is whole or can go on.
    threading.Thread(target=run, name="work", daemon=True).start()

    def lines() -> Iterator[bytes]:
        while (event := events.get()) is not None:
            yield json.dumps(event, ensure_ascii=False).encode() + b"\n"

    response = StreamingHttpResponse(lines(), content_type="application/x-ndjson")
    response["Cache-Control"] = "no-store"
    return response
