"""The provisioning file of all rules, in groups by how often they are evaluated."""

from grafana.alerting import assets, system
from grafana.panels import Json

# Not the dashboards' folder: Grafana would make two of the same name.
FOLDER = "Forewarn alerts"

GROUPS = (
    ("danger", "10s", (assets.danger,)),
    ("fleet", "30s", (assets.warning_or_worse,)),
    ("ahead", "5m", (assets.likely_to_fail,)),
    ("silence", "1m", (assets.silent, assets.faulty_sensor)),
    ("system", "1m", (
        system.worker_silent, system.worker_behind, system.waiting, system.lost, system.door_silent, system.store_away,
    )),
)  # fmt: skip
"""Name, interval and rules of each group; ten seconds is the shortest that Grafana allows."""

GONE: tuple[str, ...] = ()
"""Uids of rules that were shipped once: Grafana keeps a rule that is merely taken out of the file."""


def build() -> Json:
    """The file, ready to be written."""
    return {
        "apiVersion": 1,
        "deleteRules": [{"orgId": 1, "uid": uid} for uid in GONE],
        "groups": [
            {
                "orgId": 1,
                "name": name,
                "folder": FOLDER,
                "interval": interval,
                "rules": [make().build() for make in rules],
            }
            for name, interval, rules in GROUPS
        ],
    }
