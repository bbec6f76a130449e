"""The metrics page of a server."""

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import Response

from tests.support.figures import samples
from web.metrics import Metrics, Observe


def page(metrics: Metrics) -> httpx.Response:
    """The page as a client has it."""
    told = metrics.page()
    return httpx.Response(told.status_code, headers=told.headers, content=bytes(told.body))


def test_requests_add_up_by_route_method_and_status() -> None:
    metrics = Metrics("forewarn_some")
    for seconds in (0.5, 0.25):
        metrics.observe("/api/fleet", "GET", 200, seconds)
    metrics.observe('/odd"\\\nroute', "BREW", 500, 1)
    fine, odd = ("GET", "/api/fleet", "200"), ("other", '/odd"\\\nroute', "500")
    assert samples(page(metrics)) == {
        ("forewarn_some_requests_total", fine): 2,
        ("forewarn_some_request_seconds_count", fine): 2,
        ("forewarn_some_request_seconds_sum", fine): 0.75,
        ("forewarn_some_requests_total", odd): 1,
        ("forewarn_some_request_seconds_count", odd): 1,
        ("forewarn_some_request_seconds_sum", odd): 1,
    }


def test_two_apps_of_one_process_count_apart() -> None:
    one, other = Metrics("forewarn_same"), Metrics("forewarn_same")
    one.observe("/", "GET", 200, 0)
    assert samples(page(other)) == {}


async def counted() -> Metrics:
    """What is counted of an app that answers, lacks a page and fails."""
    app, metrics = FastAPI(), Metrics("forewarn_some")
    app.add_middleware(Observe, metrics=metrics)

    @app.get("/assets/{asset:path}")
    def asset(asset: str) -> Response:
        if asset == "broken":
            raise ZeroDivisionError
        return Response(status_code=204)

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        for path in ("/assets/PUMP-001", "/assets/PUMP/002", "/assets/broken", "/nothing", "/nothing/else"):
            await client.get(path)
    return metrics


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_no_text_of_a_client_becomes_a_series() -> None:
    found = samples(page(await counted()))
    assert {labels: value for (name, labels), value in found.items() if name == "forewarn_some_requests_total"} == {
        ("GET", "/assets/{asset}", "204"): 2,
        ("GET", "/assets/{asset}", "500"): 1,
        ("GET", "none", "404"): 2,
    }
