"""One module a format. Each knows its format by the content, reads it, and writes it where people need it written.

`looks_like(source)` is asked of the first bytes; `read(source)` gives a `Record` or a `Broken` for every entry, in the
order of the file, in memory that does not grow with it; `write(records, stream)` gives how many it wrote. The register
of all of them is `alongside.records.files`.
"""
