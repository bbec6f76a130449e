"""Thresholds: what is in force, its history, a preview, and setting a new version."""
