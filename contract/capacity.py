"""How many tasks of maintenance a site can do on a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field

USUAL, MOST = 4, 1000
"""Tasks of a day where nobody says otherwise, two people with two tasks of half a day each; and the most of any."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """Tasks on a day of each site, 1 or more; `default` for sites that are not named."""

    default: int = USUAL
    sites: Mapping[str, int] = field(default_factory=dict)

    def of(self, site: str) -> int:
        """That of a site."""
        return self.sites.get(site, self.default)


def site_capacity(text: str) -> dict[str, int]:
    """Capacity by site from `site=4,site=2`; raises `ValueError` that names the part that is wrong."""
    found: dict[str, int] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        site, equals, number = (one.strip() for one in part.rpartition("="))
        if not (site and equals and number.isascii() and number.isdecimal() and 1 <= int(number[:9]) <= MOST):
            raise ValueError(f"{part!r} is not of the form site=4, a number of 1 to {MOST}")
        if site in found:
            raise ValueError(f"site {site!r} stands twice")
        found[site] = int(number)
    return found
