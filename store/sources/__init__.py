"""Where telemetry lies in the store: in our own bucket, and in the buckets of others, which are read in place."""
