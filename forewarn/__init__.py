"""The front door: the `forewarn` command and the launcher of `make run`."""
