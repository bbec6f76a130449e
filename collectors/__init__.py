"""Where telemetry comes from: simulators with injected faults and their truth, and replay of recordings."""
