"""Durable storage of the embedded store.

A write goes to the journal (synced before it is acknowledged) and into memory; from time to time what is in memory
goes, sorted, into DuckDB's columns on disk, and the journal behind it is dropped. A reader sees both as one.
"""
