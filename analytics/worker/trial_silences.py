"""A trial of silences: they change nothing of what is judged, so what was told is held against them, and nothing is
judged anew."""

from collections.abc import Mapping, Sequence

from analytics.backtest.known import against
from analytics.backtest.silenced import Judged, as_hushed, as_told, hushed, silenced
from analytics.backtest.trial_report import Report, of_silences
from analytics.policies.policy import DEFAULT_SCOPE
from analytics.policies.proposal import carrier
from analytics.policies.silence import Silence
from analytics.worker.known import known
from analytics.worker.scopes import class_of
from analytics.worker.told import judged, messages
from contract.errors import ContractError
from contract.time import rfc3339
from contract.zones import Zones
from store.gateway import Gateway


def hidden(gateway: Gateway, zones: Zones, silences: Sequence[Silence], start: int, stop: int) -> Report:
    """What silences would have hidden from `start` to before `stop` (ns).

    Raises `GatewayError`, and `ContractError` for a silence of what is not there, or where nothing of it was judged.
    """
    seen = judged(gateway, start, stop)
    for one in silences:
        _check(gateway, seen, one)
    own = {name: of for name, of in seen.items() if any(_touches(one, name, of) for one in silences)}
    if not own:
        raise ContractError("start", f"nothing of it was judged between {rfc3339(start)} and {rfc3339(stop)}")
    of = known(gateway, frozenset(own), start, stop)
    told = [one for one in messages(gateway, start, stop) if one.asset in own]
    found = hushed(told, silences, zones, of, start, stop)
    before, after = against(as_told(found), of, stop), against(as_hushed(found), of, stop)
    return of_silences(start, stop, before, after, silenced(found, own, of, start, stop))


def _touches(silence: Silence, asset: str, of: Judged) -> bool:
    return silence.scope in (DEFAULT_SCOPE, of.asset_class, asset)


def _check(gateway: Gateway, seen: Mapping[str, Judged], silence: Silence) -> None:
    scope = silence.scope
    own = seen[scope].asset_class if scope in seen else None
    kind = "" if scope == DEFAULT_SCOPE else own or class_of(gateway, scope)
    if silence.signal:
        carrier(kind, silence.signal)
