"""What breaks in industrial machines: in every shaft and motor, in the pump's water, on the conveyor's belt."""

from contract.failures.machine import conveyor, motor, pump, shaft

MODES = (*shaft.MODES, *motor.MODES, *pump.MODES, *conveyor.MODES)
