"""What every page has: the project, the verbs with what waits, errors in words, addresses."""
