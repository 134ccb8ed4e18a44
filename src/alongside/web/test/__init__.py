"""Test: a service's own evaluation on pages, from the question to the report.

`form` reads the design's form, `views` are its pages and acts, `conduct` the acts
of a trial: lock, allocate, load, open, join.
"""
