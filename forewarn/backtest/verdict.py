"""Would it have warned? The answer in a sentence or two."""

from collections.abc import Sequence

from admin.names import in_words
from analytics.backtest.found import Alarm, Found
from analytics.backtest.labels import Judged
from analytics.layers.baseline.warmup import SAMPLES
from analytics.layers.modes import SETTLE_S
from contract.time import SECOND
from forewarn.backtest.words import counted, length, moment


def answer(found: Found, calls: Sequence[Alarm], judged: Judged | None) -> tuple[str, str]:
    """The answer, and what it rests on."""
    if not calls and found.coverage and not judged_part(found):
        return "Nothing could be judged", _too_little(found)
    if judged is None or not judged.verdicts:
        return _called(found, calls)
    leads = sorted(one.lead for one in judged.verdicts if one.lead is not None)
    before = [lead for lead in leads if lead > 0]
    failures = counted(len(judged.verdicts), "known failure")
    false = f"{len(judged.false)} of {counted(len(calls), 'alarm')} belonged to none."
    if not leads:
        return "No", f"None of {failures} was warned of. {false}"
    if not before:
        return "Only after it had begun", f"{len(leads)} of {failures} raised an alarm, none of it before. {false}"
    early = length(before[len(before) // 2])
    middle = f"{early} before" if len(before) == 1 else f"a median of {early} before, at least {length(before[0])}"
    whole = len(before) == len(judged.verdicts)
    said = "Yes" if whole else f"For {len(before)} of {len(judged.verdicts)} failures"
    return f"{said}, {middle}", f"{len(before)} of {failures} warned of before it began. {false}"


def judged_part(found: Found) -> float:
    """The share of the time in which the signal that was judged most was judged, by what was learned or by limits."""
    parts = [1.0 if of.limits else of.learned + of.short for of in found.coverage.values() if of.symptom]
    return max(parts, default=0.0)


def _too_little(found: Found) -> str:
    """Why nothing was judged."""
    symptoms = [of for of in found.coverage.values() if of.symptom and of.enabled]
    if not symptoms:
        return "No signal is a symptom that is judged: see the roles in the class's file."
    kept, heard = max(of.kept for of in symptoms), max(of.heard for of in symptoms)
    return (
        f"That no alarm was raised says nothing. What is normal is learned from {SAMPLES} samples at work, half a "
        f"second apart or more and none before {length(round(SETTLE_S * SECOND))} of work; of "
        f"{counted(heard, 'value')} of the best heard signal {kept} were such. Give more of it. If the machine "
        "never works, see run_state in the mapping."
    )


def _called(found: Found, calls: Sequence[Alarm]) -> tuple[str, str]:
    """The answer where nobody says what failed."""
    if not calls:
        return (
            "It would have stayed silent",
            "No alarm was raised. With known failures (--labels) this says what was missed.",
        )
    first, episode = calls[0], calls[0].episodes[0]
    why = in_words(episode.why, found.assets[first.asset][0]) or episode.description
    return (
        f"It would have called {counted(len(calls), 'time')}",
        f"First at {moment(first.raised)} UTC for {first.asset}: {why}. "
        "With known failures (--labels) this tells which calls were right, and how early.",
    )
