"""What a backtest found, as one page that needs nothing beside itself: the summary, every alarm, what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from admin.charts.band import band_chart
from admin.charts.course import risk_chart
from admin.names import class_label, find_signal, in_words, issue_label, limit_label, plain, signal_label
from admin.readings.scores import Band
from analytics.backtest.found import Alarm, Coverage, Episode, Found, Series, alarms
from analytics.backtest.labels import Judged
from analytics.engine.results import Scores
from analytics.ground.columns import Floats, Ints
from analytics.ground.course import Course
from contract.levels import CRITICAL, LEVELS
from contract.time import DAY, HOUR, SECOND
from forewarn.backtest import verdict
from forewarn.backtest.coverage import lines
from forewarn.backtest.guessed import Guess
from forewarn.backtest.tables import BY, covered, days_told
from forewarn.backtest.words import counted, lead, length, moment

DRAWN = 60
"""Alarms that are drawn; more are only listed."""
ROWS = 2000
"""Rows of a table at most."""
SIGNALS = 3
"""Signals that are drawn of an alarm."""
POINTS = 1200
"""Points of a line, about."""
AROUND = (2.0, 0.5)
"""How much is shown before and after an alarm, in its own lengths."""
LEAST, MOST = 6 * HOUR, 14 * DAY
"""What is shown before an alarm at least, and in all at most."""
STYLE = Path(__file__).parents[2] / "admin" / "pages" / "static" / "style.css"
_PAGES = Environment(loader=PackageLoader("forewarn.backtest", ""), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with what it is of."""

    title: str
    chart: Markup


@dataclass(frozen=True, slots=True)
class Call:
    """An alarm as the page tells it."""

    alarm: Alarm
    level: str
    title: str
    when: str
    lasted: str
    verdict: str
    why: str
    episodes: list[tuple[str, str, str]]
    """Signal, level and why of each of its episodes."""
    likely: str
    advice: str
    pictures: list[Picture]


def render(
    found: Found, courses: Sequence[Course], judged: Judged | None, names: Sequence[str], guesses: Sequence[Guess] = ()
) -> str:
    """The page, for recordings of these names, and the lines of their files that are still guessed."""
    calls = alarms(found.episodes)
    answer = verdict.answer(found, calls, judged)
    values = {(c.tags[0], s): (c.time, c.values[at]) for c in courses for at, s in enumerate(c.signals)}
    told = [_call(found, values, alarm, judged, drawn=place < DRAWN) for place, alarm in enumerate(calls)]
    return _PAGES.get_template("report.html").render(
        style=Markup(STYLE.read_text(encoding="utf-8")),
        names=names,
        span=f"{moment(found.start)} to {moment(found.stop)} UTC",
        lasted=length(found.stop - found.start),
        assets=counted(len(found.assets), "asset"),
        values=f"{found.values:,}",
        answer=answer,
        tiles=_tiles(found, calls, judged),
        failures=_failures(judged),
        calls=told,
        drawn=DRAWN,
        risks=[_risk(found, asset, calls) for asset in _first(found)],
        undrawn=max(0, len(found.assets) - DRAWN),
        days=[(day, asset, LEVELS[level], *rest) for day, asset, level, *rest in days_told(found, ROWS)[0]],
        guesses=guesses,
        came=[covered(line) for line in lines(found, courses, ())],
        by=BY,
        coverage=[_covered(found, series, of) for series, of in list(found.coverage.items())[:ROWS]],
        learned=[_learned(asset, times) for asset, times in sorted(found.learned.items())[:DRAWN]],
        unlearned=sorted(set(found.assets) - set(found.learned)),
        faults=[
            (moment(f.first), f.asset, signal_label(f.signal), issue_label(f.issue), f"{f.count:,}")
            for f in sorted(found.data_faults, key=lambda fault: fault.first)
        ],
    )


def _tiles(found: Found, calls: Sequence[Alarm], judged: Judged | None) -> list[tuple[str, str, str]]:
    """(figure, what it is, level that colours it)."""
    rate = len(calls) / found.asset_weeks if found.asset_weeks else 0.0
    learned = sum(of.learned > 0 or of.limits for of in found.coverage.values() if of.symptom)
    symptoms = sum(of.symptom for of in found.coverage.values())
    tiles = [
        (f"{len(calls)}", "alarms", "warning" if calls else "normal"),
        (f"{rate:.2f}", "alarms an asset-week", "silent"),
        (f"{learned} of {symptoms}", "symptoms judged by history or limits", "silent"),
    ]
    if judged is None:
        return tiles
    leads = sorted(one.lead for one in judged.verdicts if one.lead is not None)
    warned = f"{len(leads)} of {len(judged.verdicts)}"
    median = lead(leads[len(leads) // 2]) if leads else "-"
    return [
        (warned, "known failures warned of", "normal" if len(leads) == len(judged.verdicts) else "critical"),
        (median, "median warning", "silent"),
        (f"{len(judged.false)}", "false alarms", "warning" if judged.false else "normal"),
        *tiles,
    ]


def _failures(judged: Judged | None) -> list[tuple[str, str, str, str, str]]:
    if judged is None:
        return []
    return [
        (v.failure.asset, v.failure.what, f"{moment(v.failure.start)} to {moment(v.failure.end)}",
         moment(v.alarms[0].raised) if v.alarms else "", lead(v.lead))
        for v in judged.verdicts
    ]  # fmt: skip


def _call(
    found: Found, values: Mapping[Series, tuple[Ints, Floats]], alarm: Alarm, judged: Judged | None, *, drawn: bool
) -> Call:
    kind = found.assets[alarm.asset][0]
    end = alarm.cleared(found.stop)
    still = any(episode.cleared is None for episode in alarm.episodes)
    episodes = {episode.signal: episode for episode in reversed(alarm.episodes)}
    likely = max(alarm.episodes, key=lambda episode: (episode.mode != "unknown", episode.confidence))
    return Call(
        alarm,
        level=LEVELS[alarm.level],
        title=f"{alarm.asset}: {', '.join(signal_label(name, kind) for name in list(episodes)[::-1])}",
        when=moment(alarm.raised),
        lasted=f"{length(end - alarm.raised)}{', still open at the end' if still else ''}",
        verdict=_verdict(alarm, judged),
        why=in_words(alarm.episodes[0].why, kind) or alarm.episodes[0].description,
        episodes=[_told(episode, kind) for episode in alarm.episodes],
        likely=_likely(likely),
        advice=likely.recommendation,
        pictures=_pictures(found, values, alarm, end) if drawn else [],
    )


def _told(episode: Episode, kind: str) -> tuple[str, str, str]:
    why = in_words(episode.why, kind) or episode.description
    critical = f"; critical from {moment(episode.critical)} on" if episode.critical else ""
    return signal_label(episode.signal, kind), LEVELS[episode.level], f"{moment(episode.raised)}: {why}{critical}"


def _likely(episode: Episode) -> str:
    if episode.mode == "unknown":
        return "no known failure mode looks like this"
    against = f"; against it: {episode.against}" if episode.against else ""
    return f"{plain(episode.mode)}, confidence {episode.confidence:.0%}{against}"


def _verdict(alarm: Alarm, judged: Judged | None) -> str:
    if judged is None:
        return ""
    own = [v.failure for v in judged.verdicts if alarm in v.alarms]
    return f"belongs to {', '.join(failure.what or 'a failure' for failure in own)}" if own else "false alarm"


def _pictures(found: Found, values: Mapping[Series, tuple[Ints, Floats]], alarm: Alarm, end: int) -> list[Picture]:
    lasted = min(max(end - alarm.raised, HOUR), MOST)
    start = max(found.start, alarm.raised - max(LEAST, round(AROUND[0] * lasted)))
    stop = min(found.stop, alarm.raised + lasted + max(LEAST // 2, round(AROUND[1] * lasted)))
    signals = dict.fromkeys(episode.signal for episode in alarm.episodes)
    pictures = [_signal(found, values, (alarm.asset, name), start, stop) for name in list(signals)[:SIGNALS]]
    risk = found.risk[alarm.asset]
    own = (risk.time >= start) & (risk.time <= stop)
    chart = risk_chart(
        risk.time[own] / SECOND, risk.value[own], start=start / SECOND, stop=stop / SECOND,
        gap_s=_gap(risk.time), label=f"Risk of {alarm.asset}",
    )  # fmt: skip
    return [*pictures, Picture("Risk, 0 to 100", chart)]


def _signal(
    found: Found, values: Mapping[Series, tuple[Ints, Floats]], series: Series, start: int, stop: int
) -> Picture:
    """What was seen, from the recording itself, over the band as it was kept, thinned out."""
    kind, (asset, name) = found.assets[series[0]][0], series
    label, known = signal_label(name, kind), find_signal(kind, name)
    time, value = values[series]
    own = slice(*np.searchsorted(time, (start, stop)).tolist())
    band = _band(found.bands.get(series), time[own], value[own])
    limits = {} if known is None else _limits(known.limits)
    chart = band_chart(
        band, start=start / SECOND, stop=stop / SECOND, gap_s=_gap(band.ns), limits=limits,
        label=f"{label} of {asset} with what was expected",
    )  # fmt: skip
    return Picture(f"{label}, {known.unit}" if known and known.unit else label, chart)


def _limits(limits: object) -> dict[str, float]:
    names = ("warn_low", "warn_high", "crit_low", "crit_high")
    return {name: value for name in names if (value := getattr(limits, name)) is not None}


def _band(scores: Scores | None, time: Ints, value: Floats) -> Band:
    known = np.flatnonzero(np.isfinite(value))
    places = known[:: max(1, len(known) // POINTS)]
    ns, nothing = time[places], np.full(len(places), np.nan)
    if scores is None or not len(scores.time):
        return Band(ns=ns, observed=value[places], expected=nothing, lower=nothing, upper=nothing, score=nothing)
    order = np.argsort(scores.time, kind="stable")
    last = order[np.maximum(np.searchsorted(scores.time[order], ns, side="right") - 1, 0)]
    near = np.abs(ns - scores.time[last]) <= _gap(scores.time[order]) * SECOND
    expected, half, score = (
        np.where(near, column[last], np.nan) for column in (scores.expected, scores.half, scores.score)
    )
    return Band(
        ns=ns, observed=value[places], expected=expected, lower=expected - half, upper=expected + half, score=score
    )


def _gap(time: Ints) -> float:
    """Seconds that a line bridges: several of its usual steps."""
    return max(600.0, 6 * float(np.median(np.diff(time))) / SECOND) if len(time) > 1 else 600.0


def _risk(found: Found, asset: str, calls: Sequence[Alarm]) -> tuple[Picture, str]:
    risk = found.risk[asset]
    keep = slice(None, None, max(1, len(risk.time) // POINTS))
    chart = risk_chart(
        risk.time[keep] / SECOND, risk.value[keep], start=found.start / SECOND, stop=found.stop / SECOND,
        gap_s=_gap(risk.time[keep]), label=f"Risk of {asset} over the recording",
    )  # fmt: skip
    own = [alarm for alarm in calls if alarm.asset == asset]
    critical = sum(alarm.level == CRITICAL for alarm in own)
    text = counted(len(own), "alarm") + (f", {critical} critical" if critical else "")
    return Picture(f"{asset} ({class_label(found.assets[asset][0])})", chart), text


def _first(found: Found) -> list[str]:
    """The assets whose risk is drawn, by name: those that were worst."""
    worst_first = sorted(found.assets, key=lambda asset: -max((day.risk for day in found.days[asset]), default=0.0))
    return sorted(worst_first[:DRAWN])


def _learned(asset: str, times: Sequence[int]) -> str:
    told = [moment(time) for time in times]
    often = f"{', '.join(told)}" if len(told) <= SIGNALS else f"{len(told)} times, from {told[0]} to {told[-1]}"
    return f"What is normal for {asset} was learned at {often}."


def _covered(found: Found, series: Series, of: Coverage) -> tuple[str, ...]:
    asset, name = series
    kind = found.assets[asset][0]
    known = find_signal(kind, name)
    limits = _limits(known.limits) if known and of.limits else {}
    unit = known.unit if known else ""
    return (
        asset,
        signal_label(name, kind),
        unit,
        f"{of.heard:,}",
        f"{of.share:.0%}",
        f"{of.learned:.0%}" if of.symptom else "tells duty",
        f"{of.short:.0%}" if of.symptom else "",
        ", ".join(f"{limit_label(limit)} {value:g}" for limit, value in limits.items()) or "none",
    )
