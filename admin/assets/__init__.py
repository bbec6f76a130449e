"""One asset: its page and what the API tells of it."""
