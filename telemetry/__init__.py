"""The language that all rooms speak: catalogue, settings, line protocol, and the gateway to InfluxDB."""
