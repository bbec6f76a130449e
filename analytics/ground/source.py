"""Reading telemetry from the store into samples and run states, wherever it lies there."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from analytics.ground.columns import Bools, Ints
from analytics.ground.fleet import Label
from analytics.ground.labels import RUN_STATE, UNKNOWN_STATE, run_states
from analytics.ground.samples import Samples, States, joined_samples, joined_states
from analytics.ground.translate import Part, Translator, broken, carried
from contract.measurements import NO_SITE
from store import queries
from store.annotated_csv import Block
from store.frame import Frame, join
from store.gateway import Gateway
from store.sources import asking
from store.sources.foreign import Foreign
from store.sources.own import OWN
from store.sources.place import ALL, Place, Wanted


def read(gateway: Gateway, query: str, **how: int | str | float | list[str]) -> Part:
    """The answer of a shipped query whose rows are values of our own assets. Raises `GatewayError`."""
    return arrange(gateway.blocks(queries.render(query, **how)))  # type: ignore[arg-type]


class Telemetry:
    """Telemetry of one place in the store; every question raises `GatewayError`. Times are nanoseconds."""

    def __init__(self, gateway: Gateway, place: Place = OWN) -> None:
        self.gateway, self.place = gateway, place
        self._translator = Translator(place) if isinstance(place, Foreign) else None

    def patient(self, timeout_s: float) -> "Telemetry":
        """The same place, whose questions are given up after `timeout_s` seconds of silence."""
        return Telemetry(self.gateway.patient(timeout_s), self.place)

    def new(self, start: int, stop: int, wanted: Wanted = ALL) -> Part:
        """Everything measured from `start` to before `stop`."""
        return self._ask("worker_new", wanted, start=start, stop=stop)

    def counts(self, start: int, stop: int) -> Samples:
        """How many values of each signal there are in each minute, at the minute's end."""
        return self._ask("worker_counts", _VALUES, scaled=False, start=start, stop=stop)[0]

    def future(self, start: int, stop: int) -> Samples:
        """How many values of each signal there are in all."""
        return self._ask("worker_future", _VALUES, scaled=False, start=start, stop=stop)[0]

    def last(self, start: int, stop: int, every_s: float, wanted: Wanted) -> Part:
        """The last values and run states of each window, at the window's end."""
        samples, states = self._ask("worker_history", wanted, start=start, stop=stop, every_s=every_s)
        return samples, states if self._translator is None else carried(states, samples)

    def means(self, start: int, stop: int, every_s: float, wanted: Wanted) -> Samples:
        """The mean of some signals in each window, at the window's end."""
        return self._ask("worker_means", wanted, start=start, stop=stop, every_s=every_s)[0]

    def _ask(
        self, query: str, wanted: Wanted, *, start: int, stop: int, every_s: float = 60, scaled: bool = True
    ) -> Part:
        blocks = self.gateway.blocks(asking.render(query, self.place, wanted, start=start, stop=stop, every_s=every_s))
        if self._translator is None:
            return arrange(blocks)
        return self._translator.translate(blocks, wanted, scaled=scaled)


_VALUES = Wanted(states=False)


def arrange(blocks: Iterable[Block]) -> tuple[Samples, States]:
    """Blocks of one value type each: numbers become samples, run states states.

    Anything else is not of the contract; it becomes a sample that is no number, so that it is counted as a data fault,
    and so does a run state that its class does not have.
    """
    samples, states = [], []
    for block in blocks:
        frame = join([block])
        if not len(frame):
            continue
        kind = block.rows.schema.field("_value").type
        if pa.types.is_floating(kind) or pa.types.is_integer(kind):
            samples.append(_numbers(frame))
            continue
        # A boolean is no state, whatever the field's name is.
        said = frame.equal("_field", RUN_STATE) & pa.types.is_string(kind)
        if said.any():
            states.append(_states(frame, said))
            samples.append(broken(states[-1]))
        if not said.all():
            samples.append(_others(frame, said))
    return joined_samples(samples), joined_states(states)


def _numbers(frame: Frame) -> Samples:
    code, labels = _labels(frame, "_field")
    return Samples(frame.times(), code, frame.floats("_value"), labels)


def _states(frame: Frame, said: Bools) -> States:
    code, labels = _labels(frame, "_value")
    known = run_states()
    short = [(*label[:3], label[3] if label[3] in known else UNKNOWN_STATE) for label in labels]
    return States(frame.times()[said], code[said], short)


def _others(frame: Frame, said: Bools) -> Samples:
    code, labels = _labels(frame, "_field")
    return Samples(frame.times()[~said], code[~said], np.full(int((~said).sum()), np.nan), labels)


def _labels(frame: Frame, last: str) -> tuple[Ints, list[Label]]:
    """Rows numbered by asset, class, site and one more column; a line may leave its site out."""
    code, labels = frame.codes("asset", "asset_class", "site", last)
    return code, [(asset, kind, site or NO_SITE, name) for asset, kind, site, name in labels]
