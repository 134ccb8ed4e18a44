"""A service's own evaluation: how many people, who gets what, and what the outcomes say.

In the order of a trial: `samplesize` says what a design needs; `allocation` draws who gets what, by a procedure and a
seed that is sealed; `analysis` takes a table of outcomes to an effect with its interval. Each is a room with a door of
its own, and loads when it is touched.
"""
