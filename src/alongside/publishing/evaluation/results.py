"""The numbers of an opened analysis as sentences and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from alongside.publishing.evaluation.account import Account
from alongside.publishing.evaluation.blocks import Table, texts
from alongside.publishing.evaluation.wording import ANALYSES, is_stated
from alongside.words.numbers import interval, number, p_value

__all__ = [
    "analyses_table",
    "arms_table",
    "baseline_table",
    "delivery_words",
    "flow_table",
    "harms_table",
    "headline",
    "rows_of_effects",
]

Report = Mapping[str, Any]


def headline(account: Account) -> str:
    """The answer in a sentence: what it is, how sure, which way is better. A wide interval is said to be one."""
    report, protocol = account.report, account.protocol
    effect = report["analyses"][0]["results"][0]
    low, high, middle = effect["ci_low"], effect["ci_high"], effect["estimate"]
    risk = protocol.kind != "mean"
    scale = 100.0 if protocol.kind == "binary" else 1.0
    unit = " people in 100" if protocol.kind == "binary" else "" if not risk else " events a person"
    digits = 1 if scale > 1 else 2
    better = (middle > 0) == protocol.higher_is_better
    sure = (
        "The interval leaves out no difference."
        if low > 0 or high < 0
        else ("The interval takes in no difference at all, so this trial alone does not say that there is one.")
    )
    return (
        f"{protocol.variable or protocol.outcome}: {number(middle * scale, digits, sign=True)}{unit} with "
        f"{protocol.support} "
        f"against {protocol.comparison}, {effect['level']:.0%} interval {interval(low * scale, high * scale, digits)}; "
        f"that is {'better' if better else 'worse'} with support. {sure}"
    )


def arms_table(report: Report) -> Table:
    """People, outcomes, mean and spread of each arm."""
    rows = tuple(
        (
            arm["arm"],
            str(arm["people"]),
            str(arm["outcomes"]),
            number(arm["mean"], 2) if arm["events"] is None else str(arm["events"]),
            number(arm["sd"], 2) if arm["events"] is None else f"{arm['mean']:.0%}",
        )
        for arm in report["arms"]
    )
    binary = report["arms"][0]["events"] is not None
    head = ("arm", "people", "with the outcome", *(("events", "share") if binary else ("mean", "SD")))
    return Table("Outcome by arm", head, rows, (1, 2, 3, 4))


def rows_of_effects(report: Report) -> list[tuple[str, Mapping[str, Any]]]:
    """Each effect with its name, in the plan's order."""
    rows = []
    for line in report["analyses"]:
        name = f"{ANALYSES.get(line['analysis'], line['analysis'])} ({line['status']})"
        for result in line["results"]:
            if "visits" in result:
                pairs = zip(result["visits"], result["effects"], strict=True)
                rows += [(f"{name}: {visit}", effect) for visit, effect in pairs]
            elif "estimate" in result:
                rows.append((name, result))
    return rows


def analyses_table(report: Report) -> tuple[Table | str, ...]:
    """Every planned analysis, and those that were not planned; what could not be done says why."""
    rows = tuple(
        (
            name,
            effect["measure"],
            number(effect["estimate"], 2, sign=True),
            interval(effect["ci_low"], effect["ci_high"]),
            "" if effect["df"] is None else number(effect["df"], 1),
            p_value(effect["p"]),
        )
        for name, effect in rows_of_effects(report)
    )
    head = ("analysis", "measure", "estimate", "95 % interval", "df", "p")
    return Table("Analyses", head, rows, (2, 3, 4, 5)), *texts(*_others(report))


def _others(report: Report) -> list[str]:
    lines = []
    for line in report["analyses"]:
        name = ANALYSES.get(line["analysis"], line["analysis"])
        if line["problem"]:
            lines.append(f"{name} could not be done: {line['problem']}.")
        for result in line["results"]:
            if "statistic" in result:
                lines.append(f"{name} ({line['status']}): p {p_value(result['p'])} in {result['draws']} draws.")
            elif "delta" in result:
                tips = (
                    "none up to the largest that was looked at" if result["delta"] is None else number(result["delta"])
                )
                lines.append(f"{name} ({line['status']}): {tips} ({number(result['searched'])} was the largest).")
            notes = result.get("notes", ())
            lines += [f"{name}: {note}." for note in notes]
    icc = report["analyses"][0]["results"][0].get("icc")
    if icc is not None:
        lines.append(f"Intracluster correlation of groups or clusters: {number(icc, 3)}.")
    return list(dict.fromkeys(lines))


def baseline_table(report: Report) -> Table | None:
    """Means before the start; arms are drawn, so nothing is tested."""
    rows = tuple(
        (row["measure"], row["arm"], f"{number(row['mean'], 2)} ({number(row['sd'], 2)})") for row in report["baseline"]
    )
    return Table("Before the start: mean (SD)", ("measure", "arm", "mean (SD)"), rows, (2,)) if rows else None


def flow_table(report: Report) -> Table:
    """The numbers of the flow."""
    flow = report["flow"]
    arms: Sequence[Mapping[str, Any]] = flow["arms"]
    rows = [("Assessed", str(flow["assessed"]), *[""] * len(arms))]
    rows += [(f"Excluded: {reason}", str(count), *[""] * len(arms)) for reason, count in flow["excluded"]]
    if flow["waiting"]:
        rows.append(("Neither excluded nor randomised", str(flow["waiting"]), *[""] * len(arms)))
    names = (("Randomised", "randomised"), ("Received the support as drawn", "received"), ("Analysed", "analysed"))
    rows += [
        (label, "", *(str(arm[name]) if name != "received" or is_stated(arm) else "not stated" for arm in arms))
        for label, name in names[:2]
    ]
    for label, name in (("Did not receive", "not_received"), ("Stopped", "discontinued"), ("Lost", "lost")):
        reasons = dict.fromkeys(reason for arm in arms for reason, _ in arm[name])
        rows += [
            (f"{label}: {reason}", "", *(str(dict(map(tuple, arm[name])).get(reason, 0)) for arm in arms))
            for reason in reasons
        ]
    rows += [(names[2][0], "", *(str(arm["analysed"]) for arm in arms))]
    return Table(
        "Flow of participants",
        ("", "before", *(arm["arm"] for arm in arms)),
        tuple(rows),
        tuple(range(1, 2 + len(arms))),
    )


def harms_table(report: Report) -> Table | str | None:
    """Harms by kind and arm; None where no events were recorded at all, which is not the same as no harms."""
    harms = report["harms"]
    if harms is None:
        return None
    if not harms:
        return "Events were recorded, and no harm among them, in either arm."
    rows = tuple(
        (harm["kind"], harm["arm"], f"{harm['people']} of {harm['at_risk']}", str(harm["events"]), str(harm["serious"]))
        for harm in harms
    )
    return Table("Harms", ("harm", "arm", "people", "events", "serious"), rows, (2, 3, 4))


def delivery_words(report: Report) -> tuple[str, ...]:
    """Dose, reach and fidelity, as counted."""
    d = report["delivery"]
    if d is None:
        return ()
    low, middle, high = (f"{value:g}" for value in d["contacts"])
    minutes = "No minutes were noted."
    if d["minutes"] is not None:
        minutes = (
            f"Minutes of a contact: {d['minutes'][1]:g} in the middle, {d['minutes'][0]:g} to {d['minutes'][2]:g}."
        )
    parts = "Parts of the contacts were not noted, so fidelity is not known."
    if d["parts_planned"]:
        share = d["parts_done"] / d["parts_planned"]
        parts = f"Fidelity: {d['parts_done']} of {d['parts_planned']} planned parts were done ({share:.0%})."
    outside = (
        f"{d['outside']} people of the other arm had contacts all the same."
        if d["outside"]
        else ("Nobody of the other arm had a contact on record.")
    )
    return (
        f"Of {d['offered']} people who were offered the support {d['reached']} had at least one contact "
        f"({d['contacts_n']} contacts; {low} to {high} a person, {middle} in the middle) from {d['groups']} "
        f"supporters or "
        "groups.",
        f"{minutes} {parts} {outside}",
    )
