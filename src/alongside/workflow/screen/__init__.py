"""Screen: decisions on records and reports."""
