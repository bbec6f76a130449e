"""Trouble codes: those that an asset's control unit keeps."""

from typing import Literal

from admin.store import Store
from admin.trouble import repository
from admin.trouble.repository import TroubleCode
from contract.trouble import ERASED

State = Literal["kept", "pending", "confirmed", "erased", "all"]


def chosen(store: Store, asset: str, state: State, days: int) -> list[TroubleCode]:
    """Those in a state (`kept`: all but erased), the lamp's first, then the newest. Raises `GatewayError`."""
    found = [each for each in repository.codes(store, asset, days) if _is(each, state)]
    return sorted(found, key=lambda each: (each.mil, each.last_told, each.code), reverse=True)


def _is(code: TroubleCode, state: State) -> bool:
    return state == "all" or state == code.state or (state == "kept" and code.state != ERASED)
