"""The append-only log of decisions and its machinery. Knows no verb: what can be decided comes as a `Register`.

1. `kinds` says what a kind of decision is, checks a value against its shape, and reads rows of older shapes through
   their upgrades; `rooms` puts the kinds and projections of every verb together into a `Register`.
2. `opening` opens a project, a file on a disk or a database, and gives a `sessions.Session`. `appending` adds
   decisions, all or none; each becomes a row that is never changed, chained by its digest (`chain`) to the row before.
3. `state` says, from nothing but the set of rows about a subject, which row holds. `projecting` keeps that as tables
   that can be dropped and made again; `tables` has those that every project has.
4. `reading` gives rows back, `changes` says what was appended since; `merge` takes another project's rows, `verify`
   recomputes every digest.

A row of a kind or shape that this version does not know is kept, chained, verified, exported and merged like any other.
It is counted (`reading.unreadable`), and left out of the projections.
"""
