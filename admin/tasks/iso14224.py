"""Words of ISO 14224:2016, annex B, that a close-out is offered. Any other word is taken, too, as by an answer."""

MECHANISMS = (
    "leakage", "vibration", "clearance or alignment failure", "deformation", "looseness", "sticking", "cavitation",
    "corrosion", "erosion", "wear", "breakage", "fatigue", "overheating", "burst", "control failure", "no signal",
    "faulty signal", "out of adjustment", "software error", "short circuiting", "open circuit", "no power",
    "faulty power", "earth or isolation fault", "blockage", "contamination", "no cause found", "unknown",
)  # fmt: skip
"""Failure mechanisms, table B.2."""
CAUSES = (
    "improper capacity", "improper material", "fabrication failure", "installation failure", "off-design service",
    "operating error", "maintenance error", "expected wear and tear", "documentation error", "management error",
    "no cause found", "common cause", "cascading failure",
)  # fmt: skip
"""Failure causes, table B.3."""
DETECTIONS = (
    "periodic maintenance", "functional testing", "inspection", "periodic condition monitoring", "pressure testing",
    "continuous condition monitoring", "production interference", "casual observation", "corrective maintenance",
    "on demand",
)  # fmt: skip
"""Detection methods, table B.4."""
ACTIVITIES = (
    "replace", "repair", "modify", "adjust", "refit", "check", "service", "test", "inspection", "overhaul",
    "combination",
)  # fmt: skip
"""Maintenance activities, table B.5."""
