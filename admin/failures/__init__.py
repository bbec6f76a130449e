"""Failures that people and programs told of: what the predictions are held against."""
