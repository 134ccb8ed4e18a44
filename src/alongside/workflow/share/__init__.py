"""Share: the project as pages, report and open data."""
