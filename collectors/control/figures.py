"""What a running simulation tells on its metrics page."""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily

from collectors.control.simulation import Simulation


class Figures:
    """A simulation's state as gauges, asked for at every look at the page."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All gauges."""
        status = self._simulation.status()
        for name, meaning, value in (
            ("running", "1 if it runs, 0 if it stands still.", status.running),
            ("behind_seconds", "How far simulated time is behind the clock.", status.behind_s),
            ("points_per_second", "Lines that it writes a second.", status.points_per_s),
            ("faults", "Faults under way.", status.faults),
        ):
            yield GaugeMetricFamily(f"forewarn_simulator_{name}", meaning, value)
        assets = GaugeMetricFamily("forewarn_simulator_assets", "Simulated assets by class.", labels=["asset_class"])
        for asset_class, count in status.assets.items():
            assets.add_metric([asset_class], count)
        yield assets
