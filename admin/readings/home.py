"""Where an asset belongs: its class and its site, by what was last said of it."""

from admin.readings import presence, risk
from admin.readings.presence import Presence
from admin.readings.risk import Risk
from admin.store import Store


def home(store: Store, asset: str) -> Risk | Presence | None:
    """Its newest risk, or its newest sample where it was never judged; `None` where nothing is known of it."""
    seen, judged = store.start(presence.of_asset, store, asset), risk.of_asset(store, asset)
    known = seen.result()
    return judged[0] if judged else known
