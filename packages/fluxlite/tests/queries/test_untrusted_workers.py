"""A worker that was taken over learns no more than the token of its query may see, and harms nobody."""

import asyncio
import pickle
import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pyarrow as pa
import pytest

from fluxlite.flux import FluxError
from fluxlite.http.access import Access
from fluxlite.http.catalog import RequestCatalog
from fluxlite.http.state import State
from fluxlite.queries.attendant import attend
from fluxlite.queries.book import Book
from fluxlite.queries.run import Asked, Outlet, Part, Question, Run, Ticket
from fluxlite.queries.wire import FROM_WORKER, ClosedError, Line
from fluxlite.registry import BucketInfo, Registry
from fluxlite.storage.records import WriteRecord
from fluxlite.storage.store import Store

MINE, OTHERS = "00000000000000aa", "00000000000000bb"
QUESTION = Question("flux", "x", 0, {"dialect": {}, "extern": None})


class TakenOver:
    """The other end of a worker's line, in the hands of a test."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self.line, self.theirs = Line(ours, FROM_WORKER), Line(theirs, 2**40)

    def kill(self) -> None:
        self.theirs.close()

    def end(self) -> str:
        return "SIGKILL"

    def has_grown(self, size: int) -> bool:
        return size > 0


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    registry = Registry(tmp_path / "registry.json")
    registry.set_up("org", "user")
    registry.change(
        lambda content: content.buckets.update({b: BucketInfo(b, f"name-{b}", 0, 0) for b in (MINE, OTHERS)})
    )
    store = Store(tmp_path, registry.retention)
    for bucket in (MINE, OTHERS):
        text = f"m,h={bucket} f=1 1".encode()
        written: SimpleQueue[object] = SimpleQueue()
        store.write(WriteRecord(bucket, 10, 1, text), store.parse(bucket, text, 10, 1), written.put)
        written.get()
    yield State(registry, store)
    store.close()


def outcome(state: State, act: Callable[[Line], None]) -> Part | FluxError:
    """What the client of a query gets whose worker does this."""
    right = {"action": "read", "resource": {"type": "buckets", "id": MINE, "orgID": state.registry.content.org_id}}
    access = Access(state.registry.add_token("secret", [right], "", "active"), state.registry.content)

    async def ask() -> Part | FluxError:
        outlet = Outlet(asyncio.get_running_loop())
        worker = TakenOver()
        run = Run(Ticket(Asked(QUESTION, "token", partial(RequestCatalog, state, access)), outlet), worker)  # type: ignore[arg-type]
        acting = threading.Thread(target=act, args=(worker.theirs,))
        acting.start()
        await asyncio.to_thread(attend, run, state.store, Book(), state.limits, lambda: None)
        worker.theirs.close()
        acting.join()
        worker.line.close()
        try:
            return await outlet.get()
        except FluxError as error:
            return error

    return asyncio.run(ask())


def ask(line: Line, what: str, data: bytes = b"", **head: Any) -> Any:
    line.send(what, data, **head)
    return line.receive()


READ = {"start": 0, "stop": 100, "where": [], "limit": None}


def test_a_worker_gets_what_the_token_may_read(state: State) -> None:
    found: list[Any] = []

    def act(line: Line) -> None:
        line.receive()
        found.append(ask(line, "bucket", name=f"name-{MINE}", bucket_id=None).head)
        assert ask(line, "series", bucket=MINE, edition=0, count=0).head["parts"] == 1
        found.append(pickle.loads(line.receive().data))
        schema = pa.ipc.read_schema(pa.py_buffer(ask(line, "read", b"\0\0\0\0", bucket=MINE, **READ).data))
        found.append(pa.ipc.read_record_batch(pa.py_buffer(line.receive().data), schema).to_pylist())
        assert line.receive().what == "end"
        line.send("piece", b"all")
        line.send("done", size=0)
        line.flush()

    answered = outcome(state, act)
    assert isinstance(answered, Part)
    assert answered.data == b"all"
    assert found == [
        {"id": MINE, "name": f"name-{MINE}"},
        [(0, "m", (("h", MINE),), "f", "double")],
        [{"series": 0, "time": 1, "value": 1.0}],
    ]


@pytest.mark.parametrize(
    ("what", "data", "head"),
    [
        ("series", b"", {"bucket": OTHERS, "edition": 0, "count": 0}),
        ("read", b"\0\0\0\0", {"bucket": OTHERS, **READ}),
        ("read", b"\x09\0\0\0", {"bucket": MINE, **READ}),
        ("read", b"\0", {"bucket": MINE, **READ}),
        ("read", b"\0\0\0\0", {"bucket": MINE, **READ, "start": "0 OR true"}),
        ("read", b"\0\0\0\0", {"bucket": MINE, **READ, "where": [["; DROP TABLE", 1]]}),
        ("read", b"\0\0\0\0", {"bucket": MINE, **READ, "where": [["==", "1 OR true"]]}),
        ("aggregate", b"\0\0\0\0", {"bucket": MINE, **READ, "fn": "read_csv('/etc/passwd')"}),
        ("window", b"\0\0\0\0", {"bucket": MINE, **READ, "fn": "sum", "every": 0, "offset": 0}),
        ("write", b"m f=1 1", {"bucket": f"name-{MINE}"}),
        ("write", b"m f=1 1", {"bucket": f"name-{OTHERS}"}),
        ("bucket", b"", {}),
    ],
)
def test_a_worker_that_asks_for_more_is_refused(state: State, what: str, data: bytes, head: dict[str, Any]) -> None:
    answers: list[Any] = []

    def act(line: Line) -> None:
        line.receive()
        ask(line, "bucket", name=f"name-{MINE}", bucket_id=None)
        try:
            answers.append(ask(line, what, data, **head).what)
            line.send("done", size=0)
            line.flush()
        except ClosedError:
            answers.append("closed")

    outcome(state, act)
    assert answers in (["refused"], ["closed"])
    assert [one.measurement for one in state.store.series(OTHERS)] == ["m"]


def test_another_bucket_is_not_there_for_a_worker(state: State) -> None:
    found: list[Any] = []

    def act(line: Line) -> None:
        line.receive()
        for name, bucket_id in ((f"name-{OTHERS}", None), (None, OTHERS)):
            found.append(ask(line, "bucket", name=name, bucket_id=bucket_id).head["id"])
        found.append([one[0] for one in ask(line, "buckets").head["buckets"]])
        line.send("done", size=0)
        line.flush()

    outcome(state, act)
    assert found == [None, None, [MINE]]


def test_a_worker_that_talks_nonsense_is_an_error_of_its_query(state: State) -> None:
    def act(line: Line) -> None:
        line.receive()
        line.send("nonsense")
        line.flush()

    answered = outcome(state, act)
    assert isinstance(answered, FluxError)
    assert answered.code == "internal error"
