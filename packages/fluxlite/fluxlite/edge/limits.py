"""What one server grants to clients, before it knows who they are."""

import resource
from dataclasses import dataclass, replace

ENOUGH_FILES = 65_536
"""The open files that a process asks for at most, where the system would allow more."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one server; bytes, and seconds of silence or dawdling on the client's side alone."""

    connections: int = 4096
    """Most connections at a time; fewer where the process may open few files."""
    head: int = 32 * 1024
    """Most bytes of a request's line and headers, of a chunk's line, and of what follows a body."""
    headers: int = 128
    """Most headers of a request."""
    pipelined: int = 64
    """Most requests that a client may send before it has read the answer to the first."""
    body: int | None = None
    """Most bytes of a body; None where the application counts them itself."""
    unread: int = 16 * 2**20
    """Most bytes of a body that are thrown away once its request is answered."""
    head_s: int = 10
    """From a connection, or a request's first byte, to the end of its headers, as in InfluxDB."""
    body_s: int = 60
    """In each such span a body must bring `body_floor` bytes, or its end."""
    body_floor: int = 16 * 1024
    """Far less than the slowest line that is of any use brings."""
    take_s: int = 300
    """In which a client takes some of an answer that fills the buffers; a slow reader is no fault."""
    idle_s: int = 180
    """How long a connection may rest between two requests, as in InfluxDB: clients keep them."""

    @property
    def per_client(self) -> int:
        """Most connections of one address. Half of all: a proxy in front of us is one address, too."""
        return max(1, self.connections // 2)

    def within(self, files: int) -> "Limits":
        """The same with no more connections than a process has files for, which needs some for its data, too."""
        most = max(1, min(self.connections, files - max(64, files // 4)))
        return replace(self, connections=most)


def open_files() -> int:
    """How many files this process may have open; the soft limit is raised to the hard one first, as far as it helps."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(hard, ENOUGH_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return ENOUGH_FILES if soft == resource.RLIM_INFINITY else soft
