"""Figures: where things stand on an axis (`axis`), the small pictures in rows (`rows`), the whole plot (`forest`).

The geometry is worked out once in `axis`. Pages draw it as small SVG pictures inside the rows of a table, so that a
forest plot is a table that a screen reader can read and a telephone can stack; what is saved or printed is one
Vega-Lite chart of the same numbers.
"""
