"""What a script says, before anything runs: its tree, its names, its types."""
