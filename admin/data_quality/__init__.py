"""Faults of the data itself: how often, and where."""
