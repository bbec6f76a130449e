"""Exports: what the store holds as a file that is sent while it is read, and links to one that need no sign-in."""
