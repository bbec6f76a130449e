"""The API of InfluxDB 1 (`/write`, `/query`), as InfluxDB 2 keeps it up for clients that know no other."""
