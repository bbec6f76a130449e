"""Trouble codes that control units of vehicles keep."""
