"""What the control API answers with when it does not do what was asked."""

from web.errors import ApiError


def busy() -> ApiError:
    """503: the loop is taken up, by a large world that is entered or by a store that does not take its lines."""
    return ApiError(503, "busy", "The simulation did not come to it in time; nothing was changed. Try again.")


def not_kept(error: OSError) -> ApiError:
    """503: the changes cannot be written to the disk."""
    reason = error.strerror or type(error).__name__
    return ApiError(503, "not_kept", f"It could not be kept, so nothing was changed: {reason}.")
