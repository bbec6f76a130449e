"""The audit: who changed what, when, from what, to what, and why, each entry chained to the one before."""

from admin.chain.entry import audit

__all__ = ["audit"]
