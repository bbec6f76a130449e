"""A recording, read part by part into columns: who, when, what; what breaks the contract is refused and noted.

tally = Tally()
for chunk in open_recording(Path("pump.csv"), load(Path("map.toml")), tally):
    chunk.times, chunk.codes, chunk.values, chunk.labels      # readings
    chunk.states.times, chunk.states.codes, chunk.states.labels
print(*tally.lines(), sep="\\n")
"""

from collections.abc import Iterator
from pathlib import Path

from collectors.replay import annotated
from collectors.replay.frames import Chunk
from collectors.replay.mapping import Mapping
from collectors.replay.parts import Part, Session
from collectors.replay.repeats import Repeats
from collectors.replay.shape import clean
from collectors.replay.tables import columns_of, tables
from collectors.replay.tally import Tally
from contract.errors import ContractError


def open_recording(file: Path, mapping: Mapping, tally: Tally) -> Iterator[Chunk]:
    """The good rows of a recording, about in its order; what is refused is noted in `tally`.

    Raises
    ------
    ContractError
        The file is missing or empty, cannot be read, or lacks a column that the mapping names.
    """
    mapping = narrowed(file, adapted(file, mapping))
    session, repeats = Session(file, mapping, tally), Repeats(file, tally, mapping.same_moment == "spread")
    for table in tables(file, mapping, session.columns()):
        part = Part(session, table)
        if len(part.rows):
            frames = [repeats.sorted_out(kind, frame) for kind, frame in part.frames() if len(frame.times)]
            yield Chunk([frame.filled(states=session.telling) for frame in frames], len(part.rows))
    yield Chunk([frame.filled(states=session.telling) for frame in repeats.rest()], 0)


def narrowed(file: Path, mapping: Mapping) -> Mapping:
    """The mapping with those of its columns that a file has, where it may lack some; refused where it has none."""
    if not mapping.partial or mapping.long:
        return mapping
    there = set(map(clean, columns_of(file, mapping)))
    kept = {name: reading for name, reading in mapping.columns.items() if clean(name) in there}
    state = mapping.run_state
    if state is not None and state.column and clean(state.column) not in there:
        state = None
    if not kept and state is None:
        raise ContractError(
            "columns", f"{file} has none of the columns of the mapping; it has {', '.join(sorted(there))}"
        )
    return mapping.model_copy(update={"columns": kept, "run_state": state})


def adapted(file: Path, mapping: Mapping) -> Mapping:
    """The mapping as this file needs it: an export of InfluxDB that is not pivoted is a long file, also unsaid."""
    try:
        if mapping.long or not annotated.is_annotated(file):
            return mapping
    except OSError as error:
        raise ContractError("file", f"{file} cannot be read: {error.strerror}") from error
    names = annotated.names(file)
    if {annotated.FIELD, annotated.VALUE} <= set(names) and not set(mapping.columns) & set(names):
        return mapping.model_copy(update={"signal_column": annotated.FIELD, "value_column": annotated.VALUE})
    return mapping
