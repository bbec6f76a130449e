"""A client that takes nothing of a large answer does not hold a worker for ever."""

import asyncio
from functools import partial
from pathlib import Path

import pytest

from fluxlite.flux import FluxError
from fluxlite.http.access import Access
from fluxlite.http.catalog import RequestCatalog
from fluxlite.http.state import State
from fluxlite.queries.limits import QueryLimits
from fluxlite.queries.run import Asked, Question
from fluxlite.queries.service import Queries
from fluxlite.registry import Registry
from fluxlite.storage.store import Store
from tests.support.waiting import wait_until

FLUX = (
    'import "array"\nimport "strings"\n'
    'array.from(rows: [{v: strings.repeat(v: "x", i: 1000000)}]) |> map(fn: (r) => ({r with w: r.v, u: r.v, t: r.v}))'
    ' |> yield(name: "a")\n' + 'array.from(rows: [{v: strings.repeat(v: "y", i: 1000000)}]) |> yield(name: "b")'
)


def test_an_answer_that_nobody_takes_ends_its_query(tmp_path: Path) -> None:
    registry = Registry(tmp_path / "registry.json")
    store = Store(tmp_path, registry.retention)
    ended: list[str] = []

    async def stall() -> None:
        queries = Queries(store, QueryLimits(), ended.append, stalled_seconds=0.5)
        access = Access(registry.add_token("secret", [], "", "active"), registry.content)
        catalog = partial(RequestCatalog, State(registry, store), access)
        question = Question("flux", FLUX, 0, {"dialect": {}, "extern": None})
        try:
            answer = await queries.answer(Asked(question, "token", catalog))
            assert answer.rest is not None
            await asyncio.to_thread(wait_until, lambda: queries.figures()["queries_running"] == 0)
            with pytest.raises(FluxError, match="the answer was taken too slowly"):
                async for _ in answer.rest:
                    pass
        finally:
            await asyncio.to_thread(queries.close)

    asyncio.run(stall())
    assert ended == ["stalled"]
    store.close()
