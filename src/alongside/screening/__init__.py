"""Which record to read next, and when to stop.

1. `documents` is what a ranker reads of a record; `features` makes numbers of its words.
2. `configuration` names the parts of a ranker and their parameters; `svm` fits, `ranking` puts the unread in order.
3. `simulation` does a finished screening again, `metrics` says how soon it found what is relevant.
"""

from alongside.screening.configuration import RANKERS, Configuration, configuration_named
from alongside.screening.documents import Document
from alongside.screening.features import FeatureRule, Features, features_of
from alongside.screening.metrics import Figures, figures_of
from alongside.screening.ranking import IRRELEVANT, RELEVANT, UNREAD, Ranking, rank
from alongside.screening.simulation import Reading, simulate
from alongside.screening.svm import Hyperplane, NotConvergedError, fit_svm

__all__ = [
    "IRRELEVANT", "RANKERS", "RELEVANT", "UNREAD", "Configuration", "Document", "FeatureRule", "Features", "Figures",
    "Hyperplane", "NotConvergedError", "Ranking", "Reading", "configuration_named", "features_of", "figures_of",
    "fit_svm", "rank", "simulate",
]  # fmt: skip
