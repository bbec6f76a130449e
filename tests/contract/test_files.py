"""Small files are whole or not there, whatever the disk does."""

import stat
from pathlib import Path

import pytest

from collectors.control import book
from collectors.control.plan import Changes
from collectors.scenario import DEMO
from contract.files import write_whole
from forewarn.local import LocalFolder
from forewarn.simulation import SimulationFolder
from store.gateway import Gateway
from store.provision import FirstUser, provision
from tests.support.small_disk import fill, small_disk
from tests.web.process import Server

FLUXLITE = "import runpy; runpy.run_module('fluxlite', run_name='__main__', alter_sys=True)"


def test_a_file_is_replaced_as_a_whole_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    (tmp_path / "secret.part").write_text("left by a kill")
    for text in ("one\n", "two\n"):
        write_whole(file, text, 0o600)
        assert file.read_text() == text
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_start_on_a_full_disk_leaves_no_secret_behind_and_the_next_one_makes_it() -> None:
    with small_disk(1) as disk:
        folder = LocalFolder(disk / "var")
        folder.secrets.mkdir(parents=True)
        ballast = fill(disk)
        with pytest.raises(OSError, match="No space left"):
            folder.secret("admin.password")
        assert list(folder.secrets.iterdir()) == []
        ballast.unlink()
        assert len(folder.secret("admin.password")) >= 32


def test_an_empty_secret_of_an_earlier_start_is_made_anew(tmp_path: Path) -> None:
    folder = LocalFolder(tmp_path)
    folder.secrets.mkdir()
    (folder.secrets / "admin.password").touch(mode=0o600)
    made = folder.secret("admin.password")
    assert len(made) >= 32
    assert folder.secret("admin.password") == made


def test_a_full_disk_leaves_no_half_scenario_and_keeps_what_was_injected() -> None:
    with small_disk(1) as disk:
        by_hand = disk / "injected.json"
        book.save(by_hand, Changes().inject({"asset": "P", "mode": "bearing_wear", "grow": "1h"}, 10**18))
        kept = book.load(by_hand)
        ballast = fill(disk)
        with pytest.raises(OSError, match="No space left"):
            SimulationFolder(disk).ensure(DEMO)
        with pytest.raises(OSError, match="No space left"):
            book.save(by_hand, Changes())
        assert not (disk / "fleet.toml").exists()
        assert book.load(by_hand) == kept
        ballast.unlink()
        assert SimulationFolder(disk).ensure(DEMO).assets


def test_a_set_up_on_a_full_disk_does_not_lose_the_operator_s_token(tmp_path: Path) -> None:
    new = Server(FLUXLITE, ["--port", "0", "--data", str(tmp_path / "data")], {}, tmp_path / "log", "/ping")
    first = FirstUser("operator", "a-long-password")
    try:
        with small_disk(1) as disk:
            secrets = disk / "secrets"
            secrets.mkdir()
            ballast = fill(disk)
            with pytest.raises(OSError, match="No space left"):
                provision(new.url, "forewarn", secrets, first=first)
            assert list(secrets.iterdir()) == []
            ballast.unlink()
            assert provision(new.url, "forewarn", secrets, first=first)
            with Gateway(new.url, (secrets / "operator.token").read_text().strip(), "forewarn") as gateway:
                assert len(gateway.query("buckets()")) >= 4
    finally:
        assert new.stop() == 0


def test_a_token_file_that_was_damaged_is_made_anew(tmp_path: Path) -> None:
    new = Server(FLUXLITE, ["--port", "0", "--data", str(tmp_path / "data")], {}, tmp_path / "log", "/ping")
    secrets = tmp_path / "secrets"
    try:
        provision(new.url, "forewarn", secrets, first=FirstUser("operator", "a-long-password"))
        (secrets / "worker.token").write_bytes(b"\xff\0\n half")
        (secrets / "admin.token").write_text("")
        done = provision(new.url, "forewarn", secrets)
        assert [line.partition(":")[0] for line in done] == ["made the token of worker", "made the token of admin"]
    finally:
        assert new.stop() == 0
