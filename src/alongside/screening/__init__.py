"""Which record to read next, and when to stop.

1. `documents` is what a ranker reads of a record; `features` makes numbers of its words.
2. `configuration` names the parts of a ranker and their parameters; `svm` fits, `ranking` puts the unread in order,
   `explaining` says why a record stands where it does.
3. `simulation` does a finished screening again, `metrics` says how soon it found what is relevant.
4. `rules` names the rules for stopping and `stopping` says where each ends; `boundary` is the one with a guarantee, on
   records that `sampling` draws, `estimating` says how many relevant records are left, with an interval that holds
   whenever one looks; `heuristics` are all others.
5. `certificate` puts what was promised, and what it takes to check it, into one small document.
"""

from alongside.screening.boundary import Boundary
from alongside.screening.certificate import Certificate, certificate_of, read_certificate, sentence, verify
from alongside.screening.configuration import RANKERS, Configuration, configuration_named
from alongside.screening.documents import Document
from alongside.screening.estimating import Draw, RecallEstimate, estimate_recall
from alongside.screening.explaining import Reason, explain
from alongside.screening.features import FeatureRule, Features, View, features_of
from alongside.screening.heuristics import says_stop
from alongside.screening.metrics import Figures, figures_of
from alongside.screening.ranking import IRRELEVANT, RELEVANT, UNREAD, Ranking, rank
from alongside.screening.rules import Rule, rule_of
from alongside.screening.sampling import EXPLORE, digest_of_frame, drawn_order
from alongside.screening.simulation import Reading, simulate
from alongside.screening.stopping import Stop, silence, simulate_stop
from alongside.screening.svm import Hyperplane, NotConvergedError, fit_svm

__all__ = [
    "EXPLORE",
    "IRRELEVANT",
    "RANKERS",
    "RELEVANT",
    "UNREAD",
    "Boundary",
    "Certificate",
    "Configuration",
    "Document",
    "Draw",
    "FeatureRule",
    "Features",
    "Figures",
    "Hyperplane",
    "NotConvergedError",
    "Ranking",
    "Reading",
    "Reason",
    "RecallEstimate",
    "Rule",
    "Stop",
    "View",
    "certificate_of",
    "configuration_named",
    "digest_of_frame",
    "drawn_order",
    "estimate_recall",
    "explain",
    "features_of",
    "figures_of",
    "fit_svm",
    "rank",
    "read_certificate",
    "rule_of",
    "says_stop",
    "sentence",
    "silence",
    "simulate",
    "simulate_stop",
    "verify",
]
