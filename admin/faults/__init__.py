"""Fault episodes: raised, cleared, and what to do about them."""
