"""What is done with each command of the pages: typed as it stands where that is quick, else looked at closely.

A command that no rule knows fails the tests, so that nobody writes one that was not tried.
"""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

import click

from tests.deploy import compose
from tests.docs.installation import Installation
from tests.support.store import ROOT

Try = Callable[[Installation, str], None]
"""Raises `AssertionError` where a reader who typed the command would be disappointed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Commands that match, what is tried with them, and why no more than that."""

    pattern: str
    attempt: Try
    reason: str = ""


def typed(more: str = "", status: int = 0) -> Try:
    """Type it, with more options so that it is quick: it must end as it should, and print something."""

    def attempt(here: Installation, command: str) -> None:
        result = here.shell(f"{command}{more}")
        assert result.returncode == status, result.stdout + result.stderr
        assert result.stdout.strip()
        assert "Traceback" not in result.stderr

    return attempt


def diagnosed(here: Installation, command: str) -> None:
    """Type it where the fleet was heard just now: it looks whether all is well at this moment."""
    here.refresh()
    typed()(here, command)


def parsed(_here: Installation, command: str) -> None:
    """`forewarn` knows the command, each of its options and its arguments."""
    parse(shlex.split(command.removeprefix(".venv/bin/"))[1:])


def made(_here: Installation, command: str) -> None:
    """The Makefile has the target, and what `forewarn` commands it runs can be parsed."""
    done = subprocess.run(
        ["sh", "-c", f"{command} -n"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    found = re.findall(r"\.venv/bin/(forewarn [^&\n]*)", done.stdout)
    for line in found:
        parse(shlex.split(line)[1:])


def composed(_here: Installation, command: str) -> None:
    """The compose file has the profiles and services that the command names."""
    words = shlex.split(command)[2:]
    profiles = {name for service in compose.services().values() for name in service.get("profiles", [])}
    assert {words[at + 1] for at, word in enumerate(words) if word == "--profile"} <= profiles
    plain = [word for at, word in enumerate(words) if not word.startswith("-") and words[at - 1] != "--profile"]
    assert plain[0] in {"up", "ps", "restart", "logs", "down", "run", "exec"}
    assert set(plain[1:2]) <= set(compose.services())


def packaged(_here: Installation, command: str) -> None:
    """The store's own package has such a module."""
    module = ROOT / "packages/fluxlite" / shlex.split(command)[2].replace(".", "/")
    assert module.with_suffix(".py").exists() or (module / "__main__.py").exists()


def packed(_here: Installation, command: str) -> None:
    """The store is a package, and `dev` is what its tests need."""
    project = tomllib.loads((ROOT / "packages/fluxlite/pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "[dev]" not in command or "pytest-xdist" in "".join(project["optional-dependencies"]["dev"])


def served(here: Installation, command: str) -> None:
    """`fluxlite` knows each of the options."""
    shown = here.shell("forewarn store --help").stdout
    assert set(re.findall(r"--[\w-]+", command)) <= set(re.findall(r"--[\w-]+", shown))


def parse(words: list[str]) -> None:
    """Read a command line as `forewarn` does, without running it; raises `click.UsageError`."""
    name, *arguments = words
    command: click.Command = import_module(f"forewarn.commands.{name}").command
    parent = None
    while isinstance(command, click.Group):
        parent = click.Context(command, info_name=name)
        name, *arguments = arguments
        found = command.get_command(parent, name)
        assert found is not None, f"{name} is no command"
        command = found
    # What a reader puts in the place of these is a folder that is there.
    filled = [str(ROOT) if word == "DATA" or word.endswith("...") else word for word in arguments]
    command.make_context(name, filled, parent=parent)


def collected(_here: Installation, command: str) -> None:
    """The tests that the command names are there, in the folder that it goes to."""
    found = re.fullmatch(r"(?:cd (?P<folder>\S+) && )?(?:[A-Z_]+=\S+ )?\S+ -m pytest (?P<words>.*)", command)
    assert found
    named = [word for word in found["words"].split() if not word.startswith("-")]
    assert named
    assert [path for path in named if not (ROOT / (found["folder"] or "") / path).exists()] == []


def in_the_checkout(_here: Installation, command: str) -> None:
    """Python does it in the folder that these pages lie in."""
    words = [sys.executable, *shlex.split(command)[1:]]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


LONG = "takes minutes"
RULES = [
    Rule(
        r"(\.venv/bin/)?forewarn replay (pump|bearings).*",
        parsed,
        "needs a recording; tests/forewarn/test_arrival.py plays some",
    ),
    Rule(r"(\.venv/bin/)?forewarn doctor( .*)?", diagnosed),
    Rule(r"(\.venv/bin/)?forewarn (query|replay) .*", typed()),
    Rule(r"forewarn export( .*)?", typed(" && echo written"), "into a file it says nothing"),
    Rule(r"(\.venv/bin/)?forewarn discover.*", parsed, "needs a recording; tests/forewarn/test_discover.py has some"),
    Rule(r"(\.venv/bin/)?forewarn report .*", parsed, "needs a fleet; tests/forewarn/report has one"),
    Rule(r"(\.venv/bin/)?forewarn backtest .*", parsed, "needs a recording; tests/forewarn/backtest has some"),
    Rule(r"(\.venv/bin/)?forewarn trial .*", parsed, "needs a history; tests/forewarn/test_trial_command.py has one"),
    Rule(r"(\.venv/bin/)?forewarn audit.*", parsed, "needs a key; tests/forewarn/test_audit_command.py has one"),
    Rule(
        r"(\.venv/bin/)?forewarn thresholds.*",
        parsed,
        "asks a running admin; tests/forewarn/test_thresholds_command.py runs one",
    ),
    Rule(
        r"(\.venv/bin/)?forewarn (users|tokens) .*",
        parsed,
        "changes who may come in; tests/forewarn/test_access_commands.py does it",
    ),
    Rule(r"(\.venv/bin/)?forewarn check.*", parsed, "needs files; tests/forewarn/check has some"),
    Rule(r"forewarn (bench )?--help", typed()),
    Rule(r"python -m bench --help", in_the_checkout),
    Rule(r"(\.venv/bin/)?forewarn simulate --list-(scenarios|faults)", typed()),
    Rule(r"forewarn simulate \w+ --step 6m .*", typed()),
    Rule(r"forewarn simulate \w+ --out .*", typed(" --length 5m"), "whole scenarios take half a minute"),
    Rule(
        r"forewarn (run|run --simulator|simulate --live)",
        parsed,
        "runs until it is ended; tests/forewarn/test_run.py does it",
    ),
    Rule(r"forewarn healthcheck \w+", parsed, "asks after what runs; tests/forewarn/test_heartbeat.py does it"),
    Rule(r"forewarn secrets", parsed, "needs the example beside it; tests/forewarn/test_commands.py writes some"),
    Rule(r"forewarn init", parsed, "needs a store of its own; tests/store/test_provision.py sets some up"),
    Rule(r"forewarn bench prognosis( --.*)?", parsed, LONG),
    Rule(r"forewarn train --list", typed()),
    Rule(r"forewarn train pump( --.*)?", parsed, "takes minutes, or needs what that made; tests/forewarn trains some"),
    Rule(r"forewarn publish", parsed, "needs a broker; tests/forewarn/publish starts one"),
    Rule(r"forewarn notify", parsed, "needs a receiver; tests/forewarn/messages starts some"),
    Rule(r"forewarn bench csv", typed()),
    Rule(
        r"(\.venv/bin/)?forewarn bench"
        r" (store|predictions|live|export|simulate|loop|score|refit|faults|alarms|quality|drill|backtest|own|trial|"
        r"admin|api|prognosis)( --.*)?",
        parsed,
        LONG,
    ),
    Rule(r"forewarn bench (cmapss|nab|skab) DATA.*", parsed, "needs recordings that do not ship"),
    Rule(r"([A-Z_]+=\S+ )*make .*", made, "installs, runs for ever or needs Docker"),
    Rule(r"docker compose .*", composed, "needs Docker; tests/deploy holds the compose file to what it starts"),
    Rule(r"curl .*", typed()),
    Rule(r"(cd packages/fluxlite && )?([A-Z_]+=\S+ )?(\.\./\.\./)?\.venv/bin/python -m pytest .*", collected, LONG),
    Rule(r"INFLUX_TOKEN=\S+ fluxlite( --.*)?", served, "runs until it is ended; the store's own tests do it"),
    Rule(r"python -m tests\.(upstream FLUX INFLUXDB|golden\.record)", packaged, "needs what others made"),
    Rule(r"pip install \.(\[dev\])?|python -m pytest -n auto --dist loadfile", packed, "installs, or takes minutes"),
]


def rule_of(command: str) -> Rule | None:
    """The one rule for a command; None where there is none."""
    return next((rule for rule in RULES if re.fullmatch(rule.pattern, command, re.DOTALL)), None)
