"""Users: which there are, adding one, and changing one."""

from fastapi import APIRouter

from admin.dependencies import ActorOf, PartsOf
from admin.users.forms import Change, NewUser
from admin.users.service import Shown

router = APIRouter()


@router.get("/api/users")
def read(parts: PartsOf) -> list[Shown]:
    """All users of the admin, by name; that of the environment is none of them."""
    return parts.users.entries()


@router.post("/api/users", status_code=201)
def add(new: NewUser, parts: PartsOf, actor: ActorOf) -> Shown:
    """Add a user; 409 for a name that somebody has."""
    return parts.users.add(new.name, new.role, new.password.get_secret_value(), new.why, actor)


@router.patch("/api/users/{name}")
def change(name: str, order: Change, parts: PartsOf, actor: ActorOf) -> Shown:
    """Give a user another role or password, disable or enable one; 409 where the version seen is not the newest."""
    password = order.password.get_secret_value() if order.password else None
    return parts.users.change(
        name, order.version, order.why, actor, role=order.role, password=password, disabled=order.disabled
    )
