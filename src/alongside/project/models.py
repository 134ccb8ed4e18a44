"""The module in which Django looks for tables. Each room has its own; the register names the rooms."""

from alongside.project.register import load_tables

load_tables()
