"""The worker: reads new telemetry, scores it, and writes risk with its reasons back."""
