"""Telegraf's files: sound TOML, strict about the environment, and true to the contract's buckets and tags."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contract.measurements import BUCKETS, COMMON_TAGS
from store.provision import COMPONENTS
from tests.telegraf.support import COMMON, PROFILES, environment, telegraf

_VARIABLE = re.compile(r"\$\{(\w+)\}")


def parsed(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def strings(value: Any) -> Iterator[str]:
    """Every string value below a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from strings(item)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda path: path.stem)
def test_telegraf_accepts_each_profile_under_strict_environment_handling(profile: Path, tmp_path: Path) -> None:
    command = [
        telegraf(),
        "config",
        "check",
        "--config",
        str(COMMON),
        "--config",
        str(profile),
        "--strict-env-handling",
    ]
    done = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert " E! " not in done.stderr


@pytest.mark.parametrize("path", [COMMON, *PROFILES], ids=lambda path: path.stem)
def test_variables_stand_in_strings_only_and_are_announced_at_the_head_of_the_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = {name for value in strings(parsed(path)) for name in _VARIABLE.findall(value)}
    assert used == set(_VARIABLE.findall(text))
    comments = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    assert all(name in comments for name in used)


def test_outputs_write_only_buckets_that_telegrafs_token_may_write() -> None:
    outputs = parsed(COMMON)["outputs"]["influxdb_v2"]
    assert {output["bucket"] for output in outputs} == set(COMPONENTS["telegraf"].write) <= set(BUCKETS)


def test_a_store_that_is_away_costs_no_point() -> None:
    agent = parsed(COMMON)["agent"]
    assert agent["buffer_strategy"] == "disk"
    assert agent["omit_hostname"] is True


def test_every_door_names_the_asset_by_the_contracts_tags() -> None:
    for path in PROFILES:
        for kind, doors in parsed(path)["inputs"].items():
            for door in doors:
                if door["alias"] != "notifications":
                    assert asset_tags(kind, door) == set(COMMON_TAGS), path.name


def asset_tags(kind: str, door: dict[str, Any]) -> set[str]:
    """The tags that a door takes from the JSON object, or from the topic."""
    if kind == "mqtt_consumer":
        return set(door["topic_parsing"][0]["tags"].split("/")) - {"_"}
    return set(door["json_v2"][0]["object"][0]["tags"])
