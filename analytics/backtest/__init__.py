"""What would have been told of a recording: judged in its own time, learned from as a live worker would have."""
