"""The benches are a command of their own, beside the product in a source checkout."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from bench.cli import command
from tests.support.command import clean_environment, started
from tests.support.store import ROOT


def test_forewarn_bench_is_the_same_command_from_any_folder(tmp_path: Path) -> None:
    ours = subprocess.run(
        [sys.executable, "-m", "bench", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    behind = started("bench", "--help", folder=tmp_path)
    assert behind.stdout.partition("\n")[2] == ours.stdout.partition("\n")[2]
    assert "csv" in behind.stdout


def test_without_the_source_checkout_one_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "forewarn").symlink_to(ROOT / "forewarn")
    (tmp_path / "contract").symlink_to(ROOT / "contract")
    environment = clean_environment(PYTHONPATH=str(tmp_path))
    words = [sys.executable, "-m", "forewarn", "bench", "csv"]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "the benches come with the source checkout only" in done.stderr


@pytest.mark.parametrize("name", sorted(command.commands))
def test_a_bench_tells_what_it_measures_and_what_each_option_means(name: str) -> None:
    bench = command.commands[name]
    assert bench.help
    assert all(option.help for option in bench.params if isinstance(option, click.Option))
