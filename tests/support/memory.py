"""How much memory something takes at most, whatever the process held before it."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable

__all__ = ["peak_of"]

OFTEN = (700, 10, 10)
"""New objects until the collector looks, as Python begins with: a command in this process may have changed it."""


def peak_of(work: Callable[[], object]) -> int:
    """The most bytes that `work` held at once.

    The collector looks through old objects the more rarely the more of them there are; in a worker that has run half of
    a suite it would leave what `work` is done with for so long that it counts. So what is there already is put aside.
    """
    gc.collect()
    gc.freeze()
    threshold = gc.get_threshold()
    gc.set_threshold(*OFTEN)
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.set_threshold(*threshold)
        gc.unfreeze()
