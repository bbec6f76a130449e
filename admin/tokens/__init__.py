"""Tokens of programs for the JSON API: each with a role, and an end."""
