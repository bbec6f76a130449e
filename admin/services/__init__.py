"""What pages and the JSON API have in common: a few questions to the store put together into one answer."""
