"""What every HTTP edge of ours shares: where it listens, how it stops, and what a stranger can take from it."""
