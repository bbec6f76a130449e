"""The registry of assets."""
