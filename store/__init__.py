"""The one door to InfluxDB: writing with a spool behind it, reading into columns, the shipped queries, setting up."""
