"""Whose class a scope is of: its own, or that of its asset."""

from contract.catalogue import CLASSES
from contract.errors import ContractError
from store import queries
from store.gateway import Gateway

SEEN = "-30d"
"""An asset that was not heard of for so long is none."""


def class_of(gateway: Gateway, scope: str) -> str:
    """The class of a class or an asset. Raises `ContractError` where it is neither, and `GatewayError`."""
    if scope in CLASSES:
        return scope
    for query in ("admin_asset_seen", "admin_registered"):
        for row in gateway.query(queries.render(query, start=SEEN, asset=scope, assets=[scope])).rows():
            return str(row["asset_class"])
    raise ContractError("scope", f"{scope[:100]!r} is no class, and no asset of it was seen in 30 days")
