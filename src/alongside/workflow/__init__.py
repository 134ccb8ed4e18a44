"""One module a verb: each reads the project, calls an engine, and writes decisions. Only here do the two meet.

`find` imports records and keeps screening decisions, `understand` loads and codes studies, `answer` works the answers
out and explains them, `share` writes what others read. `demo` builds the demonstration from the packaged evidence, and
`evidence_check` holds the packaged rows against themselves.
"""
