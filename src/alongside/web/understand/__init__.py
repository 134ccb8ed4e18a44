"""Understand, in the workbench: studies, codes, results."""
