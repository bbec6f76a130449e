"""Where people reach the admin, which boards and alerts lead to."""

import os

ADMIN_URL = (os.environ.get("FOREWARN_ADMIN_URL") or "http://127.0.0.1:8000").rstrip("/")
"""Grafana expands no environment in links and annotations: who reaches it elsewhere makes them anew; in messages the
address follows by itself, by the label `admin`."""
