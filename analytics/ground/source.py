"""Reading telemetry from the store into samples and run states."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from analytics.ground.columns import Bools, Ints
from analytics.ground.fleet import Label
from analytics.ground.labels import RUN_STATE, RUN_STATES, UNKNOWN_STATE, known_state
from analytics.ground.samples import Samples, States
from contract.measurements import NO_SITE
from store import queries
from store.annotated_csv import Block
from store.frame import Frame, join
from store.gateway import Gateway


def read(gateway: Gateway, query: str, **how: int | str | float | list[str]) -> tuple[Samples, States]:
    """The answer of a shipped query whose rows are values of telemetry. Raises `GatewayError`."""
    return arrange(gateway.blocks(queries.render(query, **how)))  # type: ignore[arg-type]


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
            samples.append(_wrong(states[-1]))
        if not said.all():
            samples.append(_others(frame, said))
    return _concat_samples(samples), _concat_states(states)


def _numbers(frame: Frame) -> Samples:
    code, labels = _labels(frame, "_field")
    return Samples(frame.times(), code, frame.floats("_value"), labels)


def _states(frame: Frame, said: Bools) -> States:
    code, labels = _labels(frame, "_value")
    short = [(*label[:3], label[3] if label[3] in RUN_STATES else UNKNOWN_STATE) for label in labels]
    return States(frame.times()[said], code[said], short)


def _wrong(states: States) -> Samples:
    """The states that break the contract."""
    broken = np.array([not known_state(label) for label in states.labels], np.bool_)[states.code]
    labels = [(*label[:3], RUN_STATE) for label in states.labels]
    return Samples(states.time[broken], states.code[broken], np.full(int(broken.sum()), np.nan), labels)


def _others(frame: Frame, said: Bools) -> Samples:
    code, labels = _labels(frame, "_field")
    return Samples(frame.times()[~said], code[~said], np.full(int((~said).sum()), np.nan), labels)


def _labels(frame: Frame, last: str) -> tuple[Ints, list[Label]]:
    """Rows numbered by asset, class, site and one more column; a line may leave its site out."""
    code, labels = frame.codes("asset", "asset_class", "site", last)
    return code, [(asset, kind, site or NO_SITE, name) for asset, kind, site, name in labels]


def _concat_samples(parts: list[Samples]) -> Samples:
    if len(parts) == 1:
        return parts[0]
    labels: list[Label] = []
    codes = [np.zeros(0, np.int64)]
    for part in parts:
        codes.append(part.code + len(labels))
        labels.extend(part.labels)
    empty = Samples.none()
    time = np.concatenate([empty.time, *(part.time for part in parts)])
    value = np.concatenate([empty.value, *(part.value for part in parts)])
    return Samples(time, np.concatenate(codes), value, labels)


def _concat_states(parts: list[States]) -> States:
    if len(parts) == 1:
        return parts[0]
    labels: list[Label] = []
    codes = [np.zeros(0, np.int64)]
    for part in parts:
        codes.append(part.code + len(labels))
        labels.extend(part.labels)
    time = np.concatenate([States.none().time, *(part.time for part in parts)])
    return States(time, np.concatenate(codes), labels)
