"""Where the store meets its clients: where it listens, how it stops, and what a stranger can take from it.

The modules are those of the room `web` of the repository that this package lives in, whose tests hold them to it.
"""
