"""The protocol, item by item of SPIRIT 2025 (Chan et al. 2025): what the form says, or that it is missing.

The items' names are ours, and short; the guideline's own words, with their explanation, stand in its statement.
"""

from __future__ import annotations

from alongside.evaluation.protocol import NESTED_DESIGNS, NOT_TO_RANDOMISE, Protocol
from alongside.publishing.evaluation.account import Account
from alongside.publishing.evaluation.blocks import Block, Document, Item, Section, Table, texts
from alongside.publishing.evaluation.wording import (
    ANALYSES,
    allocation_words,
    concealment_words,
    design_words,
    estimand_rows,
    ratio_words,
    size_words,
)

__all__ = ["FROM_THE_FORM", "SPIRIT", "SPIRIT_SOURCE", "protocol_document_of"]

SPIRIT_SOURCE = (
    "Chan A-W, Boutron I, Hopewell S, et al. SPIRIT 2025 statement: updated guideline for protocols of "
    "randomised trials. "
    "PLoS Medicine 2025;22:e1004589."
)

SPIRIT: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Administrative information",
        (
            ("1a", "Title"),
            ("1b", "Structured summary"),
            ("2", "Version of the protocol"),
            ("3a", "Who wrote the protocol, and in which role"),
            ("3b", "Sponsor, with contact"),
            ("3c", "What sponsor and funders decide"),
            ("3d", "Committees and groups that oversee the trial"),
        ),
    ),
    (
        "Open science",
        (
            ("4", "Trial registration"),
            ("5", "Where protocol and analysis plan can be read"),
            ("6", "Sharing of data, code and materials"),
            ("7a", "Funding and other support"),
            ("7b", "Conflicts of interest"),
            ("8", "Dissemination"),
        ),
    ),
    (
        "Introduction",
        (
            ("9a", "Background and reason for the trial"),
            ("9b", "Why this comparison"),
            ("10", "Objectives, benefits and harms"),
        ),
    ),
    (
        "Methods: involvement, design, people, support, outcomes",
        (
            ("11", "How patients and the public are involved"),
            ("12", "Trial design"),
            ("13", "Where"),
            ("14a", "Who can take part"),
            ("14b", "Who can deliver the support, and which sites"),
            ("15a", "The support and the comparison"),
            ("15b", "When the support is stopped or changed"),
            ("15c", "How adherence is helped and watched"),
            ("15d", "What else people may receive"),
            ("16", "Outcomes"),
            ("17", "Harms"),
            ("18", "Timeline of a participant"),
            ("19", "Sample size"),
            ("20", "Recruitment"),
        ),
    ),
    (
        "Methods: allocation and blinding",
        (
            ("21a", "Who generates the sequence, and how"),
            ("21b", "Type of randomisation"),
            ("22", "Concealment of the allocation"),
            ("23", "Who enrols, who has access to the sequence"),
            ("24a", "Who is blinded"),
            ("24b", "How blinding is kept"),
            ("24c", "When somebody may be unblinded"),
        ),
    ),
    (
        "Methods: data and analysis",
        (
            ("25a", "How data are collected"),
            ("25b", "How people are kept in the trial"),
            ("26", "How data are managed"),
            ("27a", "Statistical methods"),
            ("27b", "Who is analysed, in which group"),
            ("27c", "Missing data"),
            ("27d", "Further analyses"),
        ),
    ),
    (
        "Methods: monitoring",
        (
            ("28a", "Data monitoring committee"),
            ("28b", "Interim analyses and stopping"),
            ("29", "Monitoring of the trial's conduct"),
        ),
    ),
    (
        "Ethics",
        (
            ("30", "Ethical approval"),
            ("31", "Amendments of the protocol"),
            ("32a", "Consent: who asks, and how"),
            ("32b", "Consent to further use of data"),
            ("33", "Confidentiality"),
            ("34", "Care during and after the trial"),
        ),
    ),
)
"""Sections with items: number and our name for it."""

FROM_THE_FORM = frozenset(
    {
        "1a",
        "1b",
        "2",
        "5",
        "9b",
        "10",
        "12",
        "13",
        "14a",
        "15a",
        "16",
        "17",
        "19",
        "21a",
        "21b",
        "22",
        "24c",
        "26",
        "27a",
    }
    | {"27b", "27c", "27d", "31", "33"}
)
"""Items that the short form, or the way that the software works, fills; the rest is asked for by number."""


def protocol_document_of(account: Account) -> Document:
    """The protocol. What somebody wrote for an item stands after what follows from the form."""
    protocol = account.protocol
    filled = _filled(account)
    sections = tuple(
        Section(
            name,
            tuple(
                Item(number, item, (*filled.get(number, ()), *texts(protocol.items.get(number, ""))))
                for number, item in items
            ),
        )
        for name, items in SPIRIT
    )
    lead = texts(
        protocol.question,
        f"Version {account.version}."
        + (f" The analysis plan was locked on {account.locked}." if account.locked else ""),
    )
    return Document(f"Protocol: {protocol.title or protocol.id}", "SPIRIT 2025", SPIRIT_SOURCE, lead, sections)


def _filled(account: Account) -> dict[str, tuple[Block, ...]]:
    """What follows from the form and from how the software works, item by item; "" is left out."""
    p = account.protocol
    lock = (
        f"Locked on {account.locked} by {account.locked_by}; digest of the plan {account.digest}, of the list "
        f"{account.seal}."
        if account.locked
        else ""
    )
    summary = Table(
        "Summary",
        ("", ""),
        tuple(
            (name, text)
            for name, text in (
                ("Question", p.question),
                ("People", p.who),
                ("Support", p.support_words),
                ("Comparison", p.comparison_words),
                ("Outcome", p.variable),
                ("Design", design_words(p)),
            )
            if text
        ),
    )
    return {
        "1a": texts(f"{p.title}. {design_words(p)} Protocol." if p.title else ""),
        "1b": (summary,) if p.question and p.who and p.instrument else (),
        "2": texts(f"Version {account.version} of the design in the log. {lock}"),
        "5": texts("Protocol and analysis plan are in the project's log, which is published with its site. " + lock),
        "9b": texts(f"Compared with {p.comparison_words}" if p.comparison_words else ""),
        "10": texts(p.question, "Harms are looked for in both arms (item 17)." if p.harms else ""),
        "12": texts(design_words(p), ratio_words(p), "Framework: superiority.", not_randomised_words(p)),
        "13": texts(p.where),
        "14a": texts(p.who),
        "15a": texts(
            f"{p.support}: {p.support_words}" if p.support_words else "",
            f"{p.comparison}: {p.comparison_words}" if p.comparison_words else "",
        ),
        "16": _outcomes(p),
        "17": texts(p.harms),
        "19": texts(*size_words(account)),
        "21a": texts(concealment_words(p)[0] if p.support_words else ""),
        "21b": texts(allocation_words(p) if p.support_words else ""),
        "22": texts(concealment_words(p)[1] if p.support_words else ""),
        "24c": texts(concealment_words(p)[2] if p.support_words else ""),
        "26": texts(
            "Tables of people are kept sealed outside the project; the log holds their digests, columns and numbers of "
            "rows. Values outside the instrument's range, two rows of one person, people who were not allocated "
            "and dates "
            "before randomisation are refused when a table is loaded."
        ),
        "27a": _methods(p),
        "27b": texts(
            f"Everybody who was allocated, in the arm to which they were drawn. Intercurrent events: "
            f"{p.intercurrent_events}."
            if p.intercurrent_events
            else ""
        ),
        "27c": texts(_missing_data(p)),
        "27d": texts("; ".join(ANALYSES[name] for name in p.analyses if name in ANALYSES)),
        "31": texts(
            "Every change of the design is a row of the log with who, when and why. After the lock nothing that "
            "decides the "
            "result can change; what is done otherwise is written down as a deviation, and the report prints it."
        ),
        "33": texts(
            "People have ids that say nothing; the log holds a mark that cannot be turned back without the "
            "secret, never "
            "the id."
        ),
    }


def not_randomised_words(protocol: Protocol) -> str:
    """What was thought about not randomising."""
    if not protocol.not_randomised:
        return ""
    lines = [
        f"{NOT_TO_RANDOMISE[name]} Here all the same: {why}" for name, why in protocol.not_randomised.items() if why
    ]
    return " ".join(lines)


def _outcomes(protocol: Protocol) -> tuple[Block, ...]:
    if not protocol.instrument:
        return ()
    limits = (
        f" From {protocol.low:g} to {protocol.high:g}" if protocol.low is not None and protocol.high is not None else ""
    )
    better = "higher is better" if protocol.higher_is_better else "lower is better"
    rows = estimand_rows(protocol)
    table: tuple[Block, ...] = (Table("The estimand (ICH E9(R1))", ("attribute", "what it is"), rows),) if rows else ()
    return (
        *texts(
            f"Primary: {protocol.variable}.{limits}; {better}.",
            f"Further: {protocol.second}" if protocol.second else "",
        ),
        *table,
    )


def _methods(protocol: Protocol) -> tuple[Block, ...]:
    if not protocol.instrument:
        return ()
    model = {
        "individual": "a linear model",
        "cluster": "a mixed model with an effect of each cluster",
    }.get(
        protocol.design,
        "a mixed model with an effect of each supporter or group in the support arm, and a variance "
        "of people for each arm",
    )
    if protocol.kind != "mean":
        model = (
            "generalised estimating equations with a correction for few groups, as risks standardised over all people"
        )
    adjusted = f", adjusted for {', '.join(protocol.covariates)}" if protocol.covariates else ""
    strata = " and for the strata of the allocation" if protocol.strata else ""
    if protocol.method == "minimisation":
        strata = f" and for what is minimised over ({', '.join(protocol.factors)})"
    nested = " Degrees of freedom by Kenward and Roger; Satterthwaite's are reported beside them." * (
        protocol.kind == "mean" and (protocol.design in NESTED_DESIGNS or protocol.design == "cluster")
    )
    return texts(f"The primary outcome is compared by {model}{adjusted}{strata}.{nested} Interval of 95 %.")


def _missing_data(protocol: Protocol) -> str:
    if "imputed" in protocol.analyses:
        text = "The primary analysis takes people with an outcome; missing ones are imputed 20 times by arm beside it."
        return text + " A tipping point says how far that could be wrong." * ("tipping-point" in protocol.analyses)
    return "The primary analysis takes people with an outcome, adjusted for what was measured before." * bool(
        protocol.instrument
    )
