"""From a review's state to what people read: pages, a report, figures, open data.

`review.Review` is what everything is made of. `pages` turns it into values, `templates` into HTML; `site` writes the
static site, `report` the one self-contained document and its PDF, `open_data` the tables with their dictionary, and
`figures` draws. The same review gives the same bytes.
"""
