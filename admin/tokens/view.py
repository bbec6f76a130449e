"""The page of tokens: all of them, the form of a new one, and once the one that was just made."""

from collections.abc import Sequence
from typing import Any

from admin.roles import Role
from admin.tokens.forms import NewForm
from admin.tokens.service import LONGEST_DAYS, Made, Shown
from admin.versions import LONGEST_WHY
from web.errors import ApiError


def tokens_view(
    tokens: Sequence[Shown], form: NewForm, outcome: Made | ApiError | None, revoking: str = ""
) -> dict[str, Any]:
    """Everything that `tokens.html` shows; `revoking` is the program whose token was not revoked."""
    return {
        "tokens": tokens,
        "form": form,
        "roles": tuple(Role),
        "made": outcome if isinstance(outcome, Made) else None,
        "problem": outcome if isinstance(outcome, ApiError) else None,
        "revoking": revoking,
        "longest_days": LONGEST_DAYS,
        "longest_why": LONGEST_WHY,
    }
