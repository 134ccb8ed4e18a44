"""What several verbs say together: how far each record has come, views of the records, the flow of the review, counts.

`index` holds for each record where it was imported and what was decided, in arrays that follow the log; everything here
is counted from it, so that no two pages count differently. `groups` says which record stands for a report that several
records are of. `query_language` takes apart what a person types, `views` answers with any window of it, `flow` counts
for PRISMA, `counts` for home and for every page's frame. `facet` is `project.overview`.
"""
