"""What compose starts and asks of our image is what `forewarn` understands."""

from importlib import import_module

import click
import pytest

from contract.errors import SettingsError
from contract.settings import Settings
from tests.deploy import compose

STARTED = [(name, service["command"]) for name, service in compose.ours().items()]
CHECKED = [
    (name, service["healthcheck"]["test"][2:])
    for name, service in compose.ours().items()
    if service.get("healthcheck", {}).get("test", [""])[1:2] == ["forewarn"]
]


def parse(words: list[str]) -> click.Context:
    """A command line as `forewarn` reads it, without running it; raises `click.UsageError`."""
    name, *arguments = words
    command: click.Command = import_module(f"forewarn.commands.{name}").command
    return command.make_context(name, arguments)


@pytest.mark.parametrize(("service", "words"), [*STARTED, *CHECKED])
def test_a_command_of_compose_can_be_parsed(service: str, words: list[str]) -> None:
    assert parse(list(words)).info_name == words[0], service


def test_a_command_with_an_option_that_is_not_there_would_be_found() -> None:
    with pytest.raises(click.UsageError, match="No such option"):
        parse(["init", "--into", "/run/forewarn"])


def test_what_our_services_keep_lies_in_a_volume() -> None:
    for service in ("simulator", "worker"):
        kept = [word for word in compose.services()[service]["command"] if word.startswith("/")]
        kept.append(compose.services()[service]["environment"]["FOREWARN_SPOOL_DIR"])
        assert f"{service}:/var/lib/forewarn" in compose.services()[service]["volumes"]
        assert all(path.startswith("/var/lib/forewarn") for path in kept)


@pytest.mark.parametrize("name", ["init", "admin", "simulator"])
def test_a_placeholder_that_nobody_replaced_stops_our_services(name: str) -> None:
    given = {key: "change-me" for key in compose.services()[name]["environment"] if key in compose.placeholders()}
    assert given
    with pytest.raises(SettingsError, match="placeholder"):
        Settings.load(given)
