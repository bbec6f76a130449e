"""How fast the analytics score, and what a series costs: `forewarn bench score`."""
