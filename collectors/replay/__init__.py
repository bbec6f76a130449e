"""Replay: recordings take the same path into the store as live telemetry does."""

from collectors.replay.frames import Chunk
from collectors.replay.mapping import Mapping, load
from collectors.replay.player import Plan, Report, Shift, plan, play, replay
from collectors.replay.recording import open_recording
from collectors.replay.tally import Tally

__all__ = [
    "Chunk", "Mapping", "Plan", "Report", "Shift", "Tally", "load", "open_recording", "plan", "play", "replay",
]  # fmt: skip
