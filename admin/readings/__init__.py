"""What the worker and the collectors have written, as several nouns ask for it: risk, scores, presence."""
