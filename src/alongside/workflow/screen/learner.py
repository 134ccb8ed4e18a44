"""The ranking, made beside the work: a thread reads what was decided and puts the unread in order.

Nothing here is kept on a disk: a ranking is a function of the records, the log, the question and the seed, and the next
process makes the same one again. Of a record that nobody decided on the thread knows the words alone: its place in the
array of decisions says `UNREAD`, whatever else is known of it. A machine's verdict teaches nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alongside.project import Project
from alongside.project.overview.index import STATUSES, Index
from alongside.project.screen.status import Status
from alongside.screening import (
    IRRELEVANT,
    RANKERS,
    RELEVANT,
    UNREAD,
    Configuration,
    Document,
    Features,
    Ranking,
    features_of,
    rank,
)
from alongside.workflow.screen.planning import plan_of

__all__ = ["Learner", "Standing", "decisions_of"]

LOGGER = logging.getLogger("alongside.screening")

UNLEARNT = frozenset({Status.TO_SCREEN, Status.REMOVED, Status.REMOVED_BY_AUTOMATION, Status.EXCLUDED_BY_AUTOMATION})

_MEANING = np.array(
    [UNREAD if status in UNLEARNT else IRRELEVANT if status is Status.EXCLUDED else RELEVANT for status in STATUSES],
    dtype=np.int8,
)
"""What each status says by title and abstract. Who was unsure, or differs, did not exclude: it counts as relevant until
somebody settles it. What was excluded at full text had been included before."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The ranking that stands.

    Parameters
    ----------
    uuids : ids of the records, in the order of the arrays.
    features, ranking, decisions : what was ranked, the order, and the decisions that it was made with.
    decided : how many those were.
    """

    uuids: tuple[str, ...]
    features: Features
    ranking: Ranking
    decisions: NDArray[np.int8]

    @property
    def decided(self) -> int:
        return int(np.count_nonzero(self.decisions != UNREAD))


def decisions_of(index: Index) -> NDArray[np.int8]:
    """What was decided by title and abstract about each imported record, as a ranker takes it."""
    meaning: NDArray[np.int8] = _MEANING[index.status]
    return meaning


class Learner:
    """The ranking of one project; threads may share it.

    Parameters
    ----------
    configuration, seed : of the ranker.
    """

    def __init__(self, project: Project, configuration: Configuration = RANKERS["default"], seed: int = 0) -> None:
        self._project = project
        self._configuration = configuration
        self._seed = seed
        self._lock = threading.Lock()
        self._standing: Standing | None = None
        self._question = ""
        self._thread: threading.Thread | None = None
        self.failed = ""

    def standing(self) -> Standing | None:
        """The last ranking; never waits. None while the first is being made."""
        return self._standing

    def stir(self) -> None:
        """Rank again in the background where there is enough to learn; returns at once."""
        with self._lock:
            if self._thread is not None or not self._due():
                return
            self._thread = threading.Thread(target=self._work, name="ranking", daemon=True)
            self._thread.start()

    def begin(self, seconds: float) -> None:
        """Wait for the first ranking, so long at most; where there is one already, not at all."""
        if self._standing is None:
            self.stir()
            thread = self._thread
            if thread is not None:
                thread.join(seconds)

    def wait(self, seconds: float = 60.0) -> Standing | None:
        """The ranking of all that is decided now, made here where it lags; for whom there is nothing else to do."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        standing, index = self._standing, self._project.overview.index()
        lags = standing is None or standing.uuids is not index.imported.uuids
        if (
            lags
            or plan_of(self._project).question != self._question
            or not np.array_equal(decisions_of(index), standing.decisions if standing else ())
        ):
            self._rank()
        return self._standing

    @property
    def busy(self) -> bool:
        """Whether a ranking is being made."""
        return self._thread is not None

    def _due(self) -> bool:
        """Whether the records or the question changed, a relevant record came or went, or enough others did."""
        standing = self._standing
        index = self._project.overview.index()
        if standing is None or standing.uuids is not index.imported.uuids:
            return len(index.imported.uuids) > 0
        if plan_of(self._project).question != self._question:
            return True
        decisions = decisions_of(index)
        changed = decisions != standing.decisions
        if not changed.any():
            return False
        if ((decisions == RELEVANT) | (standing.decisions == RELEVANT))[changed].any():
            return True
        return int(changed.sum()) >= max(1.0, self._configuration.patience * standing.decided)

    def _work(self) -> None:
        try:
            while True:
                self._rank()
                with self._lock:
                    if not self._due():
                        self._thread = None
                        return
        except Exception as error:
            if self._project.closed:  # whoever used it left while this was still ranking
                return
            # Reading goes on in the order that stands; the page says why it does not learn.
            LOGGER.warning("the records could not be ranked", exc_info=True)
            self.failed = f"{type(error).__name__}: {error}"
            with self._lock:
                self._thread = None
        finally:
            if not self._project.closed:
                self._project.leave_thread()

    def _rank(self) -> None:
        index = self._project.overview.index()
        question = plan_of(self._project).question
        standing = self._standing
        if standing is None or standing.uuids is not index.imported.uuids or question != self._question:
            features = features_of(_documents(self._project, index), question, self._configuration.views)
        else:
            features = standing.features
        decisions = decisions_of(index)
        # Each fit begins from nothing, so that the order follows from the log alone and not from when threads ran.
        ranking = rank(features, decisions, self._configuration, self._seed)
        self._question = question
        self._standing = Standing(index.imported.uuids, features, ranking, decisions)
        self.failed = ""


def _documents(project: Project, index: Index) -> Iterator[Document]:
    """The words of every imported record in the order of the index; memory holds a thousand records."""
    for title, abstract, keywords in project.overview.words_of_records(index):
        yield Document(title, abstract, keywords)
