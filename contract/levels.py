"""Levels, and the edges of score, risk and health: the numbers that every part means by the same words.

The figures are the contract's (`docs/contract.md`); Grafana's panels and rules, the admin and the worker take them from
here, and a test ties the shipped Flux to them.
"""

LEVELS = ("normal", "watch", "warning", "critical")
"""The word for each level of an asset or a signal, 0 to 3."""
WATCH, WARNING, CRITICAL = 1, 2, 3
SCORE_EDGES = (0.75, 1.0, 2.0)
"""The scores at which watch, warning and critical begin: 0 is as expected, 1 the edge of the normal band."""
BAND_SIGMAS = 4.0
"""Half-width of the normal band at sensitivity 1, in robust standard deviations of the residual."""

SEVERITIES = {WATCH: "advisory", WARNING: "warning", CRITICAL: "critical"}
"""The severity of an event that is raised at a level."""

RISK_EDGES = (34.0, 67.0)
"""The risks, of 0 to 100, from which on the band is medium, and high."""
RISK_BANDS = ("low", "medium", "high")

HEALTH_EDGES = ((80.0, "healthy"), (60.0, "warning"), (30.0, "critical"))
"""Least health (100 - risk) of each status; below the last it is down."""
DOWN = "down"
