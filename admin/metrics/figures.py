"""What the admin tells on its metrics page beside its requests: errors of the store, and the fleet by level."""

from collections.abc import Iterator, Sequence

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from admin.cache import Kept
from admin.fleet.service import Ranking
from admin.store import Store
from contract.errors import GatewayError


class Figures:
    """They are asked for at every look at the page; those of the fleet are left out while the store is away."""

    def __init__(self, stores: Sequence[Store], ranking: Kept[Ranking]) -> None:
        self._stores, self._ranking = stores, ranking

    def collect(self) -> Iterator[Metric]:
        """All figures."""
        try:
            counts, up = self._ranking.get().counts, True
        except GatewayError:
            counts, up = {}, False
        errors = sum(store.errors for store in self._stores)
        skipped = sum(store.skipped for store in self._stores)
        yield CounterMetricFamily("forewarn_admin_store_errors", "Failed store requests.", errors)
        yield CounterMetricFamily("forewarn_admin_skipped_rows", "Rows of the store that break the contract.", skipped)
        yield GaugeMetricFamily("forewarn_store_up", "1 if the store answered.", up)
        assets = GaugeMetricFamily("forewarn_assets", "Assets by level; silent ones count as that.", labels=["level"])
        for level, count in counts.items():
            assets.add_metric([level], count)
        yield assets
