"""What the road asks of a vehicle: the force at its wheels, whatever drives them."""

from dataclasses import dataclass

from collectors.noise import Array

_AIR_KGPM3, _GRAVITY = 1.2, 9.81


@dataclass(frozen=True, slots=True)
class Body:
    """A vehicle as the road feels it: mass, drag area (C_d·A) and rolling resistance as a share of its weight."""

    mass_kg: float
    drag_m2: float
    rolling: float

    def load_n(self, speed_ms: Array, accel_ms2: Array) -> Array:
        """Road load on the level in N, below 0 where the vehicle must be braked: F = ½ρ·C_dA·v² + C_rr·m·g + m·a."""
        drag = 0.5 * _AIR_KGPM3 * self.drag_m2 * speed_ms**2
        return drag + self.rolling * self.mass_kg * _GRAVITY + self.mass_kg * accel_ms2
