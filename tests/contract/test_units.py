"""Units as people write them become those of the signals, by pint."""

import subprocess
import sys

import pytest

from contract.errors import ContractError
from contract.units import _WRITTEN, SLIPS, conversion, known_unit

SENT = {
    "°C": ("°F", "K"), "bar": ("psi", "MPa", "kPa"), "kPa": ("inHg", "psi", "mbar", "bar"), "hPa": ("inHg", "kPa"),
    "km/h": ("mph", "m/s"), "m/s": ("km/h", "ft/s", "mph"), "l/min": ("gpm", "m³/h"), "m³/h": ("gpm", "l/min", "l/s"),
    "mm/s": ("in/s", "m/s"), "mm": ("in", "cm"), "kg/s": ("lb/s", "kg/h"), "N": ("lbf", "kN"), "kN": ("lbf", "N"),
    "g": ("m/s²",), "kW": ("hp", "W"), "V": ("mV", "kV"), "A": ("mA", "kA"), "mV": ("V",), "Nm": ("ft-lb",),
    "%": ("1",),
}  # fmt: skip
"""What each factor of the table of slips stands for."""


def same_quantity(one: str, other: str) -> bool:
    """Whether each can be had from the other."""
    try:
        conversion(one, other)
    except ContractError:
        return False
    return True


@pytest.mark.parametrize("own", SLIPS)
def test_the_table_of_slips_has_the_factors_of_pint_to_seven_digits(own: str) -> None:
    assert len(SENT[own]) == len(SLIPS[own])
    for sent, (factor, offset) in zip(SENT[own], SLIPS[own], strict=True):
        assert conversion(own, sent) == pytest.approx((factor, offset), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("given", "own", "value", "kept"),
    [
        ("psi", "bar", 100.0, 6.894757293168361),
        ("psig", "bar", 100.0, 6.894757293168361),
        ("°F", "°C", 212.0, 100.0),
        ("degF", "°C", -40.0, -40.0),
        ("Deg F", "°C", 32.0, 0.0),
        ("K", "°C", 300.0, 26.85),
        ("gpm", "m³/h", 100.0, 22.712470704),
        ("GPM", "l/min", 1.0, 3.785411784),
        ("mph", "km/h", 60.0, 96.56064),
        ("inHg", "kPa", 29.92, 101.3207481),
        ("in Hg", "hPa", 29.92, 1013.207481),
        ("inWC", "Pa", 1.0, 249.08891),
        ("mmWS", "kPa", 1000.0, 9.80665),
        ("kgf/cm²", "bar", 1.0, 0.980665),
        ("g", "m/s²", 2.0, 19.6133),
        ("g", "kg", 2.0, 0.002),
        ("mg", "g", 5.0, 0.005),
        ("g/s", "kg/h", 1.0, 3.6),
        ("in/s", "mm/s", 0.3, 7.62),
        ("ips", "mm/s", 0.3, 7.62),
        ("hp", "kW", 10.0, 7.456998715822702),
        ("PS", "kW", 10.0, 7.3549875),
        ("KW", "kW", 10.0, 10.0),
        ("MW", "kW", 3.6, 3600.0),
        ("%", "1", 50.0, 0.5),
        ("", "%", 0.5, 50.0),
        ("Hz", "rpm", 50.0, 3000.0),
        ("min-1", "rpm", 50.0, 50.0),
        ("об/мин", "rpm", 50.0, 50.0),
        ("rad/s", "rpm", 1.0, 9.54929658551372),
        ("mA", "A", 4.0, 0.004),
        ("MPA", "bar", 1.0, 10.0),
        ("m3/h", "l/s", 3.6, 1.0),
        ("[bar]", "kPa", 1.0, 100.0),
        ("mils", "µm", 1.0, 25.4),
        ("μm", "mm", 1.0, 0.001),
        ("°C/min", "°F/min", 1.0, 1.8),
        ("wombats", "wombats", 7.0, 7.0),
    ],
)
def test_a_unit_as_people_write_it_becomes_the_signals_own(given: str, own: str, value: float, kept: float) -> None:
    scale, offset = conversion(given, own)
    assert value * scale + offset == pytest.approx(kept, rel=1e-7)


@pytest.mark.parametrize(
    ("given", "own", "reason"),
    [
        ("wombats", "bar", "'wombats' is no unit that is known"),
        ("bar", "", "'bar' cannot be had in '': they measure different quantities"),
        ("°C", "bar", "'°C' cannot be had in 'bar': they measure different quantities"),
        ("dB", "%", "'dB' is not proportional to '%'"),
        ("9**9**9**9 m", "m", "no unit that is known"),
        ("m^9^9^9^9", "m", "no unit that is known"),
        ("3*m", "m", "no unit that is known"),
        ("m" * 10_000, "m", "no unit that is known"),
    ],
)
def test_what_cannot_be_converted_is_refused_with_the_reason(given: str, own: str, reason: str) -> None:
    with pytest.raises(ContractError, match=reason.replace("*", r"\*").replace("^", r"\^")):
        conversion(given, own)
    assert not same_quantity(given, own)


def test_there_and_back_is_where_it_began() -> None:
    units = [written for words in _WRITTEN.values() for written in words.split()]
    pairs = [(one, other) for one in units[::3] for other in units[::5] if same_quantity(one, other)]
    assert len(pairs) > 60
    for one, other in pairs:
        (scale, offset), (back, lift) = conversion(one, other), conversion(other, one)
        assert (7.0 * scale + offset) * back + lift == pytest.approx(7.0)


def test_every_spelling_that_is_listed_is_a_unit_and_ordinary_words_are_none() -> None:
    assert [word for words in _WRITTEN.values() for word in words.split() if not known_unit(word)] == []
    assert not any(known_unit(word) for word in ("Current", "Status", "bogus", "Bad", "=1+1"))


def test_the_table_of_slips_is_read_without_the_library_of_units() -> None:
    code = "import sys, contract.units; sys.exit('pint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
