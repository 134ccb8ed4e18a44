"""Screen: which record comes next, what is decided about it, and when to stop.

`planning` says what the ranking learns from first, what is to be reached and which reasons there are. `learner` ranks
in the background; `desk` puts records before a person and takes their word (`deciding`), whose word is shown to whom is
`visible`'s. `sampling` draws, `progress` counts and estimates, `heuristics` says what rules of thumb say, `certifying`
writes what was promised and checks it. `reports` decides on reports at full text and makes studies of what is included.
"""
