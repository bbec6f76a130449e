"""What stretches of a recording gave, put together again as one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analytics.backtest.found import Coverage, DataFault, Day, Episode, Found, Series, Trace
from analytics.backtest.watch import worse
from analytics.engine.results import Scores, joined


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of one asset: what its run found, under which name, of which asset; its number; by how much its times
    are too early (ns), and when it begins (ns)."""

    found: Found
    name: str
    asset: str
    number: int
    early: int
    begin: int


def merged(pieces: Sequence[Piece], start: int, stop: int) -> Found:
    """All of it, for pieces that are by their number in order of each asset."""
    by_asset: defaultdict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_asset[piece.asset].append(piece)
    coverage = {series: of for own in by_asset.values() for series, of in _coverage(own)}
    return Found(
        start,
        stop,
        assets={asset: own[0].found.assets[own[0].name] for asset, own in by_asset.items()},
        episodes=sorted(
            (episode for own in by_asset.values() for episode in _episodes(own)), key=lambda e: (e.raised, e.asset)
        ),
        risk={asset: _risk(own) for asset, own in by_asset.items()},
        bands={series: joined(parts) for own in by_asset.values() for series, parts in _bands(own).items()},
        days={asset: _days(own) for asset, own in by_asset.items()},
        coverage=coverage,
        data_faults=[fault for own in by_asset.values() for fault in _faults(own)],
        learned={asset: list(own[0].found.learned.get(asset, ())) for asset, own in by_asset.items()},
        values=sum(of.heard for of in coverage.values()),
    )


def _risk(own: Iterable[Piece]) -> Trace:
    traces = [(piece.found.risk[piece.name], piece.early) for piece in own]
    return Trace(
        np.concatenate([trace.time + early for trace, early in traces]),
        np.concatenate([trace.value for trace, _ in traces]),
    )


def _of(entries: Mapping[Series, object], piece: Piece) -> list[Series]:
    return [series for series in entries if series[0] == piece.name]


def _bands(own: Iterable[Piece]) -> dict[Series, list[Scores]]:
    found: defaultdict[Series, list[Scores]] = defaultdict(list)
    for piece in own:
        for series in _of(piece.found.bands, piece):
            band = piece.found.bands[series]
            found[piece.asset, series[1]].append(replace(band, time=band.time + piece.early))
    return found


def _days(own: Iterable[Piece]) -> list[Day]:
    found: dict[int, Day] = {}
    for piece in own:
        for day in piece.found.days[piece.name]:
            moved = replace(day, time=day.time + piece.early)
            found[moved.start] = worse(found.get(moved.start), moved)
    return [day for _, day in sorted(found.items())]


def _coverage(own: Sequence[Piece]) -> list[tuple[Series, Coverage]]:
    parts: defaultdict[str, list[Coverage]] = defaultdict(list)
    moments = 0
    for piece in own:
        entries = [(series[1], piece.found.coverage[series]) for series in _of(piece.found.coverage, piece)]
        moments += max((of.moments for _, of in entries), default=0)
        for name, of in entries:
            parts[name].append(of)
    return [((own[0].asset, name), _together(of, max(moments, 1))) for name, of in parts.items()]


def _together(parts: Sequence[Coverage], moments: int) -> Coverage:
    share, learned, short = (
        sum(getattr(of, name) * of.moments for of in parts) / moments for name in ("share", "learned", "short")
    )
    heard = sum(of.heard for of in parts)
    return replace(parts[-1], heard=heard, moments=moments, share=share, learned=learned, short=short)


def _faults(own: Iterable[Piece]) -> list[DataFault]:
    found: dict[tuple[str, str], DataFault] = {}
    for piece in own:
        for fault in piece.found.data_faults:
            if fault.asset == piece.name:
                key, moved = (
                    (fault.signal, fault.issue),
                    replace(fault, asset=piece.asset, first=fault.first + piece.early),
                )
                old = found.get(key)
                found[key] = moved if old is None else replace(old, count=old.count + moved.count)
    return list(found.values())


def _episodes(own: Iterable[Piece]) -> list[Episode]:
    """What was open when a stretch ended goes on in the next, or ends there; of a run-up nothing else counts."""
    found: list[Episode] = []
    for piece in own:
        open_ones = {episode.signal: place for place, episode in enumerate(found) if episode.cleared is None}
        for episode in (_moved(one, piece) for one in piece.found.episodes if one.asset == piece.name):
            if episode.cleared is not None and episode.cleared < piece.begin:
                continue
            place = open_ones.pop(episode.signal, None) if episode.raised < piece.begin else None
            if place is not None:
                found[place] = _going_on(found[place], episode)
            else:
                found.append(replace(episode, raised=max(episode.raised, piece.begin)))
        for place in open_ones.values():
            found[place] = replace(found[place], cleared=max(piece.begin, found[place].raised + 1))
    return found


def _moved(episode: Episode, piece: Piece) -> Episode:
    by = piece.early
    critical, cleared = (None if time is None else time + by for time in (episode.critical, episode.cleared))
    return replace(episode, asset=piece.asset, raised=episode.raised + by, critical=critical, cleared=cleared)


def _going_on(old: Episode, new: Episode) -> Episode:
    critical = old.critical or new.critical
    return replace(
        old, level=max(old.level, new.level), critical=critical, cleared=new.cleared, risk=max(old.risk, new.risk)
    )
