"""`python -m grafana.generate` writes every generated file anew; a test fails where one differs from its source."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from grafana.alerting import groups, runbook
from grafana.boards import alarms, asset, days, detector, drives, fleet, foretold, peers, rig, system
from grafana.panels import Json

HERE = Path(__file__).parent
PAGE = HERE.parent / "admin" / "runbook" / "runbook_body.html"
"""The runbook, made ready for the admin."""

FILES: Mapping[str, Callable[[], Json]] = MappingProxyType(
    {
        "dashboards/alarms.json": alarms.build,
        "dashboards/asset.json": asset.build,
        "dashboards/days.json": days.build,
        "dashboards/detector.json": detector.build,
        "dashboards/drives.json": drives.build,
        "dashboards/fleet.json": fleet.build,
        "dashboards/foretold.json": foretold.build,
        "dashboards/peers.json": peers.build,
        "dashboards/rig.json": rig.build,
        "dashboards/system.json": system.build,
        "provisioning/alerting/rules.json": groups.build,
    }
)
"""Every generated file, by its path below this folder."""


def canonical(document: Json) -> str:
    """The one text of a document: sorted keys, two spaces, so that a diff shows what changed."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> None:
    """Write every file, and say which."""
    for name, build in FILES.items():
        (HERE / name).write_text(canonical(build()), encoding="utf-8")
        print(f"grafana/{name}")
    PAGE.write_text(runbook.build(), encoding="utf-8")
    print(PAGE.relative_to(HERE.parent))


if __name__ == "__main__":
    main()
