"""One idea of detection a file: each looks at a moment in its own way, and says to the others what it found there."""
