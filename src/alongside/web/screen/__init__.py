"""Screen: pages."""
