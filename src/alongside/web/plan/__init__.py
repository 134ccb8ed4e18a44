"""Roll out: the planner with its answer beside it, plans that were kept, and plans side by side."""
