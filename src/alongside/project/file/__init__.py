"""Where a project is kept: one file on a disk, or a PostgreSQL database. Knows no verb and no kind of decision.

`looking` says what a path holds before anything touches it, `making` makes a file whole or not at all and copies it,
`migrating` brings the tables up to date, `settings` tells Django where they are, `guards` installs the triggers that
keep primary data from being changed, and `failures` turns what a database says into one line for a person.
"""
