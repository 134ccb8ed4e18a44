"""`tools pool`: one table, the model that was wished for, as a document, as tables, and as a page."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from alongside.synthesis.cluster_robust import FEW
from alongside.synthesis.measures import LOGARITHMS
from alongside.synthesis.selection import Rule
from alongside.workflow.tools.mixed_rows import mixed_rows
from alongside.workflow.tools.moderated_table import between_groups, clustered, moderated
from alongside.workflow.tools.pool_table import TableEffects, TableModel, effects_of_table, pooled_effects

__all__ = ["Wishes", "pool_file", "tables_of"]

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]

SINGLE = ("k", "beta", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2", "i2", "h2", "q", "q_p")
LARGER = ("k", "clusters", "rho", "tau2", "sigma2", "i2", "r2", "q", "q_p")


@dataclass(frozen=True, slots=True)
class Wishes:
    """The model: estimator and test, and where asked for moderators, clusters, subgroups, and a page to write.

    A test that nobody named is that of a project: another one serves where Hartung and Knapp's has too little to go on.
    """

    method: str = "REML"
    test: str = "knha"
    test_named: bool = True
    level: float = 0.95
    moderators: tuple[str, ...] = ()
    cluster: str = ""
    rho: float = 0.6
    subgroup: str = ""
    report: Path | None = None


def pool_file(path: Path, model: TableModel, wishes: Wishes) -> dict[str, Any]:
    """The document of a table: figures of `pooled_effects`, or coefficients where moderators or clusters are named.

    "subgroups" has each group and the test between them, where a subgroup is named. Errors as `effects_of_table`, and
    `InputError` for a column that is not there, with the nearest name.
    """
    method, test, level = wishes.method, wishes.test, wishes.level
    data = effects_of_table(path, model)
    mixed = mixed_rows(
        path, data.rows, printed=not data.measure, parted_by=wishes.subgroup, clustered=bool(wishes.cluster)
    )
    data = replace(data, understood=(*data.understood, *mixed))
    document: dict[str, Any]
    if wishes.cluster:
        document = clustered(data, wishes.cluster, wishes.moderators, rho=wishes.rho, method=method, level=level)
    elif wishes.moderators:
        document = moderated(data, wishes.moderators, method=method, test=test, level=level)
    else:
        fitting, why = (test, "") if wishes.test_named else _fitting_test(data, test)
        document = pooled_effects(data, method=method, test=fitting, level=level)
        data = replace(data, understood=(*data.understood, *([why] if why else ())))
    shared = {"measure": data.measure or None, "yi": data.yi.tolist(), "vi": data.vi.tolist()}
    document = {**document, **shared, "understood": list(data.understood)}
    if wishes.subgroup:
        document["subgroups"] = between_groups(
            data, wishes.subgroup, cluster=wishes.cluster, rho=wishes.rho, method=method, test=test, level=level
        )
        few = [row["group"] for row in document["subgroups"]["groups"] if row.get("df", FEW) < FEW]
        if few:
            document["caution"] = f"fewer than 4 degrees of freedom in {', '.join(few)}: do not rely on p and interval"
    if wishes.report is not None:
        from alongside.publishing.pooled_page import pooled_page

        labels = [_label(row.values, row.line) for row in data.rows]
        page = pooled_page(path.name, document, labels, tables_of(document), level)
        wishes.report.write_text(page, encoding="utf-8")
    return document


def _fitting_test(data: TableEffects, test: str) -> tuple[str, str]:
    """The test for so many studies, and the sentence that says why it is another than by default."""
    k = data.yi.size
    if k == 1:
        return "z", "one study: nothing was pooled, and its interval is that of its own error"
    if float(np.ptp(data.yi)) == 0:
        return "adhoc", "all studies have the same effect, which proves nothing: --test adhoc was used, not knha"
    if Rule(test=test).test_for(k) != test:
        return "adhoc", "two studies: --test adhoc was used, whose interval is never narrower than a plain one"
    return test, ""


def _label(values: Mapping[str, str], line: int) -> str:
    """What a row is called: its study, trial or author, with the year where there is one; else its line."""
    plain = {name.casefold(): value for name, value in values.items()}
    name = next((plain[key] for key in ("study", "trial", "author", "label", "slab", "name") if plain.get(key)), "")
    year = plain.get("year", "")
    return f"{name} {year}".strip() if name else f"line {line}"


def tables_of(document: Mapping[str, Any]) -> list[Table]:
    """The figures as tables of texts: model, coefficients, groups."""
    keys = SINGLE if "beta" in document else LARGER
    figures = [(key, _text(document[key])) for key in keys if key in document]
    if "beta" in document and document.get("measure") in LOGARITHMS:
        mean, low, high = (f"{math.exp(document[key]):.3g}" for key in ("beta", "ci_lb", "ci_ub"))
        figures.append((f"{document['measure']}, of which beta is the logarithm", f"{mean} ({low} to {high})"))
    tables: list[Table] = [(("Figure", "Value"), [row for row in figures if row[1] or keys is SINGLE])]
    if "coefficients" in document:
        names = [name for name in document["coefficients"][0] if name != "name"]
        rows = [(row["name"], *(_text(row[name]) for name in names)) for row in document["coefficients"]]
        tables.append((("Coefficient", *names), rows))
        if document["omnibus"]:
            tables.append(_test("Test of the moderators", document["omnibus"]))
    if "subgroups" in document:
        names = ["k", "beta", "se", "ci_lb", "ci_ub", *(["df"] if "clusters" in document else [])]
        groups = document["subgroups"]["groups"]
        rows = [(row["group"], *(_text(row.get(name)) for name in names)) for row in groups]
        tables.append(((document["subgroups"]["by"], *names), rows))
        tables.append(_test("Test between the groups", document["subgroups"]["between"]))
    return tables


def _test(name: str, test: Mapping[str, Any]) -> Table:
    return ((name, "stat", "df1", "df2", "p"), [("", *(_text(test[key]) for key in ("stat", "df1", "df2", "p")))])


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(_text(item) for item in value)
    return f"{value:.6g}"
