"""What is still guessed."""

from pathlib import Path

from forewarn.backtest.guessed import guessed

FILE = """# A class of machines, guessed from data: what says `guessed` is to be read and mended.
duty = ["load"]  # guessed: what it is asked for
[signals.temp]
label = "guessed"
unit = "bar"  # guessed: pressure, at most 16.8
role = "duty"  # a guess that somebody has looked at
"a # b" = { signal = "t" }  #guessed
"""


def test_each_marked_line_is_told_with_its_place_and_reason_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "pump.toml"
    path.write_text(FILE, encoding="utf-8")
    assert [(guess.line, guess.table, guess.said, guess.reason) for guess in guessed([path])] == [
        (2, "", 'duty = ["load"]', "what it is asked for"),
        (5, "signals.temp", 'unit = "bar"', "pressure, at most 16.8"),
        (7, "signals.temp", '"a # b" = { signal = "t" }', ""),
    ]


def test_a_file_that_is_gone_or_no_text_has_none(tmp_path: Path) -> None:
    (tmp_path / "bytes.toml").write_bytes(b"a = 1 # guessed: \xff")
    assert guessed([tmp_path / "gone.toml", tmp_path / "bytes.toml"]) == []
