"""The order of reading, and that it knows nothing of what was not read."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.screening.invented import TOPIC, invented

from alongside.errors import UsageError
from alongside.screening import RANKERS, Document, configuration_named, explain, features_of, figures_of, rank, simulate

LEARNING = [name for name, configuration in RANKERS.items() if not configuration.random]


@pytest.mark.parametrize("name", RANKERS)
def test_a_ranking_never_sees_the_labels_of_unread_records(name: str) -> None:
    """Labels of what is unread after each record are permuted: what was read until then, and what comes next, stays."""
    documents, labels = invented()
    configuration = configuration_named(name)
    words = features_of(documents, "peer support", configuration.views)
    reading = simulate(words, labels, configuration, seed=4)
    for read in (1, 5, 20, 60):
        if reading.ranks[-1] <= read + 1:
            continue
        permuted = labels.copy()
        unread = reading.order[read:]
        permuted[unread] = np.random.default_rng(read).permutation(labels[unread])
        again = simulate(words, permuted, configuration, seed=4)
        assert again.order[: read + 1].tolist() == reading.order[: read + 1].tolist()


@pytest.mark.parametrize("name", LEARNING)
def test_what_is_relevant_comes_much_sooner_than_by_chance(name: str) -> None:
    documents, labels = invented()
    configuration = configuration_named(name)
    reading = simulate(features_of(documents, "", configuration.views), labels, configuration, {0: bool(labels[0])})
    assert figures_of(reading.ranks, len(reading.order)).loss < 0.25


@pytest.mark.parametrize("name", LEARNING)
def test_the_question_alone_ranks_before_the_first_decision(name: str) -> None:
    documents, _ = invented()
    configuration = configuration_named(name)
    documents[70] = Document("Telephone mentoring by peer volunteers", "support by companions")
    words = features_of(documents, "mentoring by telephone: peer volunteers as companions", configuration.views)
    ranking = rank(words, np.full(len(documents), -1, dtype=np.int8), configuration)
    assert ranking.basis == "question"
    assert 70 in ranking.order[:5]


def test_without_question_and_relevant_records_the_order_is_drawn() -> None:
    documents, _ = invented()
    words = features_of(documents, "", RANKERS["pairs"].views)
    decisions = np.full(len(documents), -1, dtype=np.int8)
    decisions[3] = 0
    ranking_a, ranking_b = (rank(words, decisions, RANKERS["pairs"], seed) for seed in (1, 2))
    assert ranking_a.basis == "random"
    assert ranking_a.order.tolist() != ranking_b.order.tolist()
    assert (
        sorted(ranking_a.order.tolist())
        == sorted(ranking_b.order.tolist())
        == [record for record in range(120) if record != 3]
    )


def test_every_record_is_read_once_and_priors_never() -> None:
    documents, labels = invented()
    reading = simulate(
        features_of(documents, "", RANKERS["pairs"].views), labels, RANKERS["pairs"], {5: True, 9: False}
    )
    assert sorted([*reading.order.tolist(), 5, 9]) == list(range(120))


def test_labels_of_another_number_are_refused() -> None:
    documents, labels = invented()
    with pytest.raises(UsageError, match="expected 120 labels"):
        simulate(features_of(documents, "", RANKERS["pairs"].views), labels[1:], RANKERS["pairs"])


def test_patience_fits_less_often() -> None:
    documents, labels = invented()
    words = features_of(documents, "peer support", RANKERS["pairs"].views)
    eager, patient = (simulate(words, labels, replace(RANKERS["pairs"], patience=share)) for share in (0.0, 0.2))
    assert patient.fits < eager.fits


ORDER = """
import hashlib
from alongside.screening import RANKERS, features_of, simulate
from tests.screening.invented import invented
documents, labels = invented(400, 30)
for configuration in RANKERS.values():
    words = features_of(documents, "peer support", configuration.views)
    print(hashlib.sha256(simulate(words, labels, configuration, seed=7).order.tobytes()).hexdigest())
"""


def test_the_same_seed_gives_the_same_order_on_two_runs_and_two_thread_counts() -> None:
    root = Path(__file__).parents[2]
    orders = []
    for threads in ("1", "2"):
        environment = os.environ | {f"{library}_NUM_THREADS": threads for library in ("OMP", "OPENBLAS", "MKL")}
        environment["PYTHONPATH"] = os.pathsep.join([str(root / "src"), str(root)])
        done = subprocess.run(
            [sys.executable, "-c", ORDER], env=environment, cwd=root, capture_output=True, text=True, check=True
        )
        orders.append(done.stdout.split())
    assert orders[0] == orders[1]
    assert len(orders[0]) == len(RANKERS)
    assert all(len(order) == len(hashlib.sha256().hexdigest()) for order in orders[0])


def test_a_reason_names_the_words_and_the_included_record_that_put_it_there() -> None:
    documents, labels = invented()
    documents[70] = Document("Telephone mentoring by peer volunteers", "support by companions")
    features = features_of(documents, "", RANKERS["default"].views)
    decisions = np.where(np.arange(120) < 60, labels, -1).astype(np.int8)
    ranking = rank(features, decisions, RANKERS["default"])
    reason = explain(features, ranking, decisions, 70)
    assert {word for word, _ in reason.towards} <= {*TOPIC, "by"}
    assert len(reason.towards) >= 4
    assert {record for record, _ in reason.similar} <= set(np.flatnonzero(decisions == 1).tolist())
    view = features.views[0]
    row = view.matrix[[70]]
    named = explain(features, ranking, decisions, 70, most=1000)
    shares = sum(share for _, share in (*named.towards, *named.against))
    assert shares == pytest.approx(float((row @ ranking.models[0].weights)[0]))


def test_a_drawn_order_has_no_reasons() -> None:
    documents, _ = invented()
    features = features_of(documents, "", RANKERS["default"].views)
    decisions = np.full(120, -1, dtype=np.int8)
    with pytest.raises(UsageError, match="nothing to explain"):
        explain(features, rank(features, decisions, RANKERS["default"]), decisions, 3)
