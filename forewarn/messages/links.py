"""Links to the admin, for who reads a message."""

from dataclasses import dataclass
from urllib.parse import quote

RUNBOOK = "asset-at-warning-or-worse"


@dataclass(frozen=True, slots=True)
class Links:
    """Pages below the address that people reach the admin at; none where it is not known ("")."""

    base: str = ""

    def incident(self, asset: str, incident: str) -> dict[str, str]:
        """Where an incident is looked at, answered, and dealt with."""
        return self._those(
            {
                "Asset": f"/assets/{quote(asset, safe='')}",
                "Right or wrong? Say so": f"/incidents/{quote(incident, safe='')}",
                "Runbook": f"/runbook#{RUNBOOK}",
            }
        )

    def fleet(self) -> dict[str, str]:
        """The whole fleet."""
        return self._those({"Fleet": "/"})

    def _those(self, paths: dict[str, str]) -> dict[str, str]:
        return {label: self.base.rstrip("/") + path for label, path in paths.items()} if self.base else {}
