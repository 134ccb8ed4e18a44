"""The kinds of golden cases that netmeta made.

REML and ML. netmeta 2.8 takes the sampling errors of a multi-arm trial's contrasts as independent in the likelihood of
tau2 (not in the network model itself). Its tau2 is reproduced by `marginal_tau2` and must lie within 1e-6; all else
must then agree at the tau2 that netmeta printed, to the tolerance of the other figures, as its optimiser stops at 1e-6.
What `network` gives unless told otherwise is the likelihood with the covariance that multi-arm trials have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from alongside.synthesis.networks import (
    Network,
    NetworkData,
    component_model,
    contrast_data,
    contributions,
    decompose,
    marginal_tau2,
    network,
    p_scores,
    split,
)
from alongside.synthesis.networks.fitting import estimable, grounded
from golden_register import Case, Figures, Unsupported, kind

__all__ = ["comparable"]

TAU2_WITHIN = 1e-6
"""How near tau2 by REML and ML must be: netmeta's optimiser stops there."""


def _data(case: Case) -> NetworkData:
    columns = case["input"]
    names = ("effect", "se", "treatment1", "treatment2", "study")
    return contrast_data(*(columns[name] for name in names), measure=case["options"].get("measure", ""))


def _square(values: Any, treatments: tuple[str, ...], shape: Mapping[str, Any]) -> Mapping[str, Any]:
    """A matrix by the row and column names of the reference."""
    if values is None:
        values = np.full((len(treatments), len(treatments)), np.nan)
    rows, columns = ([treatments.index(name) for name in shape[side]] for side in ("rows", "cols"))
    return {"rows": shape["rows"], "cols": shape["cols"], "values": np.asarray(values)[np.ix_(rows, columns)]}


def netmeta(case: Case) -> Figures:
    """The network model with all pairs."""
    data, options, result = _data(case), case["options"], case["result"]
    method = options["method.tau"]
    fixed = None
    if method != "DL":
        tau2 = marginal_tau2(data, grounded(data), method, options.get("reference", ""))
        fixed = result["tau2"] if abs(tau2 - result["tau2"]) <= TAU2_WITHIN else tau2
    fitted = network(data, method=method, tau2=fixed)
    parts = decompose(data, reference=options.get("reference", ""))
    random = fitted.random or fitted.common
    figures: dict[str, Any] = {
        "treatments": _names(result, data),
        "tau2": fitted.tau2,
        "q": fitted.q,
        "q_df": fitted.q_df,
        "q_p": fitted.q_p,
        "i2": fitted.i2,
        "q_het": parts.q_within,
        "q_inc": parts.q_between,
        "df_inc": parts.df_between,
    }
    for name, values in {
        "common": fitted.common.effect,
        "common_se": fitted.common.se,
        "random": random.effect,
        "random_se": random.se,
        "pi_lb": random.pi_lb,
        "pi_ub": random.pi_ub,
    }.items():
        if isinstance(result.get(name), Mapping):
            figures[name] = _square(values, data.treatments, result[name])
    return figures


def netrank(case: Case) -> Figures:
    """P-scores."""
    data, options = _data(case), case["options"]
    fitted = network(data, method=options["method.tau"])
    small = {"good": "good", "desirable": "good", "bad": "bad", "undesirable": "bad"}[options["small_values"]]
    names = _names(case["result"], data)
    order = [data.treatments.index(name) for name in names]
    return {
        "treatments": names,
        "p_common": p_scores(fitted, small_values=small, model="common")[order],
        "p_random": p_scores(fitted, small_values=small, model=_model(fitted))[order],
    }


def _model(fitted: Network) -> str:
    """Where tau2 cannot be estimated, netmeta's random effects are its common effect."""
    return "common" if fitted.random is None else "random"


def _names(result: Figures, data: NetworkData) -> list[str]:
    """The treatments in the order of the reference, if they are the same: R sorts by the rules of a language."""
    named = result.get("treatments", [])
    return list(named) if sorted(named) == sorted(data.treatments) else list(data.treatments)


def netsplit(case: Case) -> Figures:
    """Direct and indirect evidence, in the order and direction of the reference."""
    data = _data(case)
    fitted = network(data, method=case["options"]["method.tau"])
    parts = split(fitted, model=_model(fitted))
    index = {tuple(pair): row for row, pair in enumerate(parts.pairs.tolist())}
    wanted, signs = [], []
    for name in case["result"]["comparison"]:
        left, right = _pair(name, data.treatments)
        wanted.append(index[min(left, right), max(left, right)])
        signs.append(1.0 if left < right else -1.0)
    sign = np.array(signs)
    return {
        "comparison": case["result"]["comparison"],
        "k": parts.k[wanted],
        "prop_random": parts.share[wanted],
        "direct": sign * parts.direct[wanted],
        "direct_se": parts.direct_se[wanted],
        "indirect": sign * parts.indirect[wanted],
        "indirect_se": parts.indirect_se[wanted],
        "difference": sign * parts.difference[wanted],
        "difference_se": parts.difference_se[wanted],
        "p": parts.p[wanted],
    }


def _pair(name: str, treatments: tuple[str, ...]) -> tuple[int, int]:
    """The two treatments of "a:b", whatever one letter stands between them."""
    for cut in range(len(name)):
        if name[:cut] in treatments and name[cut + 1 :] in treatments:
            return treatments.index(name[:cut]), treatments.index(name[cut + 1 :])
    raise ValueError(f"{name!r} does not name two treatments")


def decomp_design(case: Case) -> Figures:
    """Q by designs."""
    parts = decompose(_data(case))
    return {
        "names": case["result"]["names"],
        "q": [parts.q, parts.q_within, parts.q_between],
        "df": [parts.df, parts.df_within, parts.df_between],
        "p": [parts.p, parts.p_within, parts.p_between],
        "q_inc_random": parts.q_between_random,
        "q_inc_random_p": parts.p_between_random,
        "tau_within": None if parts.tau2_within is None else parts.tau2_within**0.5,
    }


def netcontrib(case: Case) -> Figures:
    """The contribution matrix by shortest paths, random effects with DL."""
    data, result = _data(case), case["result"]
    fitted = network(data, method="DL")
    shares = contributions(fitted, model=_model(fitted))
    rows, columns = (
        {(data.treatments[a], data.treatments[b]): index for index, (a, b) in enumerate(pairs.tolist())}
        for pairs in (shares.rows, shares.columns)
    )

    def order(names: list[str], places: Mapping[tuple[str, str], int]) -> list[int]:
        pairs = [sorted(_pair(name, data.treatments)) for name in names]
        return [places[data.treatments[a], data.treatments[b]] for a, b in pairs]

    cells = np.ix_(order(result["rows"], rows), order(result["cols"], columns))
    return {"rows": result["rows"], "cols": result["cols"], "values": shares.share[cells]}


def components(case: Case) -> Figures:
    """Additive component models, of connected and of disconnected networks.

    Where netmeta prints the solution of least length for what the trials do not fix, that solution is compared; the
    engine gives no number there, and says why.
    """
    options = case["options"]
    inactive = options.get("inactive") or ""
    data = _data(case)
    model = component_model(data, separator=options.get("separator", "+"), inactive=inactive, method="DL")
    result = case["result"]
    fits = {"common": model.fit_common, "random": model.fit_random or model.fit_common}
    named = result.get("components", [])
    names = list(named) if sorted(named) == sorted(model.components) else list(model.components)
    order = [model.components.index(name) for name in names]
    least: dict[str, Any] = {}
    for name, rows, fitted in (
        ("comp_common", model.basis[order], fits["common"]),
        ("comp_random", model.basis[order], fits["random"]),
        ("comb_random", model.design @ model.basis, fits["random"]),
    ):
        wanted = np.eye(len(names))[order] if name.startswith("comp") else model.design
        unfixed = np.array([not estimable(row, model.basis) for row in wanted])
        figures = (rows @ fitted.beta, np.sqrt(np.einsum("ij,jk,ik->i", rows, fitted.cov, rows)))
        for key, values in zip((name, f"{name}_se"), figures, strict=True):
            printed = result.get(key) or []
            silent = [value is None for value in printed] if len(printed) == len(values) else [True] * len(values)
            least[key] = np.where(unfixed & np.array(silent), np.nan, values)
    return {
        "components": names,
        **least,
        "combinations": {},
        "tau2": model.tau2,
        "q_additive": model.q,
        "df_additive": model.df,
        "q_diff": model.q_diff,
        "df_diff": model.df_diff,
        "p_diff": model.p_diff,
    }


def comparable(reference: Figures, ours: Figures) -> tuple[Figures, Figures]:
    """Both sides as plain figures: a matrix with named rows becomes its numbers, and names become the count of those
    that agree, which is all of them on the side of the reference."""
    flat = {name: _flat(value, value) for name, value in reference.items()}
    return flat, {name: _flat(value, reference.get(name)) for name, value in ours.items()}


def _flat(value: Any, reference: Any) -> Any:
    if isinstance(value, Mapping):
        names = reference if isinstance(reference, Mapping) else {}
        parts = [_flat(part, names.get(name)) for name, part in value.items()]
        return [x for part in parts for x in (part if isinstance(part, list) else [part])] or None
    if isinstance(value, np.ndarray):
        return [None if np.isnan(x) else x for x in value.ravel().tolist()]
    if isinstance(value, list) and value and isinstance(value[0], list):
        return [x for row in value for x in row]
    if isinstance(value, list) and value and isinstance(value[0], str) and value[0] not in NUMBERS:
        named = reference if isinstance(reference, list) else []
        return float(sum(a == b for a, b in zip(value, named, strict=False))) if len(value) == len(named) else None
    return value


NUMBERS = frozenset({"NA", "NaN", "Inf", "-Inf"})
"""What R writes for numbers that JSON does not have."""


BUILT = {"method.tau": {"DL", "REML", "ML"}, "split": {"back-calculation"}, "method": {"shortestpath"}}
"""Options and what of them is built; a case with another value is counted as unsupported."""


def _enter(name: str, tolerance: float, figures: Callable[[Case], Figures]) -> None:
    """Enter a kind; an option that is not built makes its cases unsupported."""

    @kind(name, tolerance)
    def where_built(case: Case) -> Figures:
        if any(case["options"].get(option, next(iter(built))) not in built for option, built in BUILT.items()):
            raise Unsupported
        return figures(case)


_enter("netmeta", 1e-8, netmeta)
_enter("netrank", 1e-6, netrank)
_enter("netsplit", 1e-8, netsplit)
_enter("decomp_design", 1e-8, decomp_design)
_enter("netcontrib", 1e-4, netcontrib)
_enter("netcomb", 1e-8, components)
_enter("discomb", 1e-8, components)
