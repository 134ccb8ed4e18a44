"""How much memory something takes at most, whatever the process held before it."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable

__all__ = ["peak_of"]


def peak_of(work: Callable[[], object]) -> int:
    """The most bytes that `work` held at once.

    The collector looks through old objects the more rarely the more of them there are; in a worker that has run half of
    a suite it would leave what `work` is done with for so long that it counts. So what is there already is put aside.
    """
    gc.collect()
    gc.freeze()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.unfreeze()
