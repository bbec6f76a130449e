"""Roles: what who comes in may do. Each may do what those before it may."""

from enum import StrEnum

from contract.errors import ContractError


class Role(StrEnum):
    """From the least to the most: reads; answers incidents and tells of work; sets thresholds, lets people in."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMIN = "admin"

    def may(self, needed: "Role") -> bool:
        """Whether it may do what another role is needed for."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


def parse_role(said: object) -> Role:
    """The role of that name; raises `ContractError` that lists them."""
    try:
        return Role(str(said))
    except ValueError:
        raise ContractError("role", f"{str(said)[:100]!r} is not one of {', '.join(Role)}") from None
