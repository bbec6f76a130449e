"""The FastAPI admin: thresholds, fleet and asset pages, and a JSON API."""
