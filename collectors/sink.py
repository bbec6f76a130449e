"""Where collectors put their lines, and whom they tell how far they are."""

from collections.abc import Callable, Sequence
from typing import Protocol


class Sink(Protocol):
    """Takes lines of line protocol: a `store.writer.Writer`, or anything like it."""

    def write(self, lines: Sequence[str]) -> None:
        """Take these lines."""


Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""


def unwatched(done: int, total: int) -> None:
    """Progress that nobody watches."""
