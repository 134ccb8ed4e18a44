"""Test: a service's own evaluation, step by step.

In the order of a trial: `designing` keeps what the evaluation is to be and locks its plan, `allocating` draws one
person or cluster at a time from the sealed list, `loading` takes the tables in, `opening` is the button that runs the
planned analysis, `joining` makes the result one more trial of the evidence. `evaluations` says where an evaluation
stands, `documents` are its protocol and report, `vault` keeps what may not be in the project, `example` is invented.
"""
