"""Time zones of sites: people, shifts and tariffs keep local time, so what is normal for a time of the day does, too.

Stored times are always UTC; a zone only says which local hour, and which day of the week, a moment is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

UTC = "UTC"


@dataclass(frozen=True, slots=True)
class Zones:
    """The zone of each site: an IANA name such as `Europe/Berlin`; `default` for sites that are not named."""

    default: str = UTC
    sites: Mapping[str, str] = field(default_factory=dict)

    def of(self, site: str) -> str:
        """The zone of a site."""
        return self.sites.get(site, self.default)


def known_zone(name: str) -> str:
    """The name, if it is one of the IANA data base; raises `ValueError` that says so."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; give an IANA name, such as Europe/Berlin") from None
    return name


def site_zones(text: str) -> dict[str, str]:
    """Zones by site from `site=Zone,site=Zone`; raises `ValueError` that names the part that is wrong."""
    found: dict[str, str] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        site, equals, zone = (one.strip() for one in part.partition("="))
        if not (site and equals and zone):
            raise ValueError(f"{part!r} is not of the form site=Zone")
        if site in found:
            raise ValueError(f"site {site!r} stands twice")
        found[site] = known_zone(zone)
    return found
