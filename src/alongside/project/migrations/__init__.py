"""Migrations. The number of the last one is the schema number that a file carries (`files.SCHEMA`)."""
