"""What lies ahead of the assets, as the pages of other nouns ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from admin.prognosis import repository
from admin.prognosis.outlook import Condition, Forecast
from admin.store import Store


@dataclass(frozen=True, slots=True)
class Outlooks:
    """Of every asset that something was said of when it will fail, and how it is, by asset."""

    forecasts: Mapping[str, Forecast]
    conditions: Mapping[str, Condition]

    def due(self, asset: str) -> float:
        """When an asset is to be looked after at the latest, in seconds since 1970; infinite where no date is known."""
        known = self.forecasts.get(asset)
        due = known.due if known else None
        return due.timestamp() if due else float("inf")


def outlooks(store: Store) -> Outlooks:
    """That of the fleet as it is now."""
    forecasts = store.start(repository.forecasts, store)
    return Outlooks(conditions=repository.conditions(store), forecasts=forecasts.result())
