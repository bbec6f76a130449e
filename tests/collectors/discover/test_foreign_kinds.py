"""Recordings of kinds of machines that nobody here has: units and roles as their engineers would have written them."""

from collections.abc import Sequence

import pytest

from tests.collectors.discover.tables import guessed, noise

Kind = dict[str, tuple[Sequence[object], str, str]]
"""By header: cells, and what is to be guessed of them: unit and role."""

TURBINE: Kind = {
    "Wind speed (m/s)": (noise(8, 2), "m/s", "duty"),
    "Power (kW)": (noise(900, 200), "kW", "symptom"),
    "Rotor speed (RPM)": (noise(14, 1), "rpm", "duty"),
    "Gear oil temperature (°C)": (noise(55, 3), "°C", "symptom"),
    "Blade angle (pitch position) (°)": (noise(4, 2), "°", "duty"),
}
FEED_PUMP: Kind = {
    "Motorspannung [kV]": (noise(6.6, 0.02), "kV", "symptom"),
    "Druck Austritt [bar]": (noise(123, 1), "bar", "symptom"),
    "Förderstrom [t/h]": (noise(310, 20), "t/h", "symptom"),
    "Lagertemperatur AS [°C]": (noise(60, 2), "°C", "symptom"),
    "Schwingung AS [mm/s]": (noise(2.5, 0.1), "mm/s", "symptom"),
}
CHILLER: Kind = {
    "OA Temp (F)": (noise(75, 5), "°F", "duty"),
    "CHW Flow (GPM)": (noise(960, 3), "gpm", "symptom"),
    "Cond Press (psig)": (noise(115, 5), "psi", "symptom"),
    "Chiller Power (kW)": (noise(280, 30), "kW", "symptom"),
}
CAR: Kind = {
    "Latitude": (noise(48.1, 0.1), "°", "position"),
    "Speed (OBD)(km/h)": (noise(60, 20), "km/h", "duty"),
    "Engine RPM(rpm)": (noise(1800, 300), "rpm", "duty"),
    "Engine Load(%)": (noise(40, 10), "%", "duty"),
    "Throttle Position(Manifold)(%)": (noise(20, 5), "%", "duty"),
    "Engine Coolant Temperature(°C)": (noise(91, 1), "°C", "symptom"),
    "Voltage (Control Module)(V)": (noise(14.1, 0.05), "V", "symptom"),
}
FIRING: Kind = {
    "Thrust (N)": (noise(2450, 12), "N", "symptom"),
    "LOX flow (kg/s)": (noise(1.1, 0.01), "kg/s", "symptom"),
    "Wall temperature (K)": (noise(600, 40), "K", "symptom"),
}


@pytest.mark.parametrize("kind", [TURBINE, FEED_PUMP, CHILLER, CAR, FIRING])
def test_units_and_roles_are_those_that_an_engineer_would_have_written(kind: Kind) -> None:
    found = guessed({header: cells for header, (cells, _unit, _role) in kind.items()})
    told = {item.column.name: (item.measured.unit, item.role.name) for item in found.found}
    assert told == {header: (unit, role) for header, (_cells, unit, role) in kind.items()}
