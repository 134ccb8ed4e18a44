"""The public pages, served live."""
