"""What callers give, made arrays: effects, variances, moderators, clusters; errors name column and study.

pandas, polars and plain lists are all read by `numpy.asarray`, so none of those packages is imported here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from alongside.errors import InputError, UsageError

__all__ = ["codes", "columns_of", "effects_and_variances", "numbers"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def numbers(values: object, name: str) -> Floats:
    """One number a study; None becomes NaN."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InputError("expected numbers only", column=name) from error
    if array.ndim > 1:
        raise InputError(f"expected one number a study, found an array of shape {array.shape}", column=name)
    return np.atleast_1d(array)


def effects_and_variances(
    yi: ArrayLike, vi: ArrayLike, *, missing: str = "error", more: object = None
) -> tuple[Floats, Floats, Bools]:
    """Effects and variances that can be weighed, and which studies they are of (True a study that is in).

    With missing="drop" a study with NaN in `yi`, `vi` or a numeric column of `more` is left out.
    """
    if missing not in ("error", "drop"):
        raise UsageError(f"missing={missing!r} is none of error, drop")
    y, v = numbers(yi, "yi"), numbers(vi, "vi")
    if y.size != v.size:
        raise InputError(f"expected as many variances as effects, found {v.size} for {y.size}", column="vi")
    keep = np.ones(y.size, dtype=np.bool_)
    if missing == "drop":
        keep = ~(np.isnan(y) | np.isnan(v) | _lacking(more, y.size))
    if not keep.any():
        raise InputError("expected at least one study, found none", column="yi")
    _stop(keep & ~np.isfinite(y), y, "yi", "expected a finite number")
    _stop(keep & ~(np.isfinite(v) & (v > 0)), v, "vi", "expected a finite variance above 0")
    return y[keep], v[keep], keep


def _lacking(more: object, k: int) -> Bools:
    lacking = np.zeros(k, dtype=np.bool_)
    for _, column in _named(more, None):
        array = np.asarray(column)
        if array.dtype.kind in "fiub" or (array.dtype.kind == "O" and not any(isinstance(v, str) for v in array)):
            values = array.astype(np.float64)
            if values.size == k:
                lacking |= np.isnan(values)
        elif array.dtype.kind == "O" and array.size == k:
            lacking |= np.array([value is None for value in array])
    return lacking


def _stop(wrong: Bools, array: Floats, name: str, expected: str) -> None:
    if wrong.any():
        index = int(np.argmax(wrong))
        raise InputError(f"{expected}, found {array[index]:g} in study {index + 1} of {array.size}", column=name)


def _named(X: Any, names: Sequence[str] | None) -> list[tuple[str, Any]]:
    """Name and values of each moderator, however they were given."""
    if X is None:
        return []
    if isinstance(X, Mapping):
        return [(str(name), column) for name, column in X.items()]
    if hasattr(X, "columns") and hasattr(X, "__getitem__"):  # a data frame of any package
        return [(str(name), X[name]) for name in X.columns]
    if isinstance(X, np.ndarray):
        parts = [X] if X.ndim == 1 else list(X.T)
    else:
        listed = list(X)
        parts = listed if listed and np.ndim(listed[0]) == 1 else ([listed] if listed else [])
    labels = [names] if isinstance(names, str) else list(names or [f"x{i + 1}" for i in range(len(parts))])
    if len(labels) != len(parts):
        raise InputError(f"expected {len(parts)} names, found {len(labels)}", column="names")
    return list(zip(labels, parts, strict=True))


def columns_of(
    X: object, names: Sequence[str] | None, *, intercept: bool, keep: Bools
) -> tuple[Floats, tuple[str, ...], dict[str, tuple[int, ...]]]:
    """The design matrix, the names of its columns, and for each moderator which columns are its own."""
    columns: list[Floats] = [np.ones(int(keep.sum()))] if intercept else []
    labels: list[str] = ["intrcpt"] if intercept else []
    groups: dict[str, tuple[int, ...]] = {}
    for name, values in _named(X, names):
        array = np.asarray(values)
        if array.shape != keep.shape:
            raise InputError(f"expected a moderator of {keep.size} studies, found {array.size}", column=name)
        start = len(columns)
        if array.dtype.kind in "US" or (array.dtype.kind == "O" and any(isinstance(v, str) for v in array)):
            levels, code = codes(array[keep], name)
            without_first = start > 0
            for index in range(1 if without_first else 0, len(levels)):
                columns.append((code == index).astype(np.float64))
                labels.append(f"{name}{levels[index]}")
        else:
            numeric = numbers(values, name)
            _stop(keep & ~np.isfinite(numeric), numeric, name, "expected a finite number")
            columns.append(numeric[keep])
            labels.append(name)
        groups[name] = tuple(range(start, len(columns)))
    if not columns:
        raise UsageError("a regression needs an intercept or a moderator")
    return np.column_stack(columns), tuple(labels), groups


def codes(values: object, name: str) -> tuple[list[str], NDArray[np.intp]]:
    """The categories of a column in order, and the number of each study's."""
    array = np.asarray(values)
    texts = array.astype(str)
    absent = np.array([value is None or value != value for value in array.tolist()], dtype=np.bool_)
    if absent.any():
        index = int(np.argmax(absent))
        raise InputError(f"expected a name or number, found none in study {index + 1} of {array.size}", column=name)
    levels, code = np.unique(texts, return_inverse=True)
    return [str(level) for level in levels], code.reshape(-1)
