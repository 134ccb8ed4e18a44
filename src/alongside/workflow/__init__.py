"""One folder a verb: each reads the project, calls an engine, and writes decisions. Only here do the two meet.

`find` imports and searches, `screen` keeps decisions on records, `understand` loads and codes studies, `answer` works
the answers out and explains them, `share` writes what others read. `tools` runs the engines on plain files, `demo`
builds the demonstration, `undoing` takes back what one act wrote,
`making_whole` makes a file that is there only when it is filled.
"""
