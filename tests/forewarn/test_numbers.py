"""A number on the command line that is none is refused with a sentence that names its option."""

import shlex
from pathlib import Path

import click
import pytest

from tests.docs.rules import parse
from tests.support.command import forewarn

LONG = "9" * 5000


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e400", LONG, "ten"])
@pytest.mark.parametrize(("words", "option"), [("bench loop", "--minutes"), ("bench faults", "--days")])
def test_a_bench_takes_finite_numbers_only(words: str, option: str, number: str) -> None:
    with pytest.raises(click.BadParameter) as refused:
        parse([*words.split(), f"{option}={number}"])
    assert option in refused.value.format_message()


@pytest.mark.parametrize("number", ["-1", str(2**63), LONG, "1e3", "nan"])
@pytest.mark.parametrize(
    ("words", "option"),
    [
        ("bench faults", "--seed"), ("bench quality", "--seed"), ("bench loop", "--assets"), ("query x", "--limit"),
        ("run", "--store-port"),
    ],
)  # fmt: skip
def test_whole_numbers_have_bounds(words: str, option: str, number: str) -> None:
    if number == str(2**63) and option in ("--assets", "--limit"):
        pytest.skip("as many as there is room for")
    with pytest.raises(click.BadParameter) as refused:
        parse([*words.split(), f"{option}={number}"])
    assert option in refused.value.format_message()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("--live --rate=nan", "rate_hz: "),
        ("--live --rate=1e400", "rate_hz: "),
        ("--live --rate=0", "rate_hz: "),
        ("--out x --length=1e400d", "--length: "),
        (f"--out x --length={LONG}d", "--length: "),
        ("--out x --step=nan", "--step: "),
        ("--out x --start=99999-01-01", "--start: "),
        (f"--out x --seed={2**64}", "seed: "),
    ],
)
def test_a_simulation_refuses_numbers_that_are_none_with_a_sentence(arguments: str, said: str, tmp_path: Path) -> None:
    words = shlex.split(arguments.replace("--out x", f"--out {tmp_path / 'x'}"))
    result = forewarn("simulate", *words, environment={"INFLUX_TOKEN": "any"}, folder=None)
    assert result.returncode == 1
    last = result.stderr.splitlines()[-1]
    assert last.startswith(f"forewarn: {said}")
    assert len(result.stderr.splitlines()) == 1
