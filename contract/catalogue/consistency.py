"""Whether a class fits together: what names a signal, a run state or a condition names one that is there."""

from collections.abc import Collection, Iterator, Sequence

from contract.catalogue.document import RESERVED, ClassDocument, ShownPart, SparedPart
from contract.catalogue.types import MOST_DUTY, Role
from contract.documents import Place
from contract.failures.types import UNKNOWN

Problem = tuple[Place, str]


def problems(found: ClassDocument) -> Iterator[Problem]:
    """What does not fit, each with its place; a class without problems can be built."""
    yield from _signals(found)
    yield from _states(found)
    yield from _duty(found)
    yield from _conditions(found)
    for name in found.modes:
        yield from _mode(found, name)


def _signals(found: ClassDocument) -> Iterator[Problem]:
    if not found.signals:
        yield ("signals",), "a class needs at least one signal"
    meanings: dict[str, str] = {}
    for name, signal in found.signals.items():
        if name in RESERVED:
            yield ("signals", name), f"no signal can be called {name}: in telemetry it means something else"
        for side in ("high", "low"):
            code = getattr(signal.codes, side)
            if code is not None and meanings.setdefault(code.code, code.description) != code.description:
                yield ("signals", name, "codes", side, "code"), f"{code.code} means something else above"


def _states(found: ClassDocument) -> Iterator[Problem]:
    if found.run_states and not found.working_states:
        yield ("run_states",), "which of these are work? say it in `working_states`"
    for number, name in enumerate(found.working_states):
        yield from _unknown(("working_states", number), name, found.run_states, "a run state")


def _duty(found: ClassDocument) -> Iterator[Problem]:
    if found.duty is None and len(duty_signals(found)) > MOST_DUTY:
        yield ("duty",), f"is missing: of more than {MOST_DUTY} duty signals, name those that explain symptoms"
    for number, name in enumerate(found.duty or ()):
        yield from _unknown(("duty", number), name, found.signals, "a signal")
        if name in found.signals and found.signals[name].role is not Role.DUTY:
            yield ("duty", number), f"{name} is of role {found.signals[name].role.value}, not duty"


def _conditions(found: ClassDocument) -> Iterator[Problem]:
    for name, condition in found.conditions.items():
        for number, state in enumerate(condition.states):
            yield from _unknown(("conditions", name, "states", number), state, found.run_states, "a run state")
        for signal in condition.ranges:
            yield from _unknown(("conditions", name, "ranges", signal), signal, found.signals, "a signal")


def _mode(found: ClassDocument, name: str) -> Iterator[Problem]:
    mode = found.modes[name]
    if name == UNKNOWN:
        yield ("modes", name), "no mode is called so: it is what diagnosis names where none fits"
    for key in ("shows", "spares"):
        effects: Sequence[ShownPart | SparedPart] = getattr(mode, key)
        for number, effect in enumerate(effects):
            place = ("modes", name, key, number)
            yield from _unknown((*place, "signal"), effect.signal, found.signals, "a signal")
            for word in ("when", "most"):
                if (condition := getattr(effect, word, None)) is not None:
                    yield from _unknown((*place, word), condition, found.conditions, "a condition")
    shown = [effect.signal for effect in mode.shows]
    for number, signal in enumerate(mode.leads):
        yield from _unknown(("modes", name, "leads", number), signal, shown, "a signal that the mode shows")


def duty_signals(found: ClassDocument) -> list[str]:
    """All signals of role duty."""
    return [name for name, signal in found.signals.items() if signal.role is Role.DUTY]


def _unknown(place: Place, name: str, known: Collection[str], what: str) -> Iterator[Problem]:
    if name not in known:
        yield place, f"{name!r} is not {what} of this class; known are {', '.join(known) or 'none'}"
