"""How old, in seconds, what comes every few seconds may be: pages, panels, alerts and commands say so by these."""

LIVE_S = 60
"""What is no older is live."""
BEHIND_S = 60
"""A worker that has more telemetry than this still to read has fallen behind."""
REPORT_S = 120
"""Worker or door are silent where their newest report is older: they report every ten seconds."""
ASSET_S = 300
"""An asset is silent where its newest sample is older."""
