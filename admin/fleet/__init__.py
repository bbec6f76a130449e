"""The fleet at a glance: every asset in its place, highest risk first."""
