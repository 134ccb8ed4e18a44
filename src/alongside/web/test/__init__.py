"""Test: a service's own evaluation on pages, from the question to the report.

`form` reads the design's form, `views` are its pages and acts, `conduct` those that need the secret: allocate, load, open.
"""
