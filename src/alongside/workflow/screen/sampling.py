"""Records that are drawn: now and then beside the ranked ones, and all of them once the sample has begun.

There is one drawn order a project: its records by the SHA-256 of the project's own id and theirs. The next draw is the
first unread record of it. What is read in between is chosen by the ranking, which knows nothing of that order, so every
unread record is the next draw with the same chance, whatever was done before.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from alongside.errors import InputError, UsageError
from alongside.evidence import Author, Decision
from alongside.project import Project
from alongside.project.overview.index import Imported, Index, Mask
from alongside.project.screen.kinds import SAMPLED, sampled
from alongside.project.screen.status import Status
from alongside.screening import EXPLORE, RELEVANT, UNREAD, digest_of_frame, drawn_order
from alongside.workflow.screen.learner import decisions_of

__all__ = ["EXPLORE", "DrawnOrder", "Sample", "begin_sample", "read_mask", "sample_of"]


class DrawnOrder:
    """The drawn order of a project's records, worked out once for each set of imports."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self._imported: Imported | None = None
        self._order: NDArray[np.int64] = np.zeros(0, dtype=np.int64)

    def of(self, imported: Imported) -> NDArray[np.int64]:
        """Positions of all imported records, in the order in which they are drawn."""
        if self._imported is not imported:
            order = drawn_order(imported.uuids, self.seed)
            self._order = np.array([imported.position[record] for record in order], dtype=np.int64)
            self._imported = imported
        return self._order


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample that has begun.

    Parameters
    ----------
    frame : positions of its records in the index, in the order of import; those of imports taken back are missing.
    size : how many they were when it began.
    """

    seed: str
    frame: Mask
    size: int
    digest: str
    read_before: int
    found_before: int

    @property
    def whole(self) -> bool:
        """Whether every record of the frame is still here."""
        return int(np.count_nonzero(self.frame)) == self.size


def read_mask(index: Index) -> Mask:
    """Records that stand and were decided by title and abstract by a person."""
    mask: Mask = (decisions_of(index) != UNREAD) & ~index.set_aside
    return mask


def begin_sample(project: Project, *, author: Author, at: datetime) -> Decision:
    """From here on records come in the drawn order, until the boundary allows to stop.

    Raises `UsageError` where it has begun already, and where nothing is unread.
    """
    index = project.overview.index()
    if sample_of(project, index) is not None:
        raise UsageError("the random sample has begun already; take that back in the history to begin another")
    frame = index.with_status(Status.TO_SCREEN)
    if not frame.any():
        raise UsageError("every record was read: there is nothing to draw from")
    imported, read = index.imported, read_mask(index)
    value = {
        "seed": project.uuid,
        "size": int(np.count_nonzero(frame)),
        "digest": digest_of_frame(imported.uuids[position] for position in np.flatnonzero(frame).tolist()),
        "files": [sha256 for _, sha256 in imported.files],
        "frame": base64.b64encode(zlib.compress(np.packbits(frame).tobytes(), 9)).decode(),
        "read_before": int(np.count_nonzero(read)),
        "found_before": int(np.count_nonzero(read & (decisions_of(index) == RELEVANT))),
    }
    return project.append([sampled(value)], author=author, at=at)[0]


def sample_of(project: Project, index: Index) -> Sample | None:
    """The sample that has begun, over the records as they are now; None where none has."""
    value = project.screen.state(SAMPLED)
    return _sample(value, index.imported) if value is not None else None


def _sample(value: Mapping[str, Any], imported: Imported) -> Sample:
    """Files that came since are no part of the frame; of files that went nothing is left to draw."""
    sizes = {sha256: 0 for _, sha256 in imported.files}
    starts = dict(sizes)
    for number, (_, sha256) in enumerate(imported.files):
        positions = np.flatnonzero(imported.file == number)
        sizes[sha256], starts[sha256] = len(positions), int(positions[0]) if len(positions) else 0
    frame = np.zeros(len(imported.numbers), dtype=np.bool_)
    if all(sha256 in sizes for sha256 in value["files"]):
        try:
            packed = np.frombuffer(zlib.decompress(base64.b64decode(value["frame"])), dtype=np.uint8)
        except (ValueError, zlib.error):
            raise InputError("the log's row of the sample cannot be read; take it back in the history") from None
        bits = np.unpackbits(packed).astype(np.bool_)
        taken = 0
        for sha256 in value["files"]:
            frame[starts[sha256] : starts[sha256] + sizes[sha256]] = bits[taken : taken + sizes[sha256]]
            taken += sizes[sha256]
    return Sample(value["seed"], frame, value["size"], value["digest"], value["read_before"], value["found_before"])
