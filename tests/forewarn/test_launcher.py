"""What `forewarn run` says where it cannot come up: one sentence with the reason, and no traceback."""

import socket
from pathlib import Path

from tests.support.command import forewarn
from tests.support.ports import free_port
from tests.support.small_disk import fill, small_disk


def run(folder: Path) -> tuple[int, str]:
    """The exit status of a run that does not come up, and what it wrote to standard error."""
    ports = [f"--{name}-port={free_port()}" for name in ("store", "admin", "simulator")]
    result = forewarn("run", "--data", str(folder), *ports)
    assert "Traceback" not in result.stdout + result.stderr
    return result.returncode, result.stderr


def test_a_first_start_on_a_full_disk_ends_with_a_sentence() -> None:
    with small_disk(1) as disk:
        fill(disk)
        status, said = run(disk / "var")
    assert status == 1
    assert said.splitlines()[-1].startswith("forewarn: ")
    assert "No space left on device" in said


def test_a_file_in_the_place_of_the_data_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").touch()
    assert run(tmp_path / "var") == (1, f"forewarn: {tmp_path / 'var'} cannot be used: Not a directory\n")


def test_a_store_that_does_not_come_up_is_told_with_its_own_last_words(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "store").write_text("a file in the place of the folder")
    status, said = run(tmp_path / "var")
    assert status == 1
    assert said.startswith("forewarn: the store did not start: ")
    assert str(tmp_path / "var" / "store") in said
    assert f"(see {tmp_path / 'var' / 'log' / 'store.log'})" in said


def test_a_port_in_use_is_told_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = forewarn("run", "--data", str(tmp_path / "var"), "--store-port", str(taken.getsockname()[1]))
    assert result.returncode == 2
    assert "is in use" in result.stderr
    assert not (tmp_path / "var").exists()


def test_a_file_that_cannot_be_written_is_told_without_a_traceback(tmp_path: Path) -> None:
    out = tmp_path / "no-such-folder" / "demo.lp"
    result = forewarn("simulate", "--out", str(out), "--length", "1m")
    assert (result.returncode, result.stderr) == (1, f"forewarn: {out}: No such file or directory\n")
