"""Our own bucket, which holds telemetry as the contract has it."""

from contract.measurements import COMMON_TAGS, TELEMETRY
from store.queries import pattern, quoted
from store.sources.place import Wanted

_STATE = "run_state"


class Own:
    """See `Place`."""

    name, bucket = "telemetry", TELEMETRY.bucket
    columns = (*COMMON_TAGS, "_field")
    cadence_s = delay_s = 0.0

    def has(self, _asset_class: str) -> bool:
        """Whether it may hold assets of a class: of any."""
        return True

    def rows(self, wanted: Wanted) -> str:
        """The condition, in Flux, of the rows that are wanted."""
        conditions = [f'r._measurement == "{TELEMETRY.name}"']
        # Of the fields that are words only the run state is read.
        unread = [name for name in TELEMETRY.fields if name != _STATE or not wanted.states]
        conditions += [f"r._field != {quoted(name)}" for name in unread]
        if wanted.asset_class is not None:
            conditions.append(f"r.asset_class == {quoted(wanted.asset_class)}")
        for column, values in (("asset", wanted.assets), ("_field", wanted.signals)):
            if values is not None:
                conditions.append(f"r.{column} =~ /^{pattern(values)}$/")
        return " and ".join(conditions)


OWN = Own()
