"""One module a verb, and the public pages."""
