"""Engines of C-MAPSS: how long each will still run, and how right that is."""
