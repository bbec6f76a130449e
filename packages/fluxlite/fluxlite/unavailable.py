"""The one error for what a disk does not allow now."""


class UnavailableError(Exception):
    """Nothing was changed, and the same may work later: the disk is full, or fails. Answered with 503."""
