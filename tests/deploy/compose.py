"""The compose file as data, with what its variables stand for."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docker-compose.yml"
EXAMPLE = ROOT / ".env.example"

_VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(?::([-?+])([^}]*))?\}")
_PLACEHOLDER = re.compile(r"^(\w+)=change-me$", re.MULTILINE)
_OPTIONAL = re.compile(r"^#(\w+)=(.*)$", re.MULTILINE)


def services() -> dict[str, dict[str, Any]]:
    """Every service by its name, anchors merged, variables as they are written."""
    document = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    found: dict[str, dict[str, Any]] = document["services"]
    return found


def ours() -> dict[str, dict[str, Any]]:
    """The services that run our own image."""
    return {name: service for name, service in services().items() if "build" in service}


def variables() -> dict[str, tuple[str, str]]:
    """Every variable with its kind and the words after it.

    `-` has a default, `?` is required, `+` is only asked whether it is set, "" is none of these.
    """
    text = "\n".join(
        line for line in FILE.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")
    )
    return {match[1]: (match[2] or "", match[3] or "") for match in _VARIABLE.finditer(text)}


def profiles(environment: str) -> list[str]:
    """The profiles that a file of settings names."""
    found = re.search(r"^COMPOSE_PROFILES=(.*)$", environment, re.MULTILINE)
    return [name for name in found[1].split(",") if name] if found else []


def with_profiles(text: str) -> str:
    """A value where COMPOSE_PROFILES is set."""
    return _VARIABLE.sub(lambda match: match[3] if match[2] == "+" else match[0], text)


def defaults(text: str) -> str:
    """A value with every variable at its default."""
    return _VARIABLE.sub(lambda match: match[3] if match[2] == "-" else "", text)


def placeholders() -> set[str]:
    """The secrets of .env.example, each of which `make secrets` fills in."""
    return set(_PLACEHOLDER.findall(EXAMPLE.read_text(encoding="utf-8")))


def optional() -> dict[str, str]:
    """The settings that .env.example shows commented out, with the value that they show."""
    return dict(_OPTIONAL.findall(EXAMPLE.read_text(encoding="utf-8")))
