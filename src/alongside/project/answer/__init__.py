"""Answer, in the project: the rule by which results are chosen and pooled, and what people judged of certainty.

`kinds` has the rule's kind and maker, `judging` those of the judgements, `facet` gives back what holds.
"""
