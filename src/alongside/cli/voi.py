"""`tools voi`: what it is worth to know more, from plain samples of net benefit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alongside.cli.output import Json, print_json, print_table, say
from alongside.errors import InputError, UsageError

if TYPE_CHECKING:
    from alongside.planning import Draws
    from alongside.tables import Row

__all__ = ["COMMANDS"]


def voi(
    data: Annotated[
        Path, typer.Argument(help="Table (CSV, TSV), a row a draw: net benefit of each option, and parameters.")
    ],
    benefit: Annotated[
        list[str] | None,
        typer.Option(help="Column with an option's net benefit. Repeat. Default: columns whose names start with nb."),
    ] = None,
    nothing: Annotated[bool, typer.Option("--nothing", help="Doing nothing, worth 0, is an option too.")] = False,
    together: Annotated[
        list[str] | None, typer.Option(metavar="A,B", help="Parameters to be known together. Repeat.")
    ] = None,
    study: Annotated[str, typer.Option(metavar="PARAMETER", help="A study that measures this parameter.")] = "",
    sigma: Annotated[float, typer.Option(help="Standard deviation of one participant's observation of it.")] = 0.0,
    size: Annotated[list[int] | None, typer.Option(help="Participants of the study. Repeat.")] = None,
    people: Annotated[float, typer.Option(help="People a year whom the decision concerns.")] = 0.0,
    years: Annotated[float, typer.Option(help="Years from now for which it holds.")] = 10.0,
    rate: Annotated[float, typer.Option(help="Discount rate a year, as 0.035.")] = 0.0,
    delay: Annotated[float, typer.Option(help="Years until the study reports.")] = 0.0,
    fixed_cost: Annotated[float, typer.Option(help="Cost of the study, whatever its size.")] = 0.0,
    participant_cost: Annotated[float, typer.Option(help="Cost of the study for each participant.")] = 0.0,
    as_json: Json = False,
) -> None:
    """Worth of perfect information, of each parameter, and of a study, less its cost (EVPI, EVPPI, EVSI, ENBS)."""
    from alongside.planning import Design, enbs, evpi, evppi, evsi, population_size

    if bool(study) != bool(size) or (study and sigma <= 0):
        raise UsageError("a study needs --study PARAMETER, --sigma above 0 and --size, all three")
    sample = _draws(data, benefit or (), nothing)
    population = population_size(people, horizon=years, rate=rate) if people else None
    means = sample.benefit.mean(axis=0)
    document: dict[str, Any] = {
        "draws": len(sample.benefit),
        "options": dict(zip(sample.options, means.tolist(), strict=True)),
        "best": sample.options[sample.best],
        "population": population,
        "evpi": _worth(evpi(sample), population),
        "evppi": [
            {"parameters": list(names), **_worth(evppi(sample, names), population)}
            for names in [*((name,) for name in sample.parameters), *map(_names, together or ())]
        ],
        "evsi": [],
    }
    if study:
        sizes = size or []
        worths = evsi(sample, study, sigma=sigma, sizes=sizes)
        document["evsi"] = [{"parameter": study, "n": n, "value": w.value} for n, w in zip(sizes, worths, strict=True)]
        if people:
            design = Design(fixed_cost, participant_cost, delay)
            rows = enbs([w.value for w in worths], sizes, design, a_year=people, horizon=years, rate=rate)
            for entry, row in zip(document["evsi"], rows, strict=True):
                entry |= {"population_value": row.population_worth, "cost": row.cost, "enbs": row.net}
    if as_json:
        print_json(document)
    else:
        _show(document)


def _draws(path: Path, benefit: Sequence[str], nothing: bool) -> Draws:
    from alongside.planning import draws
    from alongside.tables import read_table

    table = read_table(path, required=benefit)
    options = list(benefit) or [name for name in table.columns if name.casefold().startswith("nb")]
    if not options:
        raise InputError(
            f"no column starts with nb; name those of net benefit with --benefit: {', '.join(table.columns)}",
            path=path,
            row=1,
        )
    columns = {name: [_number(row, name) for row in table.rows] for name in table.columns}
    parameters = {name: values for name, values in columns.items() if name not in options}
    rows = [list(values) for values in zip(*(columns[name] for name in options), strict=True)]
    if nothing:
        rows, options = [[0.0, *values] for values in rows], ["nothing", *options]
    try:
        return draws(rows, options=options, parameters=parameters)
    except InputError as error:
        raise InputError(error.expected, path=path, column=error.column) from error


def _number(row: Row, column: str) -> float:
    value = row.number(column)
    if value is None:
        raise InputError("expected a number, found an empty cell", path=row.path, row=row.line, column=column)
    return value


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if len(names) < 2:
        raise UsageError(f"--together {text}: expected parameters with commas between them, as A,B")
    return names


def _worth(worth: Any, population: float | None) -> dict[str, float]:
    entry = {"value": worth.value, "se": worth.se}
    return entry if population is None else entry | {"population_value": worth.value * population}


def _show(document: dict[str, Any]) -> None:
    say(f"{document['draws']:,} draws; {document['best']} has the highest expected net benefit.")
    rows = [("everything", document["evpi"])]
    rows += [(" and ".join(entry["parameters"]), entry) for entry in document["evppi"]]
    rows += [(f"{entry['parameter']}, from a study of {entry['n']}", entry) for entry in document["evsi"]]
    columns = ("value", "se", "population_value", "cost", "enbs")
    print_table(
        ("To know", "is worth", "SE", "for all", "costs", "net"),
        [(name, *(f"{entry[column]:.6g}" if column in entry else "" for column in columns)) for name, entry in rows],
        right=range(1, 6),
    )


COMMANDS: dict[str, Callable[..., None]] = {"voi": voi}
"""Commands of `tools` that this module has."""
