"""Figures of a day out of minutes and risks."""

from dataclasses import dataclass

from admin.names import find_signal
from admin.records import number, records
from admin.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalDay:
    """A signal over a day, in its unit: mean of its minutes, lowest and highest sample, hours in which it was heard."""

    signal: str
    unit: str
    mean: float
    min: float
    max: float
    heard_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskDay:
    """The risk of an asset over a day, 0 to 100."""

    asset: str
    mean: float
    max: float


def signals(store: Store, asset: str, asset_class: str, start: int, stop: int) -> list[SignalDay]:
    """The signals of an asset between two times (ns), by name. Raises `GatewayError`."""
    rows = records(store.ask("api_kpi_signals", start=start, stop=stop, asset=asset))
    return [
        SignalDay(
            signal=row["signal"],
            unit=known.unit if (known := find_signal(asset_class, row["signal"])) else "",
            mean=row["mean"],
            min=row["min"],
            max=row["max"],
            heard_h=row["minutes"] / 60,
        )
        for row in store.sound(rows, "signal", numbers=("mean", "min", "max", "minutes"))
    ]


def risks(store: Store, start: int, stop: int) -> list[RiskDay]:
    """The risk of every asset that was judged between two times (ns), the worst first. Raises `GatewayError`."""
    rows = store.sound(records(store.ask("api_kpi_risk", start=start, stop=stop)), "asset", numbers=("mean", "max"))
    return [RiskDay(asset=row["asset"], mean=float(number(row, "mean") or 0), max=row["max"]) for row in rows]
