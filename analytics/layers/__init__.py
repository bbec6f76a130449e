"""One idea of detection a file: each looks at the samples in its own way and knows nothing of the others."""
