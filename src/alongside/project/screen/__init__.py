"""Screen, in the project: who decided what about a record, whether its report was retrieved, and where it is now.

`kinds` says what is decided here, with a maker for each decision, `status` works out a record's status from what holds,
`tables` and `projections` keep it.
"""
