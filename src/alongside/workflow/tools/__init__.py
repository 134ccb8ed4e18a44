"""The engines on plain files, without a project."""
