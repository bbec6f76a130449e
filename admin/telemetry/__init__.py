"""Telemetry for programs: the newest value of every signal, recent samples, trends, and a door for samples as JSON."""
