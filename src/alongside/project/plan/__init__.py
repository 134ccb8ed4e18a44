"""Roll out, in the project: plans that a person kept. `kinds` has the kind and its maker."""
