"""Sentences that protocol and report share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from alongside.evaluation.protocol import Protocol, planned
from alongside.publishing.evaluation.account import Account

__all__ = [
    "ANALYSES",
    "DESIGNS",
    "DISTANCES",
    "METHODS",
    "allocation_words",
    "concealment_words",
    "design_words",
    "estimand_rows",
    "is_stated",
    "ratio_words",
    "size_words",
]

ANALYSES = {
    "primary": "The planned comparison",
    "cluster-level": "Means of groups or clusters compared",
    "gee": "Estimating equations, corrected for few groups",
    "imputed": "With missing outcomes imputed",
    "tipping-point": "How much worse missing outcomes would have to be",
    "randomisation": "Arms drawn again by the same procedure",
    "compliers": "The effect in those who take support up because it is offered",
    "repeated": "The effect at each visit",
}
"""Analyses in a few words."""

DISTANCES = {
    "range": "the range of the counts (Pocock and Simon 1975)",
    "variance": "the variance of the counts (Pocock and Simon 1975)",
    "taves": "the sum of the counts (Taves 1974)",
}
"""By what minimisation calls arms alike."""

METHODS = {
    "blocks": "Permuted blocks: nobody knows their sizes. Simple and hard to guess; balances strata.",
    "minimisation": "Minimisation: each person goes, more often than not, to the arm that leaves the arms most alike. "
    "For few people and several things to balance.",
    "clusters": "All clusters together, in one act: where whole groups are randomised and you know them all before.",
}
"""How the next arm is drawn."""

DESIGNS = {
    "individual": "People are randomised one by one; nobody shares a supporter or a group.",
    "partially-nested": "People are randomised one by one; those with support share supporters or groups, the "
    "others do not "
    "(partially nested).",
    "waiting-list": "People are randomised one by one to support now or after waiting; those with support share "
    "supporters or "
    "groups.",
    "cluster": "Whole groups of people (clusters) are randomised.",
}


def design_words(protocol: Protocol) -> str:
    """The design in a sentence."""
    return DESIGNS.get(protocol.design, "")


def ratio_words(protocol: Protocol) -> str:
    """Arms and their ratio."""
    ratio = f"{protocol.ratio_support} : {protocol.ratio_comparison}"
    return f"Two parallel arms, {protocol.support} and {protocol.comparison}, {ratio}."


def allocation_words(protocol: Protocol) -> str:
    """The procedure; the order of its blocks is known to nobody."""
    if protocol.method == "minimisation":
        factors = " and ".join(f"{name} ({', '.join(levels)})" for name, levels in protocol.factors.items())
        return (
            f"Minimisation over {factors}: for each person the arm that leaves the arms most alike, by "
            f"{DISTANCES.get(protocol.distance, protocol.distance)}, is drawn with a probability of "
            f"{protocol.probability:g}; a tie is drawn by the ratio."
        )
    if protocol.method == "clusters":
        within = f" within the strata {', '.join(protocol.strata)}" if protocol.strata else ""
        return f"All clusters are drawn together in one act{within}, in the ratio as near as their number allows."
    strata = f", within the strata {', '.join(protocol.strata)}" if protocol.strata else ""
    return f"Permuted blocks whose sizes are drawn at random and shown to nobody{strata}."


def concealment_words(protocol: Protocol) -> tuple[str, str, str]:
    """How the sequence is made, concealed, and opened."""
    outage = (
        " In an outage people wait: no envelope can hold an arm that depends on who comes."
        if protocol.method == "minimisation"
        else ""
        if protocol.method == "clusters"
        else " In an outage, sealed envelopes with a sequence of their own are opened in their order and written down "
        "after."
    )
    return (
        "A secret of 32 random bytes is drawn by the computer when the plan is locked; the sequence is a "
        "function of it "
        "(SHA-256), and its seal is published in the log before anybody is allocated.",
        "One person at a time is drawn and committed in one act. The arm is told to whoever asks for that "
        "person, and stands "
        f"sealed in the log; the secret is kept apart from the project. Nobody is drawn twice.{outage}",
        "An arm that was drawn can be looked up again for a stated reason; who looked, when and why stands in the log.",
    )


def estimand_rows(protocol: Protocol) -> tuple[tuple[str, str], ...]:
    """The five attributes that are said."""
    estimand = planned(protocol).estimand
    rows = (
        ("Population", estimand.population),
        ("Treatment", f"{estimand.treatment} against {protocol.comparison_words or protocol.comparison}"),
        ("Variable", estimand.variable),
        ("Intercurrent events", estimand.intercurrent_events),
        ("Summary", estimand.summary),
    )
    return tuple((name, text) for name, text in rows if text and not text.startswith(" against"))


def size_words(account: Account) -> tuple[str, ...]:
    """What is needed, and on what that rests."""
    needed, protocol = account.requirement, account.protocol
    if needed is None:
        return ()
    groups = f" in {needed.clusters[0]} groups" if needed.clusters[0] else ""
    with_comparison = f" and {needed.clusters[1]}" if needed.clusters[1] else ""
    return (
        f"{needed.total} people: {needed.support} with support{groups}{with_comparison}, {needed.comparison} "
        f"without. Power "
        f"{needed.power:.2f} at a two-sided level of 0.05.",
        f"Assumed: a difference of {protocol.difference:g}, a standard deviation of "
        f"{1.0 if protocol.sd is None else protocol.sd:g}, an intracluster correlation of {protocol.icc:g}, "
        f"{protocol.group_size:g} people a group, {protocol.retained:.0%} who give the outcome. {protocol.sources}",
        f"{needed.formula} ({needed.source}).",
    )


def is_stated(arm: Mapping[str, Any]) -> bool:
    """Whether anything was written down of who received the support. Reports of earlier versions say 0 where not."""
    return bool(arm["received"] or arm["not_received"])
