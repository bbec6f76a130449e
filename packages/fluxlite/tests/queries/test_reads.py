"""What goes wrong in the middle of a read is known for what it is."""

import os
import threading
from pathlib import Path

import duckdb
import pytest

from fluxlite.queries.attendant import batches

SORTED = "SELECT range AS number, md5(range::VARCHAR) AS text FROM range(2000000) ORDER BY text"


@pytest.fixture
def small(tmp_path: Path) -> duckdb.DuckDBPyConnection:
    settings = {"memory_limit": "40MB", "temp_directory": str(tmp_path), "max_temp_directory_size": "1MB", "threads": 2}
    return duckdb.connect(config=settings)  # type: ignore[arg-type]


def test_a_read_that_needs_more_than_there_is(small: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.OutOfMemoryException, match="Out of Memory"):
        sum(batch.num_rows for batch in batches(small.sql(SORTED).to_arrow_reader(1000)))


def test_a_read_that_is_interrupted() -> None:
    with duckdb.connect() as connection:
        reader = connection.sql("SELECT a.range FROM range(100000) a, range(100000) b").to_arrow_reader(1000)
        found = batches(reader)
        assert next(found).num_rows > 0
        threading.Timer(0.05, connection.interrupt).start()
        with pytest.raises(duckdb.InterruptException):
            sum(batch.num_rows for batch in found)


def test_a_read_of_a_file_that_fails_on_the_way(tmp_path: Path) -> None:
    path = tmp_path / "columns.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE points AS SELECT random() AS value FROM range(1000000)")
    with duckdb.connect(str(path), config={"threads": 1}) as connection:
        os.truncate(path, path.stat().st_size - 2**21)
        found = batches(connection.sql("FROM points").to_arrow_reader(1000))
        assert next(found).num_rows > 0
        with pytest.raises(duckdb.IOException, match="Could not read enough bytes"):
            sum(batch.num_rows for batch in found)
