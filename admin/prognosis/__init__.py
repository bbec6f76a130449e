"""What lies ahead of the assets: when each will fail as far as that can be known, and the condition that it is in."""
