"""Novelty: how far one signal is from everything it has done before, online from the first row."""

from analytics.layers.novelty.channels import CHANNELS
from analytics.layers.novelty.layer import Novel, Novelty, look, recent, watch

__all__ = ["CHANNELS", "Novel", "Novelty", "look", "recent", "watch"]
