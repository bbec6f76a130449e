"""Replay: recordings in CSV take the same path into the store as live telemetry does."""

from collectors.replay.mapping import Mapping, load
from collectors.replay.player import Report, Shift, replay

__all__ = ["Mapping", "Report", "Shift", "load", "replay"]
