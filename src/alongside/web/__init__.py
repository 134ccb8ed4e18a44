"""The workbench, and the public pages served live: Django on one machine, for the people who make the review.

`serving` starts it on a loopback port; `settings` configures Django for one project; `urls` is the table of addresses;
`views` has one module a verb. Pages of the answer are `publishing`'s own; here they get addresses and a way back.
"""
