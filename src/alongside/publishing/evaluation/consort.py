"""The report, item by item of CONSORT 2025 (Hopewell et al. 2025): what is known, or that it is missing."""

from __future__ import annotations

from alongside.publishing.evaluation.account import Account
from alongside.publishing.evaluation.blocks import Block, Document, Item, Picture, Section, texts
from alongside.publishing.evaluation.drawing import effects_svg, flow_svg
from alongside.publishing.evaluation.results import (
    analyses_table,
    arms_table,
    baseline_table,
    delivery_words,
    flow_table,
    harms_table,
    headline,
    rows_of_effects,
)
from alongside.publishing.evaluation.spirit import protocol_document_of

__all__ = ["CONSORT", "CONSORT_SOURCE", "FROM_THE_RESULT", "report_of"]

CONSORT_SOURCE = (
    "Hopewell S, Chan A-W, Collins GS, et al. CONSORT 2025 statement: updated guideline for reporting "
    "randomised trials. "
    "PLoS Medicine 2025;22:e1004587."
)

CONSORT: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    ("Title and summary", (("1a", "Title", "1a"), ("1b", "Structured summary", "1b"))),
    (
        "Open science",
        (
            ("2", "Trial registration", "4"),
            ("3", "Where protocol and analysis plan can be read", "5"),
            ("4", "Sharing of data, code and materials", "6"),
            ("5a", "Funding and other support", "7a"),
            ("5b", "Conflicts of interest", "7b"),
        ),
    ),
    ("Introduction", (("6", "Background and reason", "9a"), ("7", "Objectives, benefits and harms", "10"))),
    (
        "Methods",
        (
            ("8", "How patients and the public were involved", "11"),
            ("9", "Trial design", "12"),
            ("10", "Changes after the start", ""),
            ("11", "Where", "13"),
            ("12a", "Who could take part", "14a"),
            ("12b", "Who could deliver the support, and which sites", "14b"),
            ("13", "The support and the comparison", "15a"),
            ("14", "Outcomes", "16"),
            ("15", "How harms were defined and looked for", "17"),
            ("16a", "Sample size", "19"),
            ("16b", "Interim analyses and stopping", "28b"),
            ("17a", "Who generated the sequence, and how", "21a"),
            ("17b", "Type of randomisation", "21b"),
            ("18", "Concealment of the allocation", "22"),
            ("19", "Who enrolled, who had access to the sequence", "23"),
            ("20a", "Who was blinded", "24a"),
            ("20b", "How blinding was kept", "24b"),
            ("21a", "Statistical methods", "27a"),
            ("21b", "Who was analysed, in which group", "27b"),
            ("21c", "Missing data", "27c"),
            ("21d", "Further analyses", "27d"),
        ),
    ),
    (
        "Results",
        (
            ("22a", "Flow of participants", ""),
            ("22b", "Losses and exclusions", ""),
            ("23a", "Dates of recruitment and follow-up", ""),
            ("23b", "Why the trial ended", ""),
            ("24a", "What was delivered", ""),
            ("24b", "What else people received", ""),
            ("25", "People before the start", ""),
            ("26", "Outcomes and estimates", ""),
            ("27", "Harms", ""),
            ("28", "Further analyses", ""),
        ),
    ),
    ("Discussion", (("29", "Interpretation", ""), ("30", "Limitations", ""))),
)
"""Sections with items: number, our name for it, and SPIRIT's item that says the same of the plan."""

FROM_THE_RESULT = frozenset({"1b", "10", "22a", "22b", "23a", "24a", "25", "26", "27", "28"})
"""Items that the opened analysis fills; the rest comes from the protocol, or from a person ("r23b" in the design)."""


def report_of(account: Account) -> Document:
    """The report. What a person writes for an item of the results stands in the design's items as "r29"."""
    plan = {item.number: item for section in protocol_document_of(account).sections for item in section.items}
    result = _filled(account)
    written = account.protocol.items
    sections = tuple(
        Section(
            name,
            tuple(
                Item(
                    number,
                    item,
                    (
                        *result.get(number, plan[spirit].blocks if spirit else ()),
                        *texts(written.get(f"r{number}", "")),
                    ),
                )
                for number, item, spirit in items
            ),
        )
        for name, items in CONSORT
    )
    title = account.protocol.title or account.protocol.id
    lead = (
        headline(account),
        f"Analysis opened on {account.opened} by {account.opened_by}, under the plan locked on {account.locked} "
        f"(digest "
        f"{account.digest}).",
        "Figures of the plan are called planned, all others exploratory. Nobody has judged this trial's risk of "
        "bias here.",
    )
    return Document(f"Report: {title}", "CONSORT 2025", CONSORT_SOURCE, lead, sections)


def _filled(account: Account) -> dict[str, tuple[Block, ...]]:
    report = account.report
    table = flow_table(report)
    words = "; ".join(f"{row[0]}: {', '.join(cell for cell in row[1:] if cell)}" for row in table.rows)
    flow = Picture("flow", "Flow of participants", flow_svg(report["flow"]), words)
    effects = rows_of_effects(report)
    means = [(name, effect) for name, effect in effects if effect["measure"] == effects[0][1]["measure"]]
    drawn = Picture(
        "effects",
        f"Every analysis: {effects[0][1]['measure']} with its interval",
        effects_svg(means, account.protocol.higher_is_better),
        headline(account),
    )
    baseline, harms, absent = baseline_table(report), harms_table(report), report["without_a_row"]
    dates = report["recruited"]
    extra = [line for line in report["analyses"] if line["status"] == "exploratory"]
    return {
        "1b": texts(headline(account)),
        "10": texts(*(account.deviations or ("No deviation from the plan was written down.",))),
        "22a": (flow, table),
        "22b": texts(
            f"{absent} people who were allocated have no row of outcomes; they count as missing."
            if absent
            else "Everybody who was allocated has a row of outcomes."
        ),
        "23a": texts(f"People were allocated from {dates[0]} to {dates[1]}; {report['envelopes']} by envelope."),
        "24a": texts(*delivery_words(report)),
        "25": () if baseline is None else (baseline,),
        "26": (arms_table(report), drawn, *analyses_table(report)),
        "27": () if harms is None else (harms,),
        "28": texts(
            f"{len(extra)} exploratory analyses stand in the table above."
            if extra
            else "None outside the plan was run."
        ),
    }
