"""What of a class a worker's memory is built on: where it has changed, the memory of that class's assets is of no use.

Limits, ranges, smallest deviations, codes, advice and failure modes without conditions are looked up anew, and new
signals are welcome. What was learned stands on the duty signals, the conditions, and each signal's unit and role.
"""

from typing import Any

from contract.catalogue import CLASSES, ClassSpec, Signal
from contract.failures import ALWAYS, When


def essence(spec: ClassSpec) -> dict[str, Any]:
    """What memory is built on, as plain data."""
    conditions = dict.fromkeys(
        effect.when for mode in spec.modes.values() for effect in (*mode.shows, *mode.spares) if effect.when != ALWAYS
    )
    return {
        "duty": list(spec.duty),
        "signals": {name: [signal.unit, signal.role.value] for name, signal in spec.signals.items()},
        "conditions": [plain(when) for when in conditions],
    }


def plain(when: When) -> list[Any]:
    """A condition as plain data."""
    return [when.text, list(when.states), [list(entry) for entry in when.ranges], list(when.hours)]


def unchanged(name: str, old: dict[str, Any]) -> bool:
    """Whether what was learned of a class when its essence was `old` still holds."""
    if name not in CLASSES:
        return False
    now = essence(CLASSES[name])
    signals = now["signals"]
    return (
        now["duty"] == old["duty"]
        and sorted(now["conditions"], key=repr) == sorted(old["conditions"], key=repr)
        and all(signals.get(signal) == facts for signal, facts in old["signals"].items())
    )


def stranger(name: str, signals: list[str]) -> ClassSpec:
    """What stands in for a class that is gone or changed, until its assets have been let go."""
    return ClassSpec(name, name, {signal: Signal(signal, "") for signal in signals})
