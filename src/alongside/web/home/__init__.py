"""Home: where the review stands, your name, undo."""
