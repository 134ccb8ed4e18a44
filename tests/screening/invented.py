"""Invented records: a topic in some of them, chatter in all."""

from __future__ import annotations

import numpy as np

from alongside.screening import Document

TOPIC = ["peer", "support", "volunteers", "telephone", "mentoring", "companions"]
OTHER = [f"word{number}" for number in range(300)]


def invented(n: int = 120, m: int = 15, seed: int = 1) -> tuple[list[Document], np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = np.zeros(n, dtype=bool)
    labels[rng.choice(n, m, replace=False)] = True
    documents = []
    for label in labels:
        words = rng.choice(OTHER, 25).tolist()
        words += rng.choice(TOPIC, 3 if label else rng.integers(0, 2)).tolist()
        documents.append(Document(" ".join(words[-4:]), " ".join(words[:-4])))
    return documents, labels
