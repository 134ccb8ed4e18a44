"""The workbench, and the public pages served live: Django on one machine, for the people who make the review.

`serving` starts it on a loopback port; `settings` configures Django for one project; `urls` is the table of addresses.
One folder a verb has its addresses, views, templates and scripts; `public` serves the pages of the answer, which are
`publishing`'s own; `frame` draws what every page has, `tasks` streams long work.
"""
