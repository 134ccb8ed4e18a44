"""Reaction times of 18 people over ten days of little sleep (Belenky et al. 2003, J Sleep Res 12:1), and the model that
Bates et al. (2015, J Stat Softw 67:1) print: intercepts and slopes of people that vary together.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from alongside.evaluation.analysis import mixed

__all__ = ["sleep_study"]

TABLE = Path(__file__).parents[1] / "evaluation" / "golden" / "sleepstudy.csv"


def sleep_study() -> mixed.MixedModel:
    """The model, fitted."""
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    reaction, days = (np.array([float(row[name]) for row in rows]) for name in ("reaction", "days"))
    subject, ones = mixed.labels([row["subject"] for row in rows]), np.ones(len(rows))
    parts = [
        mixed.random_intercept("subjects", subject),
        mixed.covariance("intercepts with slopes", subject, ones, days),
        mixed.random_intercept("slopes", subject, days),
        mixed.residual("residual", ones),
    ]
    return mixed.fit(reaction, np.column_stack([ones, days]), parts, ("intercept", "days"))
