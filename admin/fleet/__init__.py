"""The fleet at a glance: every asset in its place, highest risk times criticality first."""
