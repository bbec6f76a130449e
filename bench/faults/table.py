"""What was counted, in words."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import numpy as np

from bench.faults.counting import Tally, Verdict, by_mode, codes
from bench.faults.reliability import EDGES, Said, error, fitted, shares
from contract.time import HOUR, SECOND

_NONE = "-"


def table(tally: Tally, verbose: bool) -> str:
    """The figures, a line for each mode, what was behind false alarms, and if `verbose` a line for each episode."""
    episodes = _episodes(tally) if verbose else ()
    return "\n".join([*_summary(tally), "", *_modes(tally), "", *sureness(tally.said), "", *_false(tally), *episodes])


def _summary(tally: Tally) -> Iterator[str]:
    found, wrong = tally.verdicts, len(tally.false_alarms)
    faults = sum(case.machine for case in tally.cases)
    yield (
        f"{tally.assets} assets, {tally.days:g} days: {faults} faults and {len(tally.cases) - faults} of sensors, "
        f"{len(found)} episodes count"
    )
    yield f"precision {_ratio(tally.true_alarms, tally.true_alarms + wrong)}, recall {_recall(found)}"
    for name, fast in (("fast", True), ("slow", False)):
        part = [entry for entry in found if entry.case.fast == fast]
        yield f"  {name} modes: recall {_recall(part)}, delay {_delays(part)}"
    rate = wrong / tally.sound_weeks if tally.sound_weeks else float("nan")
    yield f"false alarms: {rate:.3f} an asset-week ({wrong} in {tally.sound_weeks:.1f}), {tally.data_alarms} data-fault"
    for name, later in (("at the first warning", False), ("12 h later", True)):
        yield f"diagnosis {name}: {_diagnosis(tally, later)}"
    hours = tally.hours
    yield (
        f"asset-hours ({hours.positive} of {hours.total} positive): AUC {hours.auc:.3f}, "
        f"accuracy {hours.accuracy:.3f}, precision {hours.precision:.3f}, recall {hours.recall:.3f}, F1 {hours.f1:.3f}"
    )


def _ratio(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else _NONE


def _recall(verdicts: Sequence[Verdict]) -> str:
    return _ratio(sum(entry.delay_h is not None for entry in verdicts), len(verdicts))


def _delays(verdicts: Sequence[Verdict]) -> str:
    delays = [entry.delay_h for entry in verdicts if entry.delay_h is not None]
    if not delays:
        return _NONE
    return f"median {np.median(delays):.2f} h, 90 % within {np.quantile(delays, 0.9):.2f} h"


def _diagnosis(tally: Tally, later: bool) -> str:
    found = [entry for entry in tally.verdicts if entry.delay_h is not None]
    return ", ".join(f"top-{most} {_ratio(_named(found, later, most), len(found))}" for most in (1, 3))


def _named(verdicts: Sequence[Verdict], later: bool, most: int) -> int:
    """How many have their mode among the first so many that were named."""
    places = [entry.place_later if later else entry.place for entry in verdicts]
    return sum(place is not None and place < most for place in places)


def _modes(tally: Tally) -> Iterator[str]:
    yield f"{'class':8} {'mode':24} {'':4} {'episodes':>8} {'found':>5} {'median h':>8} {'90 % h':>7} {'top-3':>5}"
    for asset_class, mode, entries in by_mode(tally.verdicts):
        found = [entry for entry in entries if entry.delay_h is not None]
        delays = [entry.delay_h for entry in entries if entry.delay_h is not None]
        median, most = (f"{np.quantile(delays, share):.2f}" if delays else _NONE for share in (0.5, 0.9))
        named = _named(found, True, 3)
        yield (
            f"{asset_class:8} {mode:24} {'fast' if entries[0].case.fast else 'slow'} {len(entries):8d} {len(found):5d} "
            f"{median:>8} {most:>7} {named:5d}"
        )


def sureness(said: Said) -> Iterator[str]:
    """Whether confidence is how often it is right: before and after belief is set right."""
    yield f"what was named first with a warning or worse: {len(said.right)} times, {said.unknown} times unknown"
    if not len(said.right):
        return
    yield f"{'said':>10}  {'belief: times':>13} {'right':>6}  {'confidence: times':>17} {'right':>6}"
    rows = zip(EDGES[:-1], EDGES[1:], shares(said.belief, said.right), shares(said.confidence, said.right), strict=True)
    for low, high, (times, right), (sure_times, sure_right) in rows:
        yield (f"{low:4.0%}..{high:4.0%}  {times:13d} {_percent(right):>6}  {sure_times:17d} {_percent(sure_right):>6}")
    before, after = error(said.belief, said.right), error(said.confidence, said.right)
    yield f"expected calibration error: {before:.3f} of belief, {after:.3f} of confidence"
    shift, slope = fitted(said.belief, said.right)
    yield f"fitted here: SHIFT, SLOPE = {shift:.2f}, {slope:.2f}"


def _percent(share: float) -> str:
    return f"{share:.0%}" if np.isfinite(share) else _NONE


def _false(tally: Tally) -> Iterator[str]:
    yield "false alarms by first code: " + (
        ", ".join(f"{code} x{number}" for code, number in codes(tally.false_alarms).most_common()) or "none"
    )


def _episodes(tally: Tally) -> Iterator[str]:
    yield "false alarms:"
    for alarm in tally.false_alarms:
        yield f"  {_moment(alarm.time)} {alarm.asset}: {', '.join(dict.fromkeys(alarm.codes))}"
    yield "episodes (growth; severity, highest risk; delay; place of the mode at first and later; codes):"
    for entry in sorted(tally.verdicts, key=lambda entry: (entry.delay_h is not None, entry.case.mode)):
        case = entry.case
        assert case.detectable is not None
        delay = "MISSED" if entry.delay_h is None else f"{entry.delay_h:.2f} h"
        places = ", ".join(_NONE if place is None else f"{place + 1}" for place in (entry.place, entry.place_later))
        yield (
            f"  {case.asset} {case.mode}: onset {_moment(case.onset)}, grows {_hours(case.failed - case.onset)}, "
            f"seen after {_hours(case.detectable - case.onset)}; severity {case.severity:.2f}, risk {entry.risk:.0f}; "
            f"{delay}; {places}; {', '.join(entry.codes)}"
        )


def _hours(span: int) -> str:
    return f"{span / HOUR:.1f} h"


def _moment(time: int) -> str:
    return f"{datetime.fromtimestamp(time / SECOND, UTC):%m-%dT%H:%M}"
