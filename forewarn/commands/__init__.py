"""One file a command of `forewarn`; each has a click command named `command`."""
