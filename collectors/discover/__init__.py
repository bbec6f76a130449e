"""What unknown data are: guesses, each with its reason, and the files that a person then reads and mends."""
