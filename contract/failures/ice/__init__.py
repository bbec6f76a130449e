"""What breaks in a combustion vehicle, by subsystem."""

from contract.failures.ice import cooling, driver, mixture, vehicle

MODES = (*cooling.MODES, *mixture.MODES, *vehicle.MODES, *driver.MODES)
