"""The same comparisons as a Splink model, on DuckDB (more records than memory holds) or Spark (more than one machine).

One definition serves all engines: the levels of `comparing.COMPARISONS` with their limits, the weights and rules of
`model`, the keys of `blocking`. Here the levels are written as SQL conditions; Splink blocks and compares; what it
gives back, a level for each comparison of each pair, is judged and clustered by the same code as on one machine.

Two things differ from `local`. A block that is too large is cut into runs of records next to each other by title, while
`local` lets a window slide over it: pairs at the edge of a run are not compared. And DuckDB counts the letters of a
Levenshtein distance in bytes, so that titles in other scripts than Latin may fall on the other side of a limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from alongside.deduplication.blocking import KEYS, LARGEST_BLOCK, NEIGHBOURS, Keys, keys_of
from alongside.deduplication.clusters import Clusters, Pair, cluster
from alongside.deduplication.comparing import (
    ABSTRACT_LIMITS,
    COMPARISONS,
    CONTAINED,
    LEAST_ABSTRACT,
    LIKE_SURNAMES,
    SHORT,
    TITLE_LIMITS,
    Levels,
    Name,
)
from alongside.deduplication.corpus import Corpus, fingerprints
from alongside.deduplication.local import judge_pairs
from alongside.deduplication.model import ASK, PRIOR, WEIGHTS, Judged, judge
from alongside.deduplication.normalise import PREPRINT
from alongside.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Engine", "compared_pairs", "find_clusters_with", "settings_for", "table_of"]

Engine = Literal["duckdb", "spark"]

_SHARED = {"duckdb": "len(list_intersect({0}_l, {0}_r))", "spark": "size(array_intersect({0}_l, {0}_r))"}
_SIZE = {"duckdb": "len({0})", "spark": "size({0})"}
_STARTS = {"duckdb": "starts_with({0}, {1})", "spark": "startswith({0}, {1})"}
"""The few functions on whose names the two do not agree."""


def _similar(a: str, b: str) -> str:
    """Normalised Levenshtein similarity, as `comparing` has it."""
    return f"(1.0 - levenshtein({a}, {b}) * 1.0 / greatest(length({a}), length({b}), 1))"


def _conditions(engine: Engine) -> dict[Name, tuple[str, tuple[str, ...]]]:
    """For each comparison the condition under which nothing is said, and those of its levels from the highest down to
    the second; the lowest is what is left."""

    def shared(column: str) -> str:
        return _SHARED[engine].format(column)

    def least(column: str) -> str:
        return f"least({_SIZE[engine].format(column + '_l')}, {_SIZE[engine].format(column + '_r')})"

    def starts(whole: str, beginning: str) -> str:
        return _STARTS[engine].format(whole, beginning)

    title = _similar("title_l", "title_r")
    alike, similar, nearly = TITLE_LIMITS
    same_title = f"{title} >= {nearly} AND close_l = close_r"
    contained = (
        f"length(title_l) >= {CONTAINED} AND length(title_r) >= {CONTAINED} "
        "AND (contains(title_l, title_r) OR contains(title_r, title_l))"
    )
    # Of a null and a number, the lesser is the number for both engines, so what is not given counts as no letters.
    length = "least(length(coalesce(head_l, '')), length(coalesce(head_r, '')))"
    head = _similar(f"substring(head_l, 1, {length})", f"substring(head_r, 1, {length})")
    volume, page = "volume_l = volume_r", "page_number_l = page_number_r"
    no_volume, no_page = "(volume_l IS NULL OR volume_r IS NULL)", "(page_number_l IS NULL OR page_number_r IS NULL)"
    volumes, pages = "volume_l <> volume_r", "page_number_l <> page_number_r"
    return {
        "title": (
            "title_l IS NULL OR title_r IS NULL",
            (
                f"{same_title} AND length(close_l) >= {SHORT}",
                same_title,
                f"{title} >= {nearly}",
                contained,
                f"{title} >= {similar}",
                f"{title} >= {alike}",
            ),
        ),
        "numbers": (
            f"{_SIZE[engine].format('numbers_l')} = 0 AND {_SIZE[engine].format('numbers_r')} = 0",
            ("ordered_numbers_l = ordered_numbers_r", f"{shared('numbers')} = {least('numbers')}"),
        ),
        "kind": (
            "",
            (f"kind_l <> kind_r AND kind_l IN (0, {PREPRINT}) AND kind_r IN (0, {PREPRINT})", "kind_l <> kind_r"),
        ),
        "given": (
            "given_l IS NULL OR given_r IS NULL OR author_l IS NULL OR author_r IS NULL OR author_l <> author_r",
            (f"{starts('given_l', 'given_r')} OR {starts('given_r', 'given_l')}",),
        ),
        "authors": (
            f"{least('surnames')} = 0",
            (
                f"{shared('surnames')} = {least('surnames')} AND {least('surnames')} >= 3",
                f"{shared('surnames')} = {least('surnames')}",
                f"{shared('surnames')} * 2 >= {least('surnames')}",
                f"{shared('surnames')} >= 1 OR {_similar('author_l', 'author_r')} >= {LIKE_SURNAMES}",
            ),
        ),
        "year": (
            "year_l IS NULL OR year_r IS NULL",
            ("year_l = year_r", "abs(year_l - year_r) = 1", "abs(year_l - year_r) = 2"),
        ),
        "journal": (
            "journal_l IS NULL OR journal_r IS NULL",
            (
                "journal_l = journal_r OR issn_l = issn_r OR (initials_l = initials_r AND length(initials_l) > 2)",
                "initials_l = initials_r OR (least(length(initials_l), length(initials_r)) > 1 AND "
                f"({starts('initials_l', 'initials_r')} OR {starts('initials_r', 'initials_l')}))",
            ),
        ),
        "place": (
            f"{no_volume} AND {no_page}",
            (
                f"{volume} AND {page}",
                f"{no_volume} AND {page}",
                f"{volumes} AND {page}",
                f"{volume} AND {no_page}",
                f"{volumes} AND {no_page}",
                f"{volume} AND {pages} AND supplement_l = supplement_r",
                f"{no_volume} AND {pages}",
            ),
        ),
        "doi": ("doi_l IS NULL OR doi_r IS NULL", ("doi_l = doi_r", "doi_place_l = doi_place_r")),
        "pmid": ("pmid_l IS NULL OR pmid_r IS NULL", ("pmid_l = pmid_r",)),
        "abstract": (
            f"{length} < {LEAST_ABSTRACT}",
            (f"{head} >= {ABSTRACT_LIMITS[1]}", f"{head} >= {ABSTRACT_LIMITS[0]}"),
        ),
    }


_U = 2.0**-10
"""Splink holds a weight as the ratio of two probabilities; this is the lower one throughout, small enough for the other
to stay below 1 at the greatest weight."""


def settings_for(engine: Engine) -> dict[str, Any]:
    """The model as Splink's settings: nothing is trained there, every weight is ours."""
    comparisons = []
    for comparison in COMPARISONS:
        nothing, conditions = _conditions(engine)[comparison.name]
        levels: list[dict[str, Any]] = []
        if nothing:
            levels.append({"sql_condition": nothing, "label_for_charts": comparison.levels[0], "is_null_level": True})
        highest = len(comparison.levels) - 1
        for number, condition in enumerate([*conditions, "ELSE"]):
            level = highest - number
            m = _U * 2.0 ** WEIGHTS[comparison.name][level]
            levels.append(
                {
                    "sql_condition": condition,
                    "label_for_charts": comparison.levels[level],
                    "m_probability": m,
                    "u_probability": _U,
                    "fix_m_probability": True,
                    "fix_u_probability": True,
                }
            )
        comparisons.append({"output_column_name": comparison.name, "comparison_levels": levels})
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": 1.0 / (1.0 + 2.0**-PRIOR),
        "comparisons": comparisons,
        "blocking_rules_to_generate_predictions": [f"l.key_{number} = r.key_{number}" for number in range(len(KEYS))],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
    }


def table_of(corpus: Corpus) -> pa.Table:
    """The corpus as a table: one row a record, with its place as `unique_id`, its traits and its keys; null where it
    does not say."""
    import pyarrow as pa

    def words(values: NDArray[Any]) -> pa.Array:
        return pa.array(values.astype(np.int64), mask=np.asarray(values) == 0)

    def texts(values: Iterable[str]) -> pa.Array:
        return pa.array([value or None for value in values], type=pa.string())

    keys = _cut(keys_of(corpus))
    columns = {
        "unique_id": pa.array(np.arange(len(corpus), dtype=np.int64)),
        "title": texts(corpus.title),
        "close": texts(title.replace(" ", "") for title in corpus.title),
        "head": texts(corpus.head),
        "author": texts(corpus.author),
        "given": texts(corpus.given),
        "initials": texts(corpus.initials),
        "ordered_numbers": pa.array(corpus.numbers, type=pa.string()),
        "numbers": pa.array([sorted(set(text.split())) for text in corpus.numbers], type=pa.list_(pa.string())),
        "kind": pa.array(corpus.kind.astype(np.int64)),
        "surnames": pa.array([row[row > 0].tolist() for row in corpus.surnames], type=pa.list_(pa.int64())),
        "supplement": pa.array(corpus.supplement),
    }
    for name in ("year", "journal", "volume", "page_number", "doi", "doi_place", "pmid", "issn"):
        columns[name] = words(getattr(corpus, name))
    for number in range(len(KEYS)):
        columns[f"key_{number}"] = words(keys[:, number])
    return pa.table(columns)


def _cut(keys: Keys) -> NDArray[np.int64]:
    """Keys whose blocks are none too large: a larger one is cut into runs of records next to each other by title."""
    cut = keys.words.astype(np.int64)
    for key in range(cut.shape[1]):
        column = cut[:, key]
        order = np.lexsort((keys.order, column))
        starts = np.flatnonzero(np.diff(column[order], prepend=-1))
        sizes = np.diff(np.append(starts, len(order)))
        rank = np.arange(len(order)) - np.repeat(starts, sizes)
        large = np.repeat(sizes > LARGEST_BLOCK, sizes) & (column[order] > 0)
        cut[order[large], key] += (rank[large] // (NEIGHBOURS + 1) + 1) << 32
    return cut


def compared_pairs(
    engine: Engine, table: pa.Table, *, spark: Any = None
) -> tuple[NDArray[np.int64], NDArray[np.int64], dict[Name, Levels]]:
    """Pairs (by `unique_id`) that share a key and are not plainly apart, with their levels.

    Parameters
    ----------
    spark : for the engine spark, a session to use; by custom a local one is started.

    Raises
    ------
    UsageError : where the engine is not installed.
    """
    try:
        from splink import Linker
    except ImportError:
        raise UsageError(f"the engine {engine} is not installed; pip install 'alongside[{engine}]'") from None
    api = _duckdb() if engine == "duckdb" else _spark(spark)
    rows = table if engine == "duckdb" else api.spark.createDataFrame(table)
    linker = Linker(api.register(rows), settings_for(engine), log_level="ERROR")
    predictions: Any = linker.inference.predict(threshold_match_weight=ASK - MARGIN, warning_mode="never")
    columns = ["unique_id_l", "unique_id_r", *(f"gamma_{comparison.name}" for comparison in COMPARISONS)]
    pairs = predictions.as_pyarrow_table().select(columns)
    a, b = (pairs[name].to_numpy().astype(np.int64) for name in columns[:2])
    levels: dict[Name, Levels] = {}
    for comparison in COMPARISONS:
        gamma = pairs[f"gamma_{comparison.name}"].to_numpy().astype(np.int8)
        # Splink counts levels from 0 and says -1 where nothing is said; `kind` has no such level.
        levels[comparison.name] = gamma if comparison.name == "kind" else (gamma + 1).astype(np.int8)
    return np.minimum(a, b), np.maximum(a, b), levels


MARGIN = 20.0
"""Bits below the zone of asking from which pairs are not even handed back: none is asked about below `LEAST_ASK`."""


def _duckdb() -> Any:
    from splink.backends.duckdb import DuckDBAPI

    return DuckDBAPI()


_LOCAL = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "8",
    # Ten comparisons are more code than the compiler of a stage takes; it would try, fail and go on without.
    "spark.sql.codegen.wholeStage": "false",
}
"""How a local session is set up. A cluster's own session is taken as it is."""


def _spark(session: Any) -> Any:
    from pyspark.sql import SparkSession
    from splink.backends.spark import SparkAPI

    if session is None:
        builder = SparkSession.builder.master("local[*]").appName("Alongside")
        for name, value in _LOCAL.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
    api: Any = SparkAPI
    return api(spark_session=session, register_udfs_automatically=False, break_lineage_method="persist")


def find_clusters_with(
    engine: Engine, corpus: Corpus, *, spark: Any = None, together: Iterable[Pair] = (), apart: Iterable[Pair] = ()
) -> Clusters:
    """The clusters of a corpus, as `local.find_clusters` gives them, with pairs from DuckDB or Spark."""
    left, right, levels = compared_pairs(engine, table_of(corpus), spark=spark)

    def look(ones: NDArray[np.int64], others: NDArray[np.int64]) -> Judged:
        return judge_pairs(corpus, ones, others)

    return cluster(len(corpus), left, right, judge(levels), look, fingerprints(corpus), together=together, apart=apart)
