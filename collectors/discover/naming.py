"""Names of signals and classes, as telemetry has them: small letters, unique, a signal's with its unit at the end."""

import re
from collections import Counter
from collections.abc import Collection

from collectors.discover.quantities import spelt_as
from collectors.discover.words import own_words, slug

LONGEST = 64
RESERVED = frozenset({"asset", "asset_class", "site", "run_state", "road_type", "signal", "time"})
"""Names that mean something else in telemetry."""
_ENDS = {
    "°C": "c", "°F": "f", "%": "pct", "m³/h": "m3h", "l/min": "lpm", "l/s": "lps", "km/h": "kmh", "m/s": "mps",
    "t/h": "tph", "mm/s": "mm_s", "in/s": "in_s", "°": "deg", "µm": "um", "": "",
}  # fmt: skip


def signal_name(header: str, unit: str, taken: Collection[str] = ()) -> str:
    """A signal's name: the header's words and the unit, and a number where it is taken.

    >>> signal_name("AHU: Supply Air Temperature", "°F")
    'ahu_supply_air_temperature_f'
    >>> signal_name("Давление", "bar", {"pressure_bar"})
    'pressure_bar_2'
    """
    end = _ENDS.get(unit, slug(unit))
    stem = _begun("_".join(own_words(_without_unit(header, unit))) or "signal", "signal")
    return _unique(stem, f"_{end}" if end and stem != end else "", taken)


def label(name: str, unit: str) -> str:
    """A signal's name for people.

    >>> label("bearing_g", "g")
    'Bearing'
    """
    end = _ENDS.get(unit, slug(unit))
    return (name.removesuffix(f"_{end}") if end else name).replace("_", " ").capitalize()


def _without_unit(header: str, unit: str) -> str:
    """The header without a unit at its end, if something is left."""
    plain = unbracketed(header) if unit else header
    parts = [part for part in re.split(r"[\s_,]+", plain) if part]
    spelt = spelt_as(unit)
    for count in (2, 1):
        if len(parts) > count and "_".join(parts[-count:]).lower().replace("/", "_") in spelt:
            parts = parts[:-count]
            return " ".join(parts[:-1] if len(parts) > 1 and parts[-1].lower() == "in" else parts)
    return plain


def unbracketed(header: str) -> str:
    """A header without what stands in brackets at its end, where units stand, if something is left.

    >>> unbracketed("Bearing 1 [g]"), unbracketed("[g]")
    ('Bearing 1', '[g]')
    """
    return re.sub(r"[\[(][^\[\]()]*[\])]\s*$", "", header).strip() or header


def without_prefix(names: Collection[str]) -> dict[str, str]:
    """Each header without what most of them begin with, up to a colon.

    >>> without_prefix(["AHU: Fan", "AHU: Valve", "Mode"])
    {'AHU: Fan': 'Fan', 'AHU: Valve': 'Valve', 'Mode': 'Mode'}
    """
    beginnings = Counter(name.partition(":")[0] for name in names if name.partition(":")[2].strip())
    usual, count = beginnings.most_common(1)[0] if beginnings else ("", 0)
    if count < 2 or 2 * count <= len(names):
        return {name: name for name in names}
    return {name: name.removeprefix(f"{usual}:").strip() or name for name in names}


def class_name(text: str, taken: Collection[str] = ()) -> str:
    """A class's name that no class has yet.

    >>> class_name("AHU variable-volume"), class_name("pump", {"pump"})
    ('ahu_variable_volume', 'pump_2')
    """
    return _unique(_begun("_".join(own_words(text)) or "machine", "class"), "", taken)


def _begun(name: str, before: str) -> str:
    """With a letter at the start, as names have."""
    return name if re.match(r"[a-z]", name) else f"{before}_{name}".rstrip("_")


def _unique(stem: str, end: str, taken: Collection[str]) -> str:
    number = 1
    while True:
        last = end if number == 1 else f"{end}_{number}"
        name = f"{stem[: LONGEST - len(last)].rstrip('_')}{last}"
        if name not in taken and name not in RESERVED:
            return name
        number += 1
