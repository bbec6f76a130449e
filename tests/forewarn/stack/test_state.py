"""Tokens and Grafana's database, packed and unpacked as a backup does."""

import io
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from forewarn.stack.compose import StackError
from forewarn.stack.state import Places, pack, unpack


def places(folder: Path) -> Places:
    """Empty places below a folder."""
    made = Places(folder / "tokens", folder / "grafana")
    made.tokens.mkdir(parents=True)
    made.grafana.mkdir()
    return made


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Places]:
    """Two tokens, and a database that a running Grafana writes to: its newest row is in the journal only."""
    made = places(tmp_path / "live")
    for name in ("operator", "worker"):
        (made.tokens / f"{name}.token").write_text(f"{name}-secret\n", encoding="utf-8")
    with closing(sqlite3.connect(made.grafana / "grafana.db")) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE annotation (text TEXT)")
        database.execute("INSERT INTO annotation VALUES ('told by hand')")
        database.commit()
        yield made


def packed(source: Places) -> io.BytesIO:
    out = io.BytesIO()
    pack(source, out)
    out.seek(0)
    return out


def test_what_is_packed_comes_back_for_its_owner_only(live: Places, tmp_path: Path) -> None:
    new = places(tmp_path / "new")
    assert sorted(unpack(new, packed(live))) == ["grafana.db", "tokens/operator.token", "tokens/worker.token"]
    assert (new.tokens / "worker.token").read_text(encoding="utf-8") == "worker-secret\n"
    assert {path.stat().st_mode & 0o777 for path in [*new.tokens.iterdir(), new.grafana / "grafana.db"]} == {0o600}


def test_the_database_comes_with_what_was_written_last(live: Places, tmp_path: Path) -> None:
    new = places(tmp_path / "new")
    unpack(new, packed(live))
    with closing(sqlite3.connect(new.grafana / "grafana.db")) as database:
        assert database.execute("SELECT text FROM annotation").fetchall() == [("told by hand",)]


def test_a_journal_of_the_database_before_does_not_reach_the_one_that_is_restored(live: Places, tmp_path: Path) -> None:
    new = places(tmp_path / "new")
    (new.grafana / "grafana.db").write_bytes(b"of before")
    (new.grafana / "grafana.db-wal").write_bytes(b"of before")
    unpack(new, packed(live))
    assert [path.name for path in new.grafana.iterdir()] == ["grafana.db"]


def test_a_stack_without_grafana_yet_is_packed_all_the_same(tmp_path: Path) -> None:
    early = places(tmp_path)
    (early.tokens / "operator.token").write_text("secret", encoding="utf-8")
    with tarfile.open(fileobj=packed(early)) as tar:
        assert tar.getnames() == ["tokens/operator.token"]


def test_a_stack_that_was_never_started_says_so(tmp_path: Path) -> None:
    with pytest.raises(StackError, match="no token; has the stack been started"):
        pack(places(tmp_path), io.BytesIO())


@pytest.mark.parametrize("name", ["../../etc/passwd", "tokens/../../x.token", "tokens/notes.txt", "other.db"])
def test_a_name_that_is_none_of_ours_is_refused(name: str, tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO())
    out.seek(0)
    with pytest.raises(StackError, match="not a file of a backup"):
        unpack(places(tmp_path / "new"), out)


def test_a_link_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        link = tarfile.TarInfo("tokens/operator.token")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    out.seek(0)
    with pytest.raises(StackError, match=r"operator\.token: not a file"):
        unpack(places(tmp_path / "new"), out)
