"""Find: files and searches into records, records into reports, and the flow of them all."""
