"""Every command and every example of every page works as it stands."""

from collections.abc import Iterator

import click
import pytest

from tests.docs.installation import Installation, installation
from tests.docs.pages import PYTHON, SHELL, Block, blocks, commands, pages
from tests.docs.rules import RULES, parse, rule_of

COMMANDS = commands()
EXAMPLES = [block for block in blocks() if block.kind == PYTHON]
SHOWN = {"", "text", "json", "toml"}
"""Languages of blocks that show something and are not to be typed."""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation(tmp_path_factory.mktemp("clone")) as running:
        yield running


def test_the_pages_are_found() -> None:
    assert len(pages()) >= 10
    assert len(COMMANDS) >= 20
    assert EXAMPLES


@pytest.mark.parametrize(
    "command", [pytest.param(command, id=f"{place} {command}") for command, place in COMMANDS.items()]
)
def test_a_command_of_a_page_does_what_its_reader_expects(here: Installation, command: str) -> None:
    rule = rule_of(command)
    assert rule is not None, f"{COMMANDS[command]}: tests/docs/rules.py has no rule for `{command}`"
    rule.attempt(here, command)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda block: block.place)
def test_an_example_in_python_runs(here: Installation, example: Block) -> None:
    result = here.python(example.text)
    assert result.returncode == 0, result.stderr


def test_a_block_is_of_a_language_that_is_tried_or_only_shown() -> None:
    assert {block.kind: block.place for block in blocks() if block.kind not in {SHELL, PYTHON, *SHOWN}} == {}


def test_a_rule_that_nothing_needs_any_more_is_taken_out() -> None:
    used = {rule.pattern for command in COMMANDS if (rule := rule_of(command)) is not None}
    assert [rule.pattern for rule in RULES if rule.pattern not in used] == []


@pytest.mark.parametrize("wrong", ["query --nmae x", "bench lop", "bench loop --hours 3", "simulate --live --rate"])
def test_a_command_that_could_not_be_typed_would_be_found(wrong: str) -> None:
    with pytest.raises((AssertionError, click.UsageError), match=r"No such|no command|requires an argument"):
        parse(wrong.split())
