"""Incidents: what one cause does to an asset, with its episodes and its course."""
