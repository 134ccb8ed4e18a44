"""DuckDB and Spark find the clusters that the local engine finds."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from alongside.deduplication import Corpus, corpus_of, find_clusters, traits_of
from alongside.deduplication.blocking import candidate_pairs, keys_of
from alongside.deduplication.comparing import COMPARISONS, compare
from alongside.deduplication.splink_engine import Engine, compared_pairs, find_clusters_with, table_of
from alongside.records import Record
from lengths import VALIDATING
from marked_sets import marked_records

ENGINES: tuple[Engine, ...] = ("duckdb", "spark")

WORDS = (
    "peer",
    "support",
    "asthma",
    "adults",
    "telephone",
    "trial",
    "part ii",
    "12",
    "weeks",
    "walking",
    "stroke",
    "study protocol",
)


def invented(rng: random.Random) -> Record:
    """A record of few words, so that every level of every comparison is met."""
    pick = rng.choice
    names = ("Ash, A", "Birch, B", "Elm E", "van Oak, O", "Birche, B")
    return Record(
        title=" ".join(pick(WORDS) for _ in range(rng.randrange(9))),
        authors=tuple(pick(names) for _ in range(rng.randrange(5))),
        year=pick((None, 2009, 2010, 2011, 2015)),
        journal=pick(("", "Journal of Lung Medicine", "J Lung Med", "Annals of Gout", "J Lung")),
        volume=pick(("", "12", "13", "12 Suppl 1")),
        pages=pick(("", "101-9", "101", "S12", "33")),
        issn=pick(("", "1234-5679", "2049-3630")),
        doi=pick(("", "10.1234/a", "10.1234/b", "10.1234/11.12.3.101", "10.1234/22.12.3.101")),
        pmid=pick(("", "1", "2")),
        abstract=pick(("", "short", "We asked adults with asthma whether calls by peers help them. " * 2)),
    )


def test_duckdb_gives_every_pair_the_level_that_the_arrays_give() -> None:
    rng = random.Random(3)
    corpus = corpus_of(traits_of(invented(rng)) for _ in range(500))
    left, right, levels = compared_pairs("duckdb", table_of(corpus))
    ours = compare(corpus, left, right)
    for comparison in COMPARISONS:
        assert levels[comparison.name].tolist() == ours[comparison.name].tolist(), comparison.name
        assert len(set(ours[comparison.name].tolist())) > 1, f"every pair has the same level of {comparison.name}"


def marked(shared: Path, name: str) -> tuple[Corpus, np.ndarray]:
    records, flagged = marked_records(shared, name)
    return corpus_of(map(traits_of, records)), flagged


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES if VALIDATING else ENGINES[:1])
@pytest.mark.parametrize("name", ["copper", "respiratory"])
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
@pytest.mark.xdist_group("spark")
def test_the_marked_sets_have_the_same_clusters_on_every_engine(shared: Path, engine: Engine, name: str) -> None:
    corpus, _ = marked(shared, name)
    local, on_engine = find_clusters(corpus), find_clusters_with(engine, corpus)
    assert on_engine.label.tolist() == local.label.tolist()
    assert len(on_engine.asked) == len(local.asked)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
@pytest.mark.xdist_group("spark")
def test_invented_records_have_the_same_clusters_on_every_engine(engine: Engine) -> None:
    base = Record(
        title="Telephone peer support for adults with asthma: a randomised controlled trial",
        authors=("Ash, A",),
        year=2011,
        journal="Journal of Invented Lung Medicine",
        volume="12",
        pages="101-9",
    )
    walking = Record(title="Walking groups led by peers after a stroke")
    # Together no more than LARGEST_BLOCK: of a larger block the engines compare other neighbours.
    rng = random.Random(7)
    corpus = corpus_of(map(traits_of, [base, base, walking, Record(), *(invented(rng) for _ in range(20))]))
    local, on_engine = find_clusters(corpus), find_clusters_with(engine, corpus)
    assert on_engine.label.tolist() == local.label.tolist()
    assert local.label.tolist()[:4] == [0, 0, 2, 3]
    assert len(on_engine.asked) == len(local.asked)


@pytest.mark.parametrize(("name", "least", "most"), [("copper", 280, 0), ("respiratory", 775, 2)])
def test_the_marked_sets_keep_the_figures_of_the_benchmark(shared: Path, name: str, least: int, most: int) -> None:
    corpus, flagged = marked(shared, name)
    label = find_clusters(corpus).label
    grouped = np.bincount(label, minlength=len(label))[label] > 1
    assert (grouped & flagged).sum() >= least
    assert (grouped & ~flagged).sum() <= most


def test_no_block_explodes_when_ten_thousand_records_share_a_key() -> None:
    record = Record(
        title="Abstracts of the congress", year=2014, journal="Invented Congress", volume="3", doi="10.1234/all"
    )
    corpus = corpus_of([traits_of(record)] * 10_000)
    left, _ = candidate_pairs(keys_of(corpus))
    assert 0 < len(left) < 200_000
