"""Rows of config that break the contract: each is told of once, however often the rows are read again."""

import logging
from collections.abc import Iterable

log = logging.getLogger(__name__)

AT_ONCE = 20
"""Lines of the log that one reading may cost."""


class Refused:
    """What is refused at present, in words."""

    def __init__(self) -> None:
        self._reported: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self._reported)

    def tell(self, reasons: Iterable[str]) -> None:
        """Log what was not refused before; `reasons` are all that are refused now."""
        refused = frozenset(reasons)
        new = sorted(refused - self._reported)
        for reason in new[:AT_ONCE]:
            log.warning("%s", reason)
        if len(new) > AT_ONCE:
            log.warning("%d more rows of config are refused", len(new) - AT_ONCE)
        self._reported = refused
