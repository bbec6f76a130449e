"""Files that people write are refused by file, line, key and reason."""

from pathlib import Path

import pytest
from pydantic import Field

from contract.documents import DocumentError, Part, load, tomls


class Limits(Part):
    warn_high: float | None = None


class Signal(Part):
    unit: str
    limits: Limits = Limits()


class Machine(Part):
    label: str = ""
    signals: dict[str, Signal] = Field(default={})
    notes: list[Limits] = Field(default=[])


GOOD = """\
label = "Pump"

[signals.flow]
unit = "m³/h"
limits = { warn_high = 3 }

[signals."odd name"]
unit = "bar"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "machine.toml"
    path.write_bytes(text.encode())
    return path


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(DocumentError) as caught:
        load(write(folder, text), Machine)
    return str(caught.value).replace(str(folder), "FOLDER")


def test_a_good_file_is_read_whole_with_or_without_a_byte_order_mark(tmp_path: Path) -> None:
    for text in (GOOD, "\ufeff" + GOOD):
        found = load(write(tmp_path, text), Machine)
        assert found.signals["flow"].limits.warn_high == 3
        assert found.signals["odd name"].unit == "bar"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('unit = "bar"\nspan = 3', "line 9: signals.odd name.span: no such key"),
        ("", "line 7: signals.odd name.unit: is missing"),
        ('unit = "bar"\nlimits.warn_high = nan', "line 9: signals.odd name.limits.warn_high: Input should be a finite"),
        ('unit = "bar"\nlimits = { warn_high = inf }', "line 9: signals.odd name.limits.warn_high: Input should be a"),
        ('unit = "bar"\n[[notes]]\n[[notes]]\nwarn_high = "x"', "line 11: notes[1].warn_high: Input should be a valid"),
        ('unit = "bar', "line 8: is not TOML: "),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, wrong: str, told: str) -> None:
    assert refusal(tmp_path, GOOD.replace('unit = "bar"', wrong)).startswith(f"FOLDER/machine.toml, {told}")


def test_a_file_that_is_not_there_or_no_text_is_told_without_a_line(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"absent\.toml: cannot be read: No such file"):
        load(tmp_path / "absent.toml", Machine)
    (tmp_path / "latin.toml").write_bytes(b'label = "\xb0C"')
    with pytest.raises(DocumentError, match=r"latin\.toml: is not UTF-8"):
        load(tmp_path / "latin.toml", Machine)


def test_folders_give_their_files_in_order_and_one_that_is_not_there_none(tmp_path: Path) -> None:
    for name in ("b.toml", "a.toml", "c.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [path.name for path in tomls([tmp_path / "absent", tmp_path])] == ["a.toml", "b.toml"]
