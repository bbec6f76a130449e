"""Where two stretches of time meet that were judged one by one: an episode that is open there is one, not two.

The later stretch was judged, and written, first. So an episode that is open at the end of the earlier one takes the id
under which the later one goes on with it, or ends there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from analytics.engine.state import State
from contract.levels import SEVERITIES
from contract.time import SECOND
from store import queries
from store.gateway import Gateway
from store.points import Point

Key = tuple[str, str, str, str]
"""Asset, code, severity and signal."""


def later_ones(gateway: Gateway, start: int, stop: int) -> dict[Key, str]:
    """The ids of episodes that were told of from `start` to before `stop` (ns), the first of each kind.

    Raises `GatewayError`.
    """
    rows = gateway.query(queries.render("admin_faults", start=start, stop=stop)).rows()
    found: dict[Key, str] = {}
    for row in sorted(rows, key=lambda row: raised(row["episode"]), reverse=True):
        found[row["asset"], row["code"], row["severity"], str(row.get("signal"))] = row["episode"]
    return found


def raised(episode: str) -> int:
    """The second in which an episode was raised, by its id; 0 where that is none of ours."""
    last = episode.rpartition("-")[2]
    return int(last) if last.isdecimal() else 0


def opened(state: State, begin: int) -> list[Point]:
    """What is open where a stretch begins, told as of then."""
    fleet = state.fleet
    return [episode.point(fleet.assets[episode.asset], "raised", begin) for episode in state.episodes.open.values()]


def joined(state: State, events: Iterable[Point], later: Mapping[Key, str], end: int) -> list[Point]:
    """The events of a stretch that ends now, whose open episodes go on in what is `later`, or end.

    Where a later one is of another severity, they end when it is raised, as one that turns critical does.
    """
    renamed, ends = {}, []
    for episode in state.episodes.open.values():
        asset = state.fleet.assets[episode.asset]
        alike = {
            severity: name
            for (owner, code, severity, signal), name in later.items()
            if (owner, code, signal) == (asset.name, episode.code, episode.signal)
        }
        following = alike.get(SEVERITIES[episode.level])
        if following is None:
            least = min((raised(name) * SECOND for name in alike.values()), default=end)
            ends.append(episode.point(asset, "cleared", max(end, least, episode.last_reported + 1)))
        else:
            renamed[episode.name(asset)] = following
    return [_under(point, renamed.get(point.tags["episode"])) for point in [*events, *ends]]


def _under(point: Point, episode: str | None) -> Point:
    return point if episode is None else replace(point, tags={**point.tags, "episode": episode})
