"""Backup, restore and verification of the stack."""
