"""One signal of an asset: its scores, and its course inside the expected band."""
