"""Simulated machines through the worker's own pipeline without a store: courses to failure to learn from."""
