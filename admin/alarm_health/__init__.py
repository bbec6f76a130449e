"""Alarm health: how much people are told, beside what is held to be manageable, and what rings most."""
