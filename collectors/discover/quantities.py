"""What a column measures and in which unit: by a unit in its header, by its words, by its range; and why."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from collectors.discover.column import Column
from collectors.discover.words import each, words
from contract.errors import ContractError
from contract.units import conversion, known_unit, usual_spelling

_SAID = {
    "°C": "°c ℃ degc deg_c celsius c",
    "°F": "°f ℉ degf deg_f fahrenheit f",
    "K": "kelvin k",
    "bar": "bar barg bara",
    "mbar": "mbar",
    "psi": "psi psig psia",
    "kPa": "kpa",
    "hPa": "hpa",
    "MPa": "mpa",
    "Pa": "pa",
    "inHg": "inhg",
    "rpm": "rpm 1_min u_min min-1",
    "Hz": "hz",
    "gpm": "gpm",
    "l/min": "lpm l_min",
    "l/s": "lps l_s",
    "kg/s": "kg_s",
    "lbf": "lbf",
    "kN": "kn",
    "m³/h": "m3h m3_h m3_hr",
    "cfm": "cfm",
    "m/s": "mps m_s",
    "km/h": "kmh km_h kph",
    "mph": "mph",
    "mm/s": "mms mm_s",
    "in/s": "ips in_s",
    "g": "g grms",
    "A": "a amp amps ampere",
    "mA": "ma",
    "V": "v volt volts",
    "mV": "mv",
    "kV": "kv",
    "kW": "kw",
    "MW": "mw",
    "W": "w watt watts",
    "hp": "hp",
    "kWh": "kwh",
    "Nm": "nm",
    "%": "% pct percent prc",
    "ppm": "ppm",
    "µm": "um",
    "mm": "mm",
    "kg": "kg",
    "t/h": "tph t_h",
    "h": "h hr hrs hours",
    "km": "km",
    "°": "deg degrees",
    "kVAr": "kvar",
    "kVA": "kva",
    "inH2O": "inh2o inwc",
    "kBtu/h": "kbtuh mbh",
    "lb": "lb lbs",
    "ft/min": "fpm",
    "ft-lb": "lb-ft ft-lb",
    "MWh": "mwh",
}
_NICE = (*_SAID, "kg/h", "m³", "m", "s", "min", "kA", "kBtu", "lb/h", "ft", "m/s²", "mm/s²", "MJ", "GJ", "kg/cm²")
"""Units as they are usually written."""
_NO_ENDS = each("sec secs min mins std hrs hour count counts ratio fraction grad arms one")
"""Words that could be units at the end of a header, and hardly ever are."""
_PER = re.compile(r"/(h|hr|s|sec|min|day|m2|m²|m3|m³|cm2|cm²|l|kg|rev|in2|in²)$", re.IGNORECASE)
_STATISTIC = re.compile(r"(?<=[^\W_])[\s_.\-]+(avg|average|mean|min|max|std|stddev)$", re.IGNORECASE)
_IMPERIAL = frozenset(
    {
        "psi",
        "gpm",
        "cfm",
        "inH2O",
        "kBtu/h",
        "kBtu",
        "hp",
        "mph",
        "in/s",
        "lb",
        "lb/h",
        "ft-lb",
        "ft/min",
        "inHg",
        "lbf",
    }
)
"""Units of those who measure temperatures in °F."""
_ISA = re.compile(r"(?<![A-Z])([TPFLSV])D?(?:I|T|IC|IT|E)[-_ ]?\d{2,5}(?!\d)")
_PT_100 = re.compile(r"PT[-_ ]?(?:100|500|1000)(?!\d)")
_LETTERS = {"T": "temperature", "P": "pressure", "F": "flow", "L": "level", "S": "speed", "V": "vibration"}
"""What the first letter of a tag measures, as ANSI/ISA-5.1 has it: PI-201 is a pressure. A PT100 is no pressure."""
_BARE = {said: unit for unit, spelt in _SAID.items() for said in spelt.split()}
_SINGLE = {
    "c": "temperature", "f": "temperature", "k": "temperature", "a": "current", "v": "voltage", "w": "power",
    "g": "vibration acceleration", "h": "hours counter", "t_h": "load flow", "nm": "torque", "pa": "pressure",
    "mw": "power", "ma": "current", "deg": "wind direction angle", "degrees": "wind direction angle",
}  # fmt: skip
"""Ends of headers that are units only beside one of these words."""
_BRACKETS = re.compile(r"[\[(]\s*([^\[\]()]+?)\s*[\])]")
_ROOM_F = (45.0, 85.0)
"""Temperatures that are those of a building in °F, and of something warm in °C."""
_WARM = frozenset({"bearing", "motor", "oil", "winding", "gear", "gearbox", "coolant", "exhaust"})
"""What is warmer than a room."""
_AIRS = frozenset({"outdoor", "air", "room", "zone", "supply", "return", "mixed", "indoor"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is measured ("" where nobody can tell), its unit ("" for none), and why; `sure` where the data say so."""

    name: str
    unit: str
    reason: str
    sure: bool = False


def quantity(column: Column) -> Quantity:
    """What a column measures, and in which unit."""
    said = words(column.name)
    name = next((word for word in _MEASURED if word in said), "") or _by_letters(column.name)
    if column.unit:
        return Quantity(name, _nice(column.unit), "the data say the unit", True)
    if (unit := unit_in(column.name)) is not None:
        return Quantity(name, unit, "its header says the unit", True)
    if not name:
        return Quantity("", "", "neither header nor data say a unit")
    unit, why = _by_range(name, frozenset(said), column.span)
    return Quantity(name, unit, f"{name}{why}")


def _by_letters(header: str) -> str:
    """What a tag measures by its letters, "" where it is no tag of that kind."""
    if {"wtur", "w"} <= set(words(header)):
        return "power"  # IEC 61400-25: the active power of a turbine
    if _PT_100.search(header):
        return "temperature"
    found = _ISA.search(header)
    return _LETTERS[found[1]] if found else ""


def unit_in(header: str) -> str | None:
    """The unit that a header names: in brackets, behind a comma, or as its last word; None where it names none.

    >>> unit_in("Oil pressure [psi]"), unit_in("flow_m3_h"), unit_in("Supply temp degF"), unit_in("Set point")
    ('psi', 'm³/h', '°F', None)
    """
    last = re.split(r"[\s_,]+", header.strip())[-1]
    if last != header.strip() and "(" in last and usual_spelling(last):
        return _nice(last)
    for inside in reversed(_BRACKETS.findall(header)):
        if inside in ("-", "1") or known_unit(inside):
            return "" if inside in ("-", "1") else _nice(inside)
    tail = re.split(r",\s+|\s+-\s+|\s+in\s+", header)
    if len(tail) > 1 and (tail[-1].lower() in _BARE or re.search(r"[°%/³²]", tail[-1])) and known_unit(tail[-1]):
        return _nice(tail[-1])
    if last != header.strip() and known_unit(last) and (_PER.search(last) or _is_spelling(last)):
        return _nice(last)
    return _last_word(_STATISTIC.sub("", header))


def _is_spelling(last: str) -> bool:
    return len(last) > 2 and last.lower() not in _NO_ENDS and usual_spelling(last)


def spelt_as(unit: str) -> frozenset[str]:
    """How headers write a unit at their end, in small letters and with _ for /."""
    return frozenset({*_SAID.get(unit, "").split(), unit.lower().replace("/", "_")} - {""})


def _last_word(header: str) -> str | None:
    parts = [part for part in re.split(r"[\s_.]+|(?<=[a-z])(?=[A-Z])", header.strip()) if part]
    whole = re.split(r"[\s_.]+", header.strip())[-1].lower()
    if len(parts) > 1 and len(whole) > 1 and whole in _BARE and whole not in _SINGLE:
        return _BARE[whole]  # kW is no W
    beside = set(words(header))
    for count in (2, 1):
        ending = "_".join(parts[-count:]).lower().replace("/", "_") if len(parts) > count else ""
        unit = _BARE.get(ending)
        if unit is None or (len(ending) == 1 and ending not in _SINGLE):
            continue
        if ending not in _SINGLE or set(_SINGLE[ending].split()) & beside:
            return unit
    return "rpm" if parts and parts[-1].lower() == "rpm" else None


def _nice(unit: str) -> str:
    """A unit as it is usually written."""
    plain = unit.strip()
    plain = plain[1:-1].strip() if plain[:1] in ("[", "(") else plain
    known = _BARE.get(plain.lower().replace("/", "_"))
    if known is None or (plain == "mW") or (plain in ("k", "m")):
        return _same(plain) or plain.replace("m3", "m³").replace("m^3", "m³")
    return known


@cache
def _same(unit: str) -> str:
    """The usual way to write a unit that is written otherwise, "" for none: `meters/second` is m/s."""
    for nice in _NICE if not {"VA", "J"} & {unit.upper(), unit.upper()[:2]} else ():
        try:
            if conversion(unit, nice) == (1.0, 0.0):
                return nice
        except ContractError:
            continue
    return ""


def _by_range(name: str, said: frozenset[str], span: tuple[float, float]) -> tuple[str, str]:
    """The likeliest unit of a quantity whose values span so much."""
    low, high = span
    if name == "temperature":
        return _temperature(said, low, high)
    if name == "speed" and "wind" in said:
        return "m/s", " of wind, usually in m/s"
    if name == "speed" and said & {"rotor", "rot"}:
        return "rpm", " of a rotor"
    if name in _SHARES and low >= -0.2 and high <= 1.1:
        return "", ", between 0 and 1"
    for upto, unit in _MEASURED[name]:
        if high <= upto:
            return unit, f", at most {high:.3g}"
    return "", ", in no unit that its range would tell"


def _temperature(said: frozenset[str], low: float, high: float) -> tuple[str, str]:
    if low > 200 and high < 400:
        return "K", f" between {low:.3g} and {high:.3g}"
    if said & _AIRS and high > 55 and low > 20:
        return "°F", f" of air up to {high:.3g}, which in °C it is not"
    if low >= _ROOM_F[0] and high <= _ROOM_F[1] and not said & _WARM:
        return "°C", f", usually in °C; but a room of {low:.3g} to {high:.3g} is in °F"
    return "°C", ", usually in °C"


_ALL = float("inf")
_MEASURED: dict[str, Sequence[tuple[float, str]]] = {
    "latitude": ((90, "°"),),
    "longitude": ((180, "°"),),
    "valve": ((110, "%"),),
    "damper": ((110, "%"),),
    "occupancy": (),
    "state": (),
    "temperature": ((_ALL, "°C"),),
    "pressure": ((60, "bar"), (1100, "kPa"), (_ALL, "Pa")),
    "vibration": ((_ALL, "mm/s"),),
    "acceleration": ((_ALL, "g"),),
    "speed": ((110, "%"), (_ALL, "rpm")),
    "current": ((_ALL, "A"),),
    "voltage": ((_ALL, "V"),),
    "power": ((_ALL, "kW"),),
    "flow": ((_ALL, "m³/h"),),
    "level": ((110, "%"),),
    "humidity": ((110, "%"),),
    "torque": ((_ALL, "Nm"),),
    "frequency": ((_ALL, "Hz"),),
    "energy": ((_ALL, "kWh"),),
    "hours": ((_ALL, "h"),),
    "load": ((150, "%"),),
    "command": ((110, "%"),),
    "counter": (),
    "setpoint": (),
}
"""Quantities, those first that say most of a column, with the unit for a greatest value up to so much."""
_SHARES = frozenset({"valve", "damper", "speed", "level", "load", "command", "humidity"})
"""What is also given as a share, 0..1."""


def agreed(found: Sequence[Quantity]) -> list[Quantity]:
    """The same guesses, made to agree: one temperature in °F, all in °F, as where others are in psi or gpm; and a set
    point is of what is set."""
    units = {item.unit for item in found if item.name == "temperature" and (item.sure or item.unit != "°C")}
    imperial = next((item.unit for item in found if item.sure and item.unit in _IMPERIAL), "")
    beside = dict.fromkeys(units, "") or ({"°F": f" are in {imperial}"} if imperial else {})
    others = {item.unit for item in found if item.unit}
    return [_agreed(item, beside, others) for item in found]


def _agreed(item: Quantity, temperatures: Mapping[str, str], others: set[str]) -> Quantity:
    if item.sure:
        return item
    if item.name == "temperature" and item.unit == "°C" and len(temperatures) == 1:
        ((unit, why),) = temperatures.items()
        return Quantity(item.name, unit, f"temperature, in {unit} as the others{why}")
    if item.name == "setpoint" and len(others) == 1:
        (unit,) = others
        return Quantity(item.name, unit, f"a set point, in {unit} as what is set")
    return item
