"""A write that is sent again with its key happens once."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request
from pydantic import BaseModel

from admin.app import create_app
from admin.serve import LIMITS
from admin.v1 import repository
from admin.v1.route import V1Route
from contract.errors import ContractError, GatewayError
from store.gateway import Gateway
from tests.admin.fixtures.server import PLAIN, TOKEN, settings
from tests.support.answering import Serving

KEY = "Idempotency-Key"


class Order(BaseModel):
    """What the route of these tests takes."""

    say: str


class Counting:
    """A route that counts how often it was carried out."""

    def __init__(self, gateway: Gateway) -> None:
        self.said: list[str] = []
        self.app: FastAPI = create_app(settings(gateway.url), gateway)
        router = APIRouter(route_class=V1Route)
        router.post("/api/v1/orders")(self.take)
        self.app.include_router(router)

    def take(self, request: Request, order: Order) -> dict[str, int]:
        if order.say == "refuse":
            raise ContractError("say", "is refused")
        if order.say == "wait":
            time.sleep(0.5)
        self.said.append(f"{request.state.actor}: {order.say}")
        if order.say == "fail":
            raise GatewayError("away", permanent=False)
        return {"number": len(self.said)}


@pytest.fixture
def counting(rights: Gateway) -> Counting:
    return Counting(rights)


@pytest.fixture
def send(counting: Counting) -> Iterator[Callable[[str, str], httpx.Response]]:
    with (
        Serving(counting.app, LIMITS, lifespan=True) as serving,
        httpx.Client(base_url=serving.url, headers={"Authorization": f"Bearer {TOKEN}"}, verify=PLAIN) as client,
    ):
        yield lambda key, say: client.post("/api/v1/orders", json={"say": say}, headers={KEY: key} if key else {})


Send = Callable[[str, str], httpx.Response]


def test_the_second_gets_the_first_ones_answer(counting: Counting, send: Send) -> None:
    first, second = send("key-1", "a"), send("key-1", "a")
    assert first.json() == second.json() == {"number": 1}
    assert (first.headers.get("Idempotency-Replayed"), second.headers["Idempotency-Replayed"]) == (None, "true")
    assert len(counting.said) == 1


def test_without_a_key_each_is_carried_out(counting: Counting, send: Send) -> None:
    assert [send("", "a").json()["number"], send("", "a").json()["number"]] == [1, 2]
    assert len(counting.said) == 2


def test_another_request_with_the_same_key_is_refused(counting: Counting, send: Send) -> None:
    send("key-2", "a")
    reply = send("key-2", "b")
    assert (reply.status_code, reply.json()["code"], len(counting.said)) == (422, "key_reused", 1)


def test_what_was_refused_may_be_sent_again_with_its_key(counting: Counting, send: Send) -> None:
    assert send("key-3", "refuse").status_code == 422
    assert send("key-3", "right").status_code == 200
    assert len(counting.said) == 1


def test_of_one_that_was_cut_off_nobody_pretends_to_know(counting: Counting, send: Send) -> None:
    assert send("key-4", "fail").status_code == 503
    again = send("key-4", "fail")
    assert (again.status_code, again.json()["code"], len(counting.said)) == (409, "outcome_unknown", 1)


def test_two_at_once_are_carried_out_once(counting: Counting, send: Send) -> None:
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: send("key-5", "wait"), range(4)))
    assert sorted({reply.status_code for reply in replies}) == [200, 409]
    assert len(counting.said) == 1
    assert {reply.json()["code"] for reply in replies if reply.status_code == 409} == {"in_progress"}


def test_a_key_outlives_the_admin(rights: Gateway, counting: Counting, send: Send) -> None:
    send("key-6", "a")
    other = Counting(rights)
    with Serving(other.app, LIMITS, lifespan=True) as serving:
        headers = {"Authorization": f"Bearer {TOKEN}", KEY: "key-6"}
        reply = httpx.post(f"{serving.url}/api/v1/orders", json={"say": "a"}, headers=headers, verify=PLAIN)
    assert (reply.json(), other.said, len(counting.said)) == ({"number": 1}, [], 1)


@pytest.mark.parametrize("key", ["with blank", "k" * 256])
def test_what_is_no_key_is_refused(send: Send, key: str) -> None:
    reply = send(key, "a")
    assert (reply.status_code, reply.json()["field"]) == (422, KEY)


def test_a_key_is_kept_as_a_hash_alone(counting: Counting, send: Send) -> None:
    send("my-own-key", "a")
    assert counting.said
    assert repository.find(counting.app.state.parts.store, "my-own-key", 24) is None
