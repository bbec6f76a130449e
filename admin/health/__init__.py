"""`/healthz`: whether store, telemetry and worker live."""
