"""How much the store lets gather before a flush, and what DuckDB may take."""

from dataclasses import dataclass

from fluxlite.storage.memtable import Memtable


@dataclass(frozen=True, slots=True)
class Limits:
    """Points and bytes are those in memory; reaching any one is reason for a flush."""

    points: int = 1_000_000
    bytes: int = 96 * 2**20
    journal_bytes: int = 256 * 2**20
    checkpoint_bytes: int = 16 * 2**20
    """How long DuckDB's own log becomes before it goes into the file."""
    patience_seconds: float = 60.0
    """How long a write waits for a flush to make room before it is refused."""
    columns_memory: str = "400MB"
    threads: int = 2

    def reached(self, memory: Memtable, journal_bytes: int, times: int) -> bool:
        """Whether so many times as much as fits has gathered."""
        return (
            memory.rows >= times * self.points
            or memory.bytes >= times * self.bytes
            or journal_bytes >= times * self.journal_bytes
        )
