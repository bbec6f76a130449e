"""What is normal, learned from history or from the first samples, and learned again."""
