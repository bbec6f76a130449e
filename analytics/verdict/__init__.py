"""From what the layers saw to score, level, risk, fault events and words."""
