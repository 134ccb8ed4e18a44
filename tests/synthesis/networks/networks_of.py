"""Networks that the tests of this room share."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np

from alongside.synthesis.networks import NetworkData, contrast_data


def reference(shared: Path, case: str) -> dict[str, Any]:
    """One golden case of netmeta."""
    cases = json.loads(gzip.decompress((shared / "golden" / "netmeta" / "netmeta.json.gz").read_bytes()))
    return next(row for row in cases if row["id"] == case)


def data_of(case: dict[str, Any]) -> NetworkData:
    columns = case["input"]
    return contrast_data(*(columns[name] for name in ("effect", "se", "treatment1", "treatment2", "study")))


def simulated(seed: int, names: str = "ABCDE", trials: int = 14, three: int = 4) -> list[tuple[Any, ...]]:
    """Rows (effect, se, treatment1, treatment2, study) of a connected network with two- and three-arm trials."""
    random = np.random.default_rng(seed)
    truth = random.normal(0, 0.5, len(names))
    rows: list[tuple[Any, ...]] = []
    for study in range(trials):
        size = 3 if study < three else 2
        arms = random.choice(len(names), size, replace=False)
        if study < len(names) - 1 and size == 2:
            arms = np.array([study, study + 1])
        if study >= trials - len(names) + 1:
            arms = np.array([study - trials + len(names) - 1, study - trials + len(names)])
        variances = random.uniform(0.02, 0.2, len(arms))
        means = truth[arms] + random.normal(0, np.sqrt(variances)) + random.normal(0, 0.2, len(arms))
        for i in range(len(arms)):
            for j in range(i + 1, len(arms)):
                rows.append(
                    (
                        means[i] - means[j],
                        np.sqrt(variances[i] + variances[j]),
                        names[arms[i]],
                        names[arms[j]],
                        f"s{study}",
                    )
                )
    return rows


def network_data(rows: list[tuple[Any, ...]]) -> NetworkData:
    return contrast_data(*zip(*rows, strict=True))
