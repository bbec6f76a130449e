"""What mappings and sources share: a text or a place for a name, words for states, units of readings."""

from pathlib import Path

import pytest
from pydantic import Field

from contract.catalogue import CLASSES
from contract.documents import DocumentError, Part, load
from contract.errors import ContractError
from contract.mapping import Reading, RunState, Who, states_of

MACHINE = CLASSES["machine"]


class Document(Part):
    asset: Who
    run_state: RunState | None = None
    columns: dict[str, Reading] = Field(default={})


def read(folder: Path, text: str) -> Document:
    path = folder / "map.toml"
    path.write_text(text, encoding="utf-8")
    return load(path, Document)


def test_a_name_is_a_text_or_comes_from_a_column_or_a_part_of_a_tag(tmp_path: Path) -> None:
    assert read(tmp_path, 'asset = "P-101"').asset.text == "P-101"
    assert read(tmp_path, "asset = { column = 3 }").asset.column == "3"
    topic = read(tmp_path, 'asset = { tag = "topic", pattern = "plant/(.+)/.*" }').asset
    assert (topic.name("plant/P-101/temp"), topic.name("office/lamp")) == ("P-101", "")
    assert Who(column="unit").name(" P-7 ") == "P-7"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("asset = 5", "line 1: asset: "),
        ('asset = ""', "line 1: asset: expected a text"),
        ('asset = { column = "a", tag = "b" }', "line 1: asset: expected a text"),
        ('asset = { tag = "a", pattern = "(" }', "line 1: asset.pattern: is no regular expression"),
        ('asset = { tag = "a", pattern = "x" }', "line 1: asset.pattern: needs a group"),
        ('asset = { text = "a", pattern = "(x)" }', "line 1: asset: `pattern` picks"),
        ('asset = { column = "a", scale = 3 }', "line 1: asset.scale: no such key"),
        ('asset = "a"\nrun_state = { values = { RUN = "running" } }', "line 2: run_state: expected a state"),
        ('asset = "a"\nrun_state = { when = "a >" }', "line 2: run_state.when: 'a >': expected a name"),
        ('asset = "a"\nrun_state = { when = "a > 1", values = { a = "b" } }', "line 2: run_state: `values` are words"),
        ('asset = "a"\n[columns]\nx = { unit = "bar" }', "line 3: columns.x.signal: is missing"),
        ('asset = "a"\n[columns]\nx = { signal = "s", scale = 0 }', "line 3: columns.x.scale: 0 would make"),
        (
            'asset = "a"\n[columns]\nx = { signal = "s", offset = nan }',
            "line 3: columns.x.offset: Input should be a fin",
        ),
    ],
)
def test_what_is_wrong_is_told_by_line_and_key(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read(tmp_path, text)
    assert told in str(refused.value)


def test_words_of_theirs_become_states_of_ours_and_a_number_is_one_word_however_written() -> None:
    state = RunState(column="mode", values={"RUN": "running", "1": "running", "2.5": "off"})
    assert [state.ours(MACHINE, word) for word in ("RUN", "1", "1.0", "2.5", "off")] == ["running"] * 3 + ["off"] * 2
    with pytest.raises(ContractError, match="'STOP' is not one of off, starting, running; `values` can say"):
        state.ours(MACHINE, "STOP")
    with pytest.raises(ContractError, match="'X' is not one of"):
        RunState(column="mode", values={"X": "flying"}).ours(MACHINE, "X")


def test_a_rule_tells_the_first_state_of_work_from_the_first_of_rest() -> None:
    state = RunState(when="motor_current_a > 5")
    assert state.rule is not None
    assert state.rule.names == ("motor_current_a",)
    assert states_of(MACHINE) == ("running", "off")


def test_a_reading_becomes_the_signals_unit_after_its_own_scale() -> None:
    scale, offset = Reading(signal="s", unit="°F", scale=0.1).line("°C")
    assert 2120 * scale + offset == pytest.approx(100)
    assert Reading(signal="s", scale=2, offset=1).line("bar") == (2, 1)
    assert Reading(signal="s").line("bar", "kPa") == (0.01, 0.0)
    assert Reading(signal="s", unit="psi").line("bar")[0] == pytest.approx(0.0689476)
    assert Reading(signal="s", unit="psi").line("bar", "kPa") == (0.01, 0.0)
    with pytest.raises(ContractError, match="different quantities"):
        Reading(signal="s", unit="°F").line("bar")
