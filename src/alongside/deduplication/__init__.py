"""Which records are one report: normalise, block, compare, decide, cluster.

1. `normalise` brings a record into comparable forms (traits), `corpus` puts many side by side in arrays.
2. `blocking` finds the pairs worth comparing, by several keys at once, none of whose blocks grows without bound.
3. `comparing` says field by field how far two records agree; its levels are the definition for every engine.
4. `model` weighs the levels and gives a probability and a zone: merge, ask a person, keep apart. Rules take
   pairs out of merging that no sum of weights may merge (two DOIs, Part I and Part II).
5. `clusters` joins pairs into groups, cuts weak chains, and keeps what a person settled.
6. `keeping` makes one record of a group, from the best field of each.

`local` runs this on one machine; `splink_engine` runs the same comparisons on DuckDB or Spark. `linking` suggests which
reports belong to one study; those are linked, never merged.
"""

from alongside.deduplication.clusters import Clusters, Link, cluster
from alongside.deduplication.corpus import Corpus, corpus_of, corpus_of_records
from alongside.deduplication.keeping import Kept, best_of, fullness, keep
from alongside.deduplication.linking import SIGNS, StudyLink, links, signs_of
from alongside.deduplication.local import explain_pairs, find_clusters
from alongside.deduplication.model import Zone
from alongside.deduplication.normalise import Traits, traits_of

__all__ = [
    "SIGNS",
    "Clusters",
    "Corpus",
    "Kept",
    "Link",
    "StudyLink",
    "Traits",
    "Zone",
    "best_of",
    "cluster",
    "corpus_of",
    "corpus_of_records",
    "explain_pairs",
    "find_clusters",
    "fullness",
    "keep",
    "links",
    "signs_of",
    "traits_of",
]
