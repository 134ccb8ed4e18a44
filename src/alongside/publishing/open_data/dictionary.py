"""What every column of open data means, which columns are numbers, and which lead to which table."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["BOOLEANS", "DICTIONARY", "KEYS", "LINKS", "NUMBERS", "WHAT"]

WHAT: Mapping[str, str] = {
    "answers": "Every answer: outcome, part, estimate, intervals, spread, in full precision",
    "pooled_results": "Every effect that entered an answer, with its variance and weight",
    "pooled_entries": "The results of each trial that entered an answer together, where a model took all of them",
    "pooled_parts": "The results behind an effect that was put together of several",
    "left_out": "Every result that did not enter an answer that it could have entered, with the reason",
    "contrasts": "Every result: as printed, as used, and why not where it is not",
    "outcomes": "Every outcome: measure, unit, direction",
    "thresholds": "The smallest difference that matters, for each outcome that has one, and who says so",
    "studies": "Every study: what was done, by whom, for whom, where",
    "codes": "Every code with the words behind it",
    "codebook": "What every code means",
    "judgements": "What people judged: risk of bias, reasons for certainty, sentences; empty where nobody did",
    "costs": "Amounts of money as publications print them; none is converted or pooled",
    "rule": "How one number of each trial is chosen, and how the numbers are pooled",
}
"""Each table, in the order in which it is listed, and what it holds."""

DICTIONARY: Mapping[str, Mapping[str, str]] = {
    "answers": {
        "id": "address of the answer: outcome, and the part of it",
        "outcome": "id of the outcome",
        "by": "part of the main answer (dimension=code), empty for the main answer",
        "measure": "SMD (Hedges g), MD, RR, OR or RD; estimates of RR and OR are ratios, not logarithms",
        "unit": "unit of an MD",
        "higher_is_better": "true where a larger value is good for the person",
        "k": "trials",
        "participants": "people in them; empty where a trial prints no number",
        "estimate": "mean of the trials, or the trial's own where k = 1",
        "ci_low": "lower limit of the 95 % confidence interval",
        "ci_high": "upper limit",
        "pi_low": "lower limit of the 95 % prediction interval; empty below three trials",
        "pi_high": "upper limit",
        "tau2": "variance between trials, on the log scale for RR and OR; empty where nothing was pooled",
        "i2": "share of the spread that is not chance, per cent",
        "method": "estimator of tau2 (REML, DL, EE, ...); CHE: all results of each trial together, by REML (see "
        "pooled_entries); 'one trial' where nothing was pooled",
        "test": "z; knha (Hartung and Knapp's t, k - 1 degrees of freedom); adhoc (the same, its factor at least 1); "
        "CR2 (cluster-robust by trial, Satterthwaite's degrees of freedom)",
        "level": "of the intervals, 0.95 for 95 %",
        "scale": "log: beta, se, yi, vi and tau2 are of logarithms and estimate is exp(beta); identity: they are not",
        "beta": "the mean on the scale of the model",
        "se": "its standard error",
        "p": "two-sided p value of the mean",
        "q": "Cochran's Q; empty where nothing was pooled",
        "uncounted": "trials among the k that print no number of people",
        "comparator": "class of the comparator",
        "certainty": "GRADE step suggested by a rule, not judged by a person",
        "sentence": "what the pages say of it in words",
        "refused": "why there is no estimate",
        "entries": "effects that entered, where all of a trial entered together; empty where one a trial did",
        "rho": "assumed correlation of the sampling errors of two results of a trial, where they entered together",
        "tau2_within": "variance of true effects within trials, where they entered together",
        "df": "degrees of freedom of the mean, where they entered together",
        "one_a_trial": "why one result a trial entered where the rule would take all",
    },
    "pooled_results": {
        "answer": "id of the answer that it entered",
        "study": "id of the study; a study enters an answer once",
        "outcome": "id of the outcome",
        "comparator": "class of the comparator",
        "measure": "SMD, MD, RR, OR or RD",
        "yi": "effect as it entered, turned to the outcome's direction, a logarithm for RR and OR",
        "vi": "its sampling variance",
        "model_vi": "its variance in the model beside tau2: with the variance within trials, where results entered "
        "together; empty otherwise",
        "weight": "its share of the weight in the answer; the shares of an answer add to 1",
        "n": "people in it; empty where the trial prints no number",
        "results": "ids of the results behind it, joined by semicolons",
        "combined": "how several results became one effect (sub-samples, instruments, arms, results together); empty "
        "for one result",
    },
    "pooled_entries": {
        "answer": "id of an answer by CHE",
        "study": "id of the study",
        "entry": "number of the effect in the answer, from 1",
        "contrasts": "ids of the results behind it, joined by semicolons (arms and sub-samples are put together)",
        "instrument": "as printed",
        "weeks": "weeks from the start",
        "yi": "effect as it entered the model",
        "vi": "its sampling variance",
        "weight": "its share of the weight in the answer; below 0 where a more exact result of the same people stands "
        "beside it",
        "n": "people in it",
    },
    "pooled_parts": {
        "answer": "id of the answer",
        "study": "id of the study whose effect was put together of several results",
        "result": "id of a result that is part of it",
        "part": "sub-sample with its own randomised arms, where there are several",
        "instrument": "as printed",
        "yi": "the result's own effect, on the scale of the model",
        "vi": "its sampling variance",
        "n": "people in it",
    },
    "left_out": {
        "answer": "id of the answer",
        "result": "id of a result that did not enter it",
        "reason": "why not",
    },
    "outcomes": {
        "id": "address of the outcome",
        "label": "name",
        "domain": "domain of the codebook",
        "measure": "SMD, MD, RR, OR or RD",
        "unit": "unit of an MD",
        "higher_is_better": "true where a larger value is good for the person",
        "event": "what is counted, for RR, OR and RD",
        "instruments": "names in the order of preference, joined by semicolons",
        "note": "note on what may stand together",
    },
    "thresholds": {
        "outcome": "id of the outcome",
        "value": "a difference below it is too small to matter, on the outcome's own scale",
        "source": "who says so",
        "why": "and why",
    },
    "judgements": {
        "outcome": "id of the outcome",
        "study": "id of the trial whose result it is about, for risk of bias",
        "kind": "risk of bias, reason or sentence",
        "domain": "the reason that was judged (imprecision, inconsistency, ...)",
        "verdict": "low, some concerns or high; for a sentence its words",
        "steps": "for a reason: how many steps it costs (below 0) or gives",
        "why": "why, in the person's words",
        "by": "who judged",
        "at": "when, in universal time",
        "disputed": "true where two people differ and nobody has settled it",
    },
    "costs": {
        "programme": "what was costed",
        "country": "where",
        "kind": "delivery, difference (with support less without), total (of one group), gain, or price of a gain",
        "currency": "three letters, or what else was counted",
        "price_year": "year of the prices; empty where the text that was read does not say it",
        "what": "what the amount is of",
        "amount": "as printed; a minus is a saving",
        "per": "for each what",
        "ci_low": "lower limit as printed",
        "ci_high": "upper limit as printed",
        "perspective": "whose costs; empty where not said",
        "horizon_weeks": "weeks that were counted, or lifetime",
        "note": "remark of the reader",
        "source": "where it was read",
    },
    "codebook": {
        "dimension": "id of the dimension",
        "question": "what it asks of a study",
        "multiple": "true where a study may have several codes in it",
        "code": "id of the code",
        "label": "name of the code",
        "definition": "what it means",
        "example": "words that fit it",
        "note": "remark for reviewers",
    },
    "rule": {
        "setting": "name of a setting of the rule by which one number of each trial is chosen and pooled",
        "value": "its value",
    },
    "contrasts": {
        "id": "address of the result",
        "study": "id of the study",
        "outcome": "id of the outcome, empty where it belongs to none",
        "instrument": "as printed",
        "weeks": "weeks from the start",
        "comparator": "in the report's words",
        "comparator_class": "what its people had in place of peer support",
        "n1": "people offered peer support",
        "n2": "people in the comparator",
        "printed": "numbers as printed (JSON)",
        "measure": "measure of the effect as used",
        "yi": "effect as used, turned to the outcome's direction, a logarithm for RR and OR",
        "vi": "its sampling variance",
        "recovered": "what was worked out, how, and on which assumption",
        "use": "main, ask (waits for a person) or apart",
        "why": "reason where it is not used",
        "note": "note of the reader",
        "source": "where it was read",
    },
    "studies": {
        "id": "address of the study",
        "label": "name",
        "year": "year",
        "country": "country",
        "condition": "people, in the report's words",
        "supporter": "who gave support, in the report's words",
        "setting": "where",
        "design": "design",
        "training_hours": "hours of training of the supporters",
        "duration_weeks": "length of the programme in weeks",
        "is_peer_support": "yes, ask (waits for a person) or no",
        "doi": "DOIs of its reports",
    },
    "codes": {
        "study": "id of the study",
        "dimension": "dimension of the codebook",
        "code": "code",
        "words": "the words behind it",
        "verbatim": "true where they are quoted word for word",
        "sure": "false where the reader wants a person to look",
        "source": "where they were read",
    },
}

KEYS: Mapping[str, tuple[str, ...]] = {
    "answers": ("id",),
    "pooled_results": ("answer", "study"),
    "pooled_entries": ("answer", "entry"),
    "pooled_parts": ("answer", "result"),
    "contrasts": ("id",),
    "outcomes": ("id",),
    "thresholds": ("outcome",),
    "studies": ("id",),
    "codebook": ("dimension", "code"),
    "rule": ("setting",),
}
"""Columns that name a row."""

LINKS: Mapping[str, tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]] = {
    "answers": ((("outcome",), "outcomes", ("id",)),),
    "pooled_results": (
        (("answer",), "answers", ("id",)),
        (("study",), "studies", ("id",)),
        (("outcome",), "outcomes", ("id",)),
    ),
    "pooled_entries": ((("answer", "study"), "pooled_results", ("answer", "study")),),
    "pooled_parts": (
        (("answer", "study"), "pooled_results", ("answer", "study")),
        (("result",), "contrasts", ("id",)),
    ),
    "left_out": ((("answer",), "answers", ("id",)),),
    "contrasts": ((("study",), "studies", ("id",)),),
    "thresholds": ((("outcome",), "outcomes", ("id",)),),
    "judgements": ((("outcome",), "outcomes", ("id",)),),
    "codes": ((("study",), "studies", ("id",)), (("dimension", "code"), "codebook", ("dimension", "code"))),
}
"""Columns that name a row of another table: the columns, the table, and its columns."""

NUMBERS = frozenset(
    {"k", "participants", "uncounted", "estimate", "ci_low", "ci_high", "pi_low", "pi_high", "tau2", "i2", "level"}
    | {"beta", "se", "p", "q", "yi", "vi", "weight", "n", "n1", "n2", "weeks"}
    | {"rho", "tau2_within", "df", "entry", "entries", "model_vi", "steps", "amount"}
)
"""Columns that hold numbers in whichever table; `value` of the thresholds besides."""

BOOLEANS = frozenset({"disputed", "higher_is_better", "verbatim", "sure", "multiple"})
