"""The admin: pages and a JSON API to watch the fleet and to tune thresholds, in front of the store."""
