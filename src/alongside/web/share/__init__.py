"""Share, in the workbench: pages, report and open data to take away."""
