"""What is odd on purpose, because a real InfluxDB does it."""
