"""Answer, in the project: the rule by which results are chosen and pooled. `kinds` has its kind and maker."""
