"""Test, in the project: a service's own evaluation, from its design to the result that joins the evidence.

`kinds` says what is decided here, `decisions` makes each decision, `shapes` are the closed shapes of their values, and
`facet` reads what holds and appends the next row of a sealed list while nobody else can. No row of the log says who
is in which arm before the analysis was opened, and none ever says who a person is: see docs/explanation/sealed.md.
"""
