"""Answer, in the workbench: what stands, and the rule."""
