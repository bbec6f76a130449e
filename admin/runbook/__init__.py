"""The runbook: what to do about each alert."""
