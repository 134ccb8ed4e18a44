"""Which records are the same report: in this version those that share a DOI or a PubMed id.

`exact_duplicates` takes records one after another and gives each later one with the first that it repeats. Two records
that share a DOI but are plainly different (a supplement's DOI, a typing error) are a `Conflict` and are left alone.
"""

from alongside.deduplication.exact import Conflict, Duplicate, exact_duplicates

__all__ = ["Conflict", "Duplicate", "exact_duplicates"]
