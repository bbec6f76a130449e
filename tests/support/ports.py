"""Ports for servers that tests start."""

import random
import socket


def free_port() -> int:
    """A port on loopback that nothing listens on, from below the range that outgoing connections take theirs from.

    A server that a test starts may bind it seconds later, so a port that the system hands out could be gone by then.
    """
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
