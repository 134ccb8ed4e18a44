"""Find, in the project: imported files with their records, what repeats what, searches, saved views.

`kinds` says what is decided here, with a maker for each decision; `tables` and `projections` have its own tables.
`records` keeps imported records and gives them back, `attempts` remembers how imports ended, `duplicates` is what the
search for duplicates asks, `words` looks words up in the database's index. `facet` is `project.find`.

Imported records are primary data beside the log: kept once, only ever added to, covered by the digest in the decision
that imported them.
"""
