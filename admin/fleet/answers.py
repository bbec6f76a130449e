"""What the API and the page tell of the fleet, made once for all who ask for the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from markupsafe import Markup
from pydantic import TypeAdapter

from admin.cache import Kept, KeptBy
from admin.fleet import service
from admin.fleet.service import Chosen, Fleet, Ranking
from admin.fleet.view import PAGE, fleet_view
from admin.pages.rendering import part
from admin.prognosis.service import Outlooks
from admin.readings.risk import Details, Sample

SECONDS = 0.5
"""How old an answer may be, and the ranking that it is made of: both together a second."""
MOST = 32
"""Answers that are kept at most: a page of a hundred assets is large."""
_JSON = TypeAdapter(Fleet)

Part = tuple[Chosen, int, int]
"""A choice of assets, from which of them on, and how many at most."""
Page = tuple[Chosen, int, str]
"""A choice of assets, from which of them on, and the path below which the admin is mounted."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What they are made of: the fleet, what lies ahead, what is said of the assets that are shown, and data faults."""

    ranking: Kept[Ranking]
    outlooks: Kept[Outlooks]
    details: KeptBy[tuple[str, ...], dict[str, Details]]
    courses: KeptBy[tuple[str, ...], dict[str, list[Sample]]]
    quality: Callable[[], Mapping[str, object]]

    def json(self, parts: Sequence[Part]) -> dict[Part, bytes]:
        """Parts of the fleet as the API tells them."""
        return {each: _JSON.dump_json(self._fleet(self.ranking.get(), *each)) for each in parts}

    def bodies(self, pages: Sequence[Page]) -> dict[Page, Markup]:
        """The bodies of pages."""
        return {each: self._body(*each) for each in pages}

    def _body(self, chosen: Chosen, offset: int, root: str) -> Markup:
        ranking = self.ranking.get()
        found = self._fleet(ranking, chosen, offset, PAGE)
        courses = self.courses.get(tuple(entry.asset for entry in found.assets))
        values = fleet_view(found, ranking.places, courses, chosen, datetime.now(UTC))
        return part("fleet/fleet_body.html", root, {**values, **self.quality()})

    def _fleet(self, found: Ranking, chosen: Chosen, offset: int, limit: int) -> Fleet:
        ahead = self.outlooks.get()
        takes = chosen.ordered(found.places, ahead)
        shown = takes[offset : offset + limit]
        said = self.details.get(tuple(place.asset for place in shown))
        return service.part(found, shown, said, ahead, len(takes), offset, limit)
