"""`forewarn audit`: a terminal user verifies the audit, and brings a checkpoint elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from admin.audit import audit
from admin.store import Store
from contract.measurements import AUDIT
from store.gateway import Gateway
from tests.support.command import forewarn
from tests.support.provisioned import provisioned


@dataclass
class Place:
    """A store with two entries, and where its checkpoints go to."""

    gateway: Gateway
    environment: dict[str, str]
    exported: Path


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with (
        provisioned(tmp_path / "secrets") as running,
        Gateway(running.url, running.token, running.org) as gateway,
    ):
        store = Store(gateway)
        for target in ("PUMP-1", "PUMP-2"):
            store.put(AUDIT.bucket, [audit("failure", 1000, actor="ada", target=target, why="it broke")])
        store.close()
        environment = {
            "INFLUX_URL": running.url,
            "INFLUX_TOKEN_FILE": str(tmp_path / "secrets" / "admin.token"),
            "FOREWARN_AUDIT_KEY": "an-audit-key-for-tests",
            "FOREWARN_AUDIT_EXPORT": str(tmp_path / "elsewhere"),
        }
        yield Place(gateway, environment, tmp_path / "elsewhere")


def test_a_sound_audit_is_said_to_be_and_fits_what_was_exported(place: Place) -> None:
    made = forewarn("audit", "checkpoint", environment=place.environment)
    assert made.returncode == 0, made.stderr
    assert "2 entries" in made.stdout
    found = forewarn("audit", "verify", "--checkpoints", str(place.exported), environment=place.environment)
    assert found.returncode == 0, found.stderr
    assert found.stdout.startswith("sound: 2 entries in 1 chains, 0 from before the chain, 2 checkpoints")


def test_the_first_broken_entry_is_named_with_status_1(place: Place) -> None:
    place.gateway.write(AUDIT.bucket, ['audit,action=failure,chain=admin actor="eve" 1001'])
    found = forewarn("audit", "verify", environment=place.environment)
    assert found.returncode == 1
    assert "entry 2 of chain admin (failure of PUMP-2, 1970-01-01 00:00:00 UTC) was changed" in found.stderr


def test_a_file_that_is_no_checkpoint_is_named(place: Place, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{}")
    found = forewarn("audit", "verify", "--checkpoints", str(tmp_path / "x.json"), environment=place.environment)
    assert found.returncode == 1
    assert "x.json: is no checkpoint: made" in found.stderr
