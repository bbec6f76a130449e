"""The stack of `docker-compose.yml` as one thing: back it up, restore it, verify it."""
