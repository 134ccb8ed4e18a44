"""Understand, in the project: studies with their arms and codes, outcomes, instruments, and results as printed.

`shapes` says what the values look like, `kinds` what is decided here, `payloads` makes each decision from an evidence
type and reads it back, `facet` is `project.understand`.
"""
