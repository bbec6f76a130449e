"""The embedded default: one process that speaks the InfluxDB 2 HTTP API and a frozen subset of Flux."""
