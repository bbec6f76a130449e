"""Where an asset belongs: its class and its site, by what was last said of it."""

from admin.readings import presence, risk
from admin.readings.presence import Presence
from admin.readings.risk import Risk
from admin.store import Store


def class_of(store: Store, asset: str) -> str:
    """The class of an asset that was judged, that sends, or that the registry has; "" where nothing is known of it."""
    known = home(store, asset) or presence.registered(store, asset)
    return known.asset_class if known else ""


def home(store: Store, asset: str) -> Risk | Presence | None:
    """Its newest risk, or its newest sample where it was never judged; `None` where nothing is known of it."""
    seen, judged = store.start(presence.of_asset, store, asset), risk.of_asset(store, asset)
    known = seen.result()
    return judged[0] if judged else known
