"""The rooms of `hostile_projects.py`: contents invented, written into a project, and every page of it visited."""
