"""The network engine on a person's table: find out what its columns are, read them strictly, compare and take apart.

Two kinds of table are told by their columns: contrasts (`study, treatment1, treatment2, effect, se`) and arms (`study,
treatment, n` with `events`, or with `mean` and `sd`).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from alongside.errors import InputError, UsageError
from alongside.synthesis.networks import (
    Components,
    Network,
    NetworkData,
    arm_data,
    component_model,
    contrast_data,
    contributions,
    decompose,
    network,
    p_scores,
    rankogram,
    split,
    subnets,
    together,
)
from alongside.tables import Row, Table, read_table

__all__ = ["network_table", "read_network"]

CONTRASTS = ("study", "treatment1", "treatment2", "effect", "se")
COUNTS = ("study", "treatment", "n", "events")
MEANS = ("study", "treatment", "n", "mean", "sd")

SYNONYMS = {
    **{"studlab": "study", "treat1": "treatment1", "treat2": "treatment2", "TE": "effect", "seTE": "se"},
    **{"treat": "treatment", "event": "events", "responders": "events", "sampleSize": "n", "std.dev": "sd"},
}
"""What netmeta and gemtc of R call these columns."""


def read_network(path: Path, *, measure: str = "", exclude: Collection[str] = ()) -> NetworkData:
    """A table as a network, its columns by our names, netmeta's or gemtc's.

    Raises `UsageError` for a measure that does not go with the columns, `InputError` for a table of neither kind, a
    cell that is not as expected, or data that cannot be.
    """
    header = read_table(path, lenient=True).columns
    names = {theirs: ours for theirs, ours in SYNONYMS.items() if ours not in header}
    table = read_table(path, synonyms=names, lenient=True)
    for name in {*CONTRASTS, *COUNTS, *MEANS} & set(table.columns):
        if f"{name} (2)" in table.columns:
            raise InputError("this column stands in the header twice", path=path, row=1, column=name)
    columns = set(table.columns)
    if not table.rows:
        raise InputError("expected at least one row under the header", path=path)
    try:
        if columns >= set(CONTRASTS):
            effect, se = (_numbers(table, name) for name in ("effect", "se"))
            texts = [_texts(table, name) for name in ("treatment1", "treatment2", "study")]
            return contrast_data(effect, se, *texts, measure=measure, exclude=exclude)
        for kind, measures in ((COUNTS, ("OR", "RR", "RD")), (MEANS, ("MD", "SMD"))):
            if columns >= set(kind):
                if measure not in measures:
                    raise UsageError(f"arms with {', '.join(kind[2:])} need --measure, one of {', '.join(measures)}")
                numbers: dict[str, Any] = {name: _numbers(table, name) for name in kind[2:]}
                return arm_data(measure, _texts(table, "study"), _texts(table, "treatment"), exclude=exclude, **numbers)
    except InputError as error:
        if error.path is not None:
            raise
        raise InputError(error.expected, path=path, row=error.row, column=error.column) from error
    raise InputError(
        f"expected the columns {', '.join(CONTRASTS)}, or {', '.join(COUNTS)}, or {', '.join(MEANS)}; found "
        f"{', '.join(table.columns)}",
        path=path,
        row=1,
    )


def _numbers(table: Table, column: str) -> list[float]:
    return [_number(row, column) for row in table.rows]


def _number(row: Row, column: str) -> float:
    value = row.number(column)
    if value is None:
        raise InputError("expected a number, found an empty cell", path=row.path, row=row.line, column=column)
    return value


def _texts(table: Table, column: str) -> list[str]:
    texts = [row.text(column) for row in table.rows]
    for row, text in zip(table.rows, texts, strict=True):
        if not text:
            raise InputError("expected a name, found an empty cell", path=row.path, row=row.line, column=column)
    return texts


def network_table(
    path: Path,
    *,
    measure: str = "",
    method: str = "REML",
    test: str = "z",
    level: float = 0.95,
    small_values: str = "good",
    components: str = "",
    inactive: str = "",
    interactions: Sequence[tuple[str, str]] = (),
    combinations: Sequence[str] = (),
    seed: int = 1,
    draws: int = 10_000,
    exclude: Collection[str] = (),
    likelihood: str = "joint",
    reference: str = "",
) -> dict[str, Any]:
    """Everything that the engine says of a table, ready to be printed as JSON.

    With `components` (the separator) also the component model; a network in parts then has no `network`, but the parts,
    with their studies, and the component model. Without it such a network is an error that names the parts.
    """
    if inactive and not components:
        raise UsageError("--inactive names a component, so it needs --components with the separator, as +")
    data = read_network(path, measure=measure, exclude=exclude)
    parts = subnets(data)
    document: dict[str, Any] = {
        "measure": data.measure or None,
        "studies": len(data.studies),
        "treatments": list(data.treatments),
        "contrasts": data.contrasts,
        "left_out": list(data.left_out),
        "subnets": [{"treatments": list(part.treatments), "studies": list(part.studies)} for part in parts],
        "network": None,
        "components": None,
    }
    if len(parts) == 1 or not components:
        try:
            fitted = network(data, method=method, test=test, level=level, likelihood=likelihood, reference=reference)
        except InputError as error:
            raise InputError(error.expected, path=path, row=error.row, column=error.column) from error
        document["network"] = _network(fitted, small_values, seed, draws)
    if components:
        model = component_model(
            data,
            separator=components,
            inactive=inactive,
            interactions=interactions,
            method=method,
            test=test,
            level=level,
        )
        document["components"] = _components(model, combinations)
    return document


def _network(fitted: Network, small_values: str, seed: int, draws: int) -> dict[str, Any]:
    model = "random" if fitted.random is not None else "common"
    parts, pieces, shares = decompose(fitted.data), split(fitted, model=model), contributions(fitted, model=model)
    ranks = rankogram(fitted, small_values=small_values, seed=seed, draws=draws, model=model)
    names = fitted.treatments
    return {
        "method": fitted.method,
        "test": fitted.test,
        "level": fitted.level,
        "note": fitted.note,
        "tau2": fitted.tau2,
        "se_tau2": fitted.se_tau2,
        "q": fitted.q,
        "q_df": fitted.q_df,
        "q_p": fitted.q_p,
        "i2": fitted.i2,
        "common": _plain(fitted.common),
        "random": _plain(fitted.random),
        "p_scores": {
            "small_values": small_values,
            "common": p_scores(fitted, small_values=small_values, model="common").tolist(),
            "random": None if model == "common" else p_scores(fitted, small_values=small_values).tolist(),
        },
        "rankogram": _plain(ranks),
        "decomposition": {
            **{name: getattr(parts, name) for name in parts.__dataclass_fields__ if name != "designs"},
            "designs": [_plain(design) for design in parts.designs],
        },
        "split": [
            {
                "comparison": [names[i], names[j]],
                **{
                    name: _scalar(getattr(pieces, name)[row])
                    for name in pieces.__dataclass_fields__
                    if name not in ("treatments", "pairs")
                },
            }
            for row, (i, j) in enumerate(pieces.pairs.tolist())
        ],
        "contributions": {
            "rows": [[names[i], names[j]] for i, j in shares.rows.tolist()],
            "columns": [[names[i], names[j]] for i, j in shares.columns.tolist()],
            "share": shares.share.tolist(),
        },
    }


def _components(model: Components, combinations: Sequence[str]) -> dict[str, Any]:
    pairs = together(model.data, model.design, model.components)
    chosen = "random" if model.random is not None else "common"
    return {
        "components": list(model.components),
        "inactive": model.inactive or None,
        "method": model.method,
        "test": model.test,
        "level": model.level,
        "tau2": model.tau2,
        "se_tau2": model.se_tau2,
        "q": model.q,
        "df": model.df,
        "q_p": model.q_p,
        "q_diff": model.q_diff,
        "df_diff": model.df_diff,
        "p_diff": model.p_diff,
        "common": _plain(model.common),
        "random": _plain(model.random),
        "treatments": list(model.data.treatments),
        "treatment_common": _plain(model.treatment_common),
        "treatment_random": _plain(model.treatment_random),
        "identifiability": list(model.identifiability.sentences),
        "together": _plain(pairs),
        "combinations": [_plain(_asked(model, text, chosen)) for text in combinations],
    }


def _asked(model: Components, text: str, chosen: str) -> object:
    """The combination of "a + b", or of "a + b vs c"."""
    left, _, right = text.partition(" vs ")
    return model.combination(left, right, model=chosen)


def _plain(value: object) -> object:
    """A result as JSON has it: NaN as null, arrays as lists, frozen types as objects."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, np.ndarray):
        return [_plain(item) for item in value.tolist()]
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return _scalar(value)


def _scalar(value: object) -> object:
    plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(plain, float) and not math.isfinite(plain) else plain
