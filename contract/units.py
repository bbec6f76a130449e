"""Units: what people write becomes what is kept, and what a device sends that was set to another unit is recognised.

Conversions are those of pint, which knows what units are; here stands only how people write them. The table of slips
has the factors of NIST SP 811, appendix B, to seven digits.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from contract.errors import ContractError

SLIPS = {
    "°C": ((1.8, 32.0), (1.0, 273.15)),
    "bar": ((14.50377, 0.0), (0.1, 0.0), (100.0, 0.0)),
    "kPa": ((0.2952998, 0.0), (0.1450377, 0.0), (10.0, 0.0), (0.01, 0.0)),
    "hPa": ((0.02952998, 0.0), (0.1, 0.0)),
    "km/h": ((0.6213712, 0.0), (0.2777778, 0.0)),
    "m/s": ((3.6, 0.0), (3.28084, 0.0), (2.236936, 0.0)),
    "l/min": ((0.2641720, 0.0), (0.06, 0.0)),
    "m³/h": ((4.402868, 0.0), (16.66667, 0.0), (0.2777778, 0.0)),
    "mm/s": ((0.03937008, 0.0), (0.001, 0.0)),
    "mm": ((0.03937008, 0.0), (0.1, 0.0)),
    "kg/s": ((2.204623, 0.0), (3600.0, 0.0)),
    "N": ((0.2248089, 0.0), (0.001, 0.0)),
    "kN": ((224.8089, 0.0), (1000.0, 0.0)),
    "g": ((9.80665, 0.0),),
    "kW": ((1.341022, 0.0), (1000.0, 0.0)),
    "V": ((1000.0, 0.0), (0.001, 0.0)),
    "A": ((1000.0, 0.0), (0.001, 0.0)),
    "mV": ((0.001, 0.0),),
    "Nm": ((0.7375621, 0.0),),
    "%": ((0.01, 0.0),),
}
"""Units that are taken for one another. Literals, as every start of a worker reads them and pint takes a second."""
_NUMBERED = ("", *SLIPS)
_LISTS = [(), *SLIPS.values()]
FACTORS = np.array([[entry[0] for entry in found] + [np.nan] * (4 - len(found)) for found in _LISTS])
OFFSETS = np.array([[entry[1] for entry in found] + [0.0] * (4 - len(found)) for found in _LISTS])
"""(units, conversions): what is sent is factor times value plus offset; NaN where there is no more conversion."""

_WRITTEN = {
    "degree_Celsius": "°c c degc deg.c celsius centigrade grad",
    "degree_Fahrenheit": "°f f degf deg.f fahrenheit",
    "kelvin": "k °k degk",
    "percent": "% %rh pct prozent",
    "dimensionless": "- 1 ratio fraction count counts",
    "turn/minute": "rpm r/min rev/min u/min upm tr/min 1/min /min min-1 min^-1 min⁻¹ cpm об/мин",
    "turn/second": "hz 1/s /s s-1 s^-1 s⁻¹ rps r/s rev/s",
    "standard_gravity": "g g's gs grms gpk gpeak",
    "inch/second": "ips in/sec inch/s inch/sec",
    "mm/second": "mm/sec mm/srms мм/с",
    "mile/hour": "mph mi/h",
    "km/hour": "kmh km/h kph kmph км/ч",
    "knot": "kn kt kts knots",
    "foot/minute": "fpm ft/min",
    "gallon/minute": "gpm usgpm galpm gal/min",
    "gallon/hour": "gph",
    "liter/minute": "lpm l/min slpm nl/min л/мин",
    "liter/hour": "lph",
    "liter/second": "lps",
    "foot^3/minute": "cfm scfm acfm ft3/min ft³/min",
    "meter^3/hour": "m3/h m³/h m3h m^3/h m3/hr m³/hr cmh nm3/h nm³/h м3/ч м³/ч",
    "psi": "psi psig psia psid psi(g) psi(a) lb/in2 lbf/in2 lb/in² lbf/in²",
    "bar": "bar barg bara bard bar(g) bar(a) бар",
    "mbar": "mbar mbarg mbara mbar(g) mbar(a)",
    "kilopascal": "kpa kpag kpaa kpa(g) kpa(a) кпа",
    "megapascal": "MPA MPAG mpag mpaa mpa(g) мпа",
    "inch_H2O": "inh2o inwc inwg in.wc in.wg \"wc \"wg inw.c. inw.g.",
    "kilogram_force/meter^2": "mmh2o mmwc mmws mmwg",
    "inch_Hg": "inhg \"hg",
    "mm_Hg": "mmhg",
    "kilogram_force/cm^2": "kgf/cm2 kgf/cm² kg/cm2 kg/cm² kg/cm2g kg/cm²g at кгс/см2 кгс/см²",
    "newton*meter": "nm n.m n·m n*m n-m",
    "foot_pound": "lbft lb-ft lb.ft ftlb ft-lb ft.lb lbf·ft lbf-ft ft-lbf ft·lbf lbfft ftlbf",
    "pound_force": "lbf",
    "pound": "lb lbs",
    "pound/hour": "pph lb/h lb/hr lbs/h lbs/hr",
    "metric_ton/hour": "tph t/h",
    "horsepower": "hp bhp",
    "metric_horsepower": "ps cv pk л.с.",
    "kilowatt": "kw квт",
    "megawatt": "mwe мвт",
    "british_thermal_unit/hour": "btu/h btu/hr btuh",
    "kilobritish_thermal_unit/hour": "kbtu/h kbtu/hr kbtuh mbh",
    "kilobritish_thermal_unit": "kbtu",
    "kilovolt*ampere": "kva kvar",
    "refrigeration_ton": "tr rt tonr",
    "kilowatt_hour": "kwh",
    "ampere": "a amp amps aac adc arms",
    "volt": "v volts vac vdc vrms",
    "decibel": "db dba db(a)",
    "thou": "mil mils",
    "micrometer": "um µm micron microns",
    "degree": "° deg degrees",
    "second": "s sec secs",
    "minute": "min mins",
    "hour": "h hr hrs std ч",
}  # fmt: skip
"""How people write a unit, without spaces, by its name in pint; small letters stand for large ones, too."""
_NAMES = {written: name for name, words in _WRITTEN.items() for written in words.split()} | {"": "dimensionless"}
_SIGNS = str.maketrans({"º": "°", "˚": "°", "℃": "°C", "℉": "°F", "μ": "µ", "Ω": "Ω", "⋅": "·", "−": "-", "\xa0": " "})
_POWER = re.compile(r"\b(m|cm|mm|km|ft|in|s)([23])\b")
_TOWER = re.compile(r"\*\*|\^[^*/ ]*\^|\d{4}")
"""Powers of powers, which would take for ever to work out."""
_LONGEST = 60
_BRACKETS = re.compile(r"^\s*[\[(](.*)[\])]\s*$")


def number(unit: str) -> int:
    """The row of a unit in the table of slips; 0, which has none, for others."""
    return _NUMBERED.index(unit) if unit in SLIPS else 0


def conversion(given: str, own: str) -> tuple[float, float]:
    """(scale, offset) such that a value in `given` · scale + offset is in `own`.

    Raises `ContractError` where a unit is not known, or the two are not of one quantity.

    >>> conversion("°F", "°C")
    (0.5555555555555556, -17.77777777777778)
    """
    return (1.0, 0.0) if _plain(given) == _plain(own) else _converted(given, own)


def known_unit(text: str) -> bool:
    """Whether a text is a unit, as people write them."""
    return bool(_readings(text))


def usual_spelling(text: str) -> bool:
    """Whether a text is among the ways in which people write a unit, and not only something that could be one."""
    written = _plain(text).replace(" ", "")
    return bool(written) and (written in _NAMES or written.lower() in _NAMES)


@cache
def _converted(given: str, own: str) -> tuple[float, float]:
    for unit in (given, own):
        if not _readings(unit):
            raise ContractError("unit", f"{unit!r} is no unit that is known")
    pairs = ((theirs, ours) for theirs in _readings(given) for ours in _readings(own))
    for theirs, ours in pairs:
        if theirs.dimensionality == ours.dimensionality:
            return _line(given, own, theirs, ours)
    raise ContractError("unit", f"{given!r} cannot be had in {own!r}: they measure different quantities")


def _line(given: str, own: str, theirs: Any, ours: Any) -> tuple[float, float]:
    """The straight line from one unit to the other, exact as far as a double is."""
    try:
        none, one = (_registry().Quantity(Fraction(count), theirs).to(ours).magnitude for count in range(2))
    except TypeError as error:  # fractions have no logarithm
        raise ContractError("unit", f"{given!r} is not proportional to {own!r}") from error
    return float(one - none), float(none)


@cache
def _readings(written: str) -> tuple[Any, ...]:
    """What a unit may mean, the likeliest first: `g` is an acceleration before it is a mass."""
    return tuple(unit for name in _spelt(_plain(written)) if (unit := _parsed(name)) is not None)


def _spelt(plain: str) -> Iterator[str]:
    """The names that pint may know a unit by."""
    written = plain.replace(" ", "")
    known = _NAMES.get(written, _NAMES.get(written.lower()))
    if known is not None:
        yield known
    yield _POWER.sub(r"\1^\2", plain.replace("·", "*"))
    if "/" in plain:  # KG/HR, Meters/second
        yield _POWER.sub(r"\1^\2", plain.lower())


def _parsed(name: str) -> Any:
    if not name or len(name) > _LONGEST or _TOWER.search(name):
        return None
    try:
        return _registry().parse_units(name)
    except Exception:  # noqa: BLE001  (what pint raises at a text that is no unit is of many kinds)
        return None


def _plain(written: str) -> str:
    """A unit without brackets about it, and with one sign of the many that look alike."""
    inside = _BRACKETS.sub(r"\1", written)
    return inside.translate(_SIGNS).strip()


@cache
def _registry() -> Any:
    """Pint's units, with fractions, so that a conversion is as exact as its definition."""
    import pint  # takes a second, which who converts nothing need not wait

    return pint.UnitRegistry(non_int_type=Fraction)
