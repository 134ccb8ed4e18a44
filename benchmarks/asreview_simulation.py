"""One simulation with ASReview's default model, for `bench_screening.py`; run by the Python that has ASReview.

    python asreview_simulation.py DATA.csv.gz RELEVANT_PLACE IRRELEVANT_PLACE SEED

Prints one JSON document: the places (from 0) in the order of reading, priors first, and the seconds of reading
the file, making the features and simulating, without the seconds that imports take.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

import asreview
from asreview.models import get_ai_config


def main(data: str, relevant: str, irrelevant: str, seed: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "data.csv"
        with gzip.open(data) as packed, plain.open("wb") as target:
            shutil.copyfileobj(packed, target)
        started = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            database = asreview.load_dataset(plain)  # held: its tables live in memory
            frame = database.input.get_df()
            cycle = asreview.ActiveLearningCycle.from_meta(get_ai_config("elas_u4")["value"])
            simulation = asreview.Simulate(frame, frame["included"], [cycle], print_progress=False)
            simulation.label([int(relevant), int(irrelevant)])
            simulation.review()
        seconds = time.perf_counter() - started
    order = [int(row) for row in simulation._results["record_id"]]
    assert list(frame["record_id"]) == list(range(len(frame))), "its ids are the places in the file"
    print(json.dumps({"order": order, "seconds": seconds, "seed": int(seed), "version": asreview.__version__}))


if __name__ == "__main__":
    main(*sys.argv[1:])
