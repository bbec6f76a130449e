"""What each asset did on each day, as the worker worked it out."""
