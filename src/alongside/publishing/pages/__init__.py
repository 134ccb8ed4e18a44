"""One module a page: each turns a `Review` into the values that its template shows.

`answer` (home), `outcome`, `study`, `what` (what it is), `people` (people like ours), `method` (how we know), `data`,
`changes` (between two builds).
"""
