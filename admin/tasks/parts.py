"""What tasks need of an app beside its store."""

from dataclasses import dataclass
from typing import Self

from admin.auth.links import Links
from admin.store import Store
from admin.tasks.feed import signing
from admin.tasks.telling import Telling
from contract.capacity import Capacity
from contract.settings import Settings


@dataclass(frozen=True, slots=True)
class TaskParts:
    """How much each site can do on a day, what signs links to calendars, and what tells the queue to dashboards."""

    capacity: Capacity
    links: Links
    telling: Telling

    @classmethod
    def of(cls, settings: Settings, store: Store, secret: str) -> Self:
        """Those of an app; `store` is for dashboards alone."""
        return cls(settings.capacity, signing(secret), Telling(store, settings.zones, settings.capacity))
