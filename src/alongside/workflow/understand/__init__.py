"""Understand: studies with their codes and results into the project, and the packaged evidence held against itself."""
