"""Tokens of programs: which there are, making one, and revoking one."""

from fastapi import APIRouter

from admin.dependencies import ActorOf, PartsOf
from admin.tokens.forms import NewToken, Revocation
from admin.tokens.service import Made, Shown

router = APIRouter()


@router.get("/api/tokens")
def read(parts: PartsOf) -> list[Shown]:
    """The newest token of every program; that of the environment is none of them."""
    return parts.tokens.entries()


@router.post("/api/tokens", status_code=201)
def add(new: NewToken, parts: PartsOf, actor: ActorOf) -> Made:
    """Make a token for a program, and tell it this once; 409 where the program has one that holds."""
    return parts.tokens.add(new.program, new.role, new.days, new.why, actor)


@router.post("/api/tokens/{program}/revoke")
def revoke(program: str, order: Revocation, parts: PartsOf, actor: ActorOf) -> Shown:
    """Let a token in no more; 409 where the version that was seen is not the newest."""
    return parts.tokens.revoke(program, order.version, order.why, actor)
