"""Receivers of cases, a file each, all of one contract."""
