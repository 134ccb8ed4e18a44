"""Long work that a page follows."""
