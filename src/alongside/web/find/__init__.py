"""Find, in the workbench: imports, searches, records, duplicates, the flow diagram."""
