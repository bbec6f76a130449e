"""A store: one process that speaks the InfluxDB 2 HTTP API, a frozen subset of Flux, and InfluxQL."""
