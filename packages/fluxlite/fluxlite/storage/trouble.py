"""What is wrong with a part of the store: known to health, and told in the log once when it begins and when it ends."""

import logging

from fluxlite.unavailable import UnavailableError

log = logging.getLogger("fluxlite.storage")


class Trouble:
    """The state of one part of the store; `what` says what cannot be done, such as "the journal cannot be written"."""

    def __init__(self, what: str) -> None:
        self._what = what
        self.message: str | None = None
        """What cannot be done and why; None while all is well."""

    def begin(self, reason: object) -> UnavailableError:
        """Note a failure; gives the error for those who are refused."""
        fresh, self.message = self.message is None, f"{self._what}: {first_line(reason)}"
        if fresh:
            log.error("%s", self.message)
        return UnavailableError(self.message)

    def end(self) -> None:
        """Note that it works again."""
        if self.message is not None:
            log.warning("over, and all goes on: %s", self.message)
            self.message = None

    def check(self) -> None:
        """Raise UnavailableError while there is a failure."""
        message = self.message
        if message is not None:
            raise UnavailableError(message)


def first_line(reason: object) -> str:
    """The first line of an error: DuckDB adds advice and stacks of calls below it."""
    return str(reason).partition("\n")[0]
