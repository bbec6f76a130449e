"""What everybody speaks: classes, signals, failure modes, measurements, units, checks, settings, errors."""
