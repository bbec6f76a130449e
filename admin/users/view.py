"""The pages of users: all of them with the form of a new one, and one with what can be changed."""

from collections.abc import Sequence
from typing import Any

from admin.roles import Role
from admin.users.forms import ChangeForm, NewForm
from admin.users.passwords import LEAST, MOST
from admin.users.service import Shown
from admin.versions import LONGEST_WHY
from web.errors import ApiError

_SHARED: dict[str, Any] = {"roles": tuple(Role), "least": LEAST, "most": MOST, "longest_why": LONGEST_WHY}


def list_view(users: Sequence[Shown], form: NewForm, problem: ApiError | None, *, provided: bool) -> dict[str, Any]:
    """Everything that `users.html` shows; `provided` where there is an identity provider."""
    return {**_SHARED, "users": users, "form": form, "problem": problem, "provided": provided}


def one_view(user: Shown, form: ChangeForm | None, problem: ApiError | None) -> dict[str, Any]:
    """Everything that `user.html` shows: what was typed, or the user as it is."""
    enabled = "" if user.disabled else "on"
    typed = form or ChangeForm(version=user.version, role=user.role, enabled=enabled)
    # Who did not see the newest version is told so when saving, and only then may save on top of it.
    seen = typed.version if not (problem and problem.status == 409) else user.version
    return {**_SHARED, "user": user, "form": typed, "seen": seen, "problem": problem}
