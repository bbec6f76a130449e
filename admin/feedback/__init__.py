"""Feedback: what people and programs say of incidents."""
