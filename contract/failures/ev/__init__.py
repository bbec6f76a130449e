"""What breaks in a battery electric vehicle: in its battery, round its high voltage, and in its drive."""

from contract.failures.ev import battery, circuit, drive

MODES = (*battery.MODES, *circuit.MODES, *drive.MODES)
