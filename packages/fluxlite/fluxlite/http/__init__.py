"""The InfluxDB 2 HTTP API of the embedded store."""
