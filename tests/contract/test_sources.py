"""Files that say where telemetry lies are refused by file, line, key and reason."""

import json
import tomllib
from pathlib import Path

import pytest

from contract.documents import DocumentError
from contract.sources import Source, read
from tests.support.store import ROOT

GOOD = """\
bucket = "plant"
asset = { tag = "machine" }
asset_class = "machine"
site = "north"
run_state = { field = "mode", values = { RUN = "running" } }

[fields]
temp_f = { signal = "bearing_temp_c", unit = "°F" }
"""


def refusal(folder: Path, text: str) -> str:
    path = folder / "plant.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        read(path)
    return str(caught.value).replace(str(folder), "FOLDER")


def test_a_good_file_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "plant.toml"
    path.write_text(GOOD, encoding="utf-8")
    source = read(path)
    assert (source.asset.tag, source.site.text, source.fields["temp_f"].unit) == ("machine", "north", "°F")
    assert (source.names_in, source.state_in) == ("_field", "mode")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"bearing_temp_c"', '"tempo"', "line 8: fields.temp_f.signal: class machine has no signal 'tempo'"),
        ('"°F"', '"gpm"', "line 8: fields.temp_f.unit: 'gpm' cannot be had in '°C'"),
        ('asset_class = "machine"', 'asset_class = "toaster"', "line 3: asset_class: 'toaster' is not one of"),
        ('"running"', '"dancing"', "line 5: run_state: 'dancing' is not one of"),
        ("[fields]", "cadence_s = 0.001\n[fields]", "line 7: cadence_s: Input should be greater than or equal to 0.02"),
        ("[fields]", "delay_s = inf\n[fields]", "line 7: delay_s"),
        ("[fields]", "bucked = 1\n[fields]", "line 7: bucked: no such key"),
        ('{ tag = "machine" }', '{ column = "machine" }', "asset names a column; a bucket has tags"),
        ('{ tag = "machine" }', '{ tag = "m", pattern = "no group" }', "line 2: asset.pattern: needs a group"),
        ('"°F" }', '"°F", asset = "B1" }', "line 8: fields.temp_f.asset: every machine would be this one"),
        ('field = "mode"', 'signal = "mode"', "no `signal_tag` says the signal"),
        ('field = "mode", values = { RUN = "running" }', 'when = "speed_rpm > 1"', "no field gives 'speed_rpm'"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    assert told in refusal(tmp_path, GOOD.replace(old, new))


def test_the_examples_of_the_page_are_sources() -> None:
    page = (ROOT / "docs/sources.md").read_text(encoding="utf-8")
    examples = [part.split("```")[0] for part in page.split("```toml\n")[1:]]
    assert [Source.model_validate(tomllib.loads(text)).bucket for text in examples] == ["plant", "historian"]


def test_the_schema_for_editors_knows_every_key() -> None:
    schema = json.loads((ROOT / "store/sources/source.schema.json").read_text(encoding="utf-8"))
    assert schema["properties"].keys() == Source.model_fields.keys()
    assert schema["additionalProperties"] is False
