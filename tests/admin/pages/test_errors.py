"""Every error in one shape."""

import httpx
import pytest
from fastapi import FastAPI

from admin.pages.errors import answer
from admin.pages.headers import SECURITY_HEADERS, SecurityHeaders
from tests.admin.fixtures.server import RunningAdmin
from web.errors import install


@pytest.mark.parametrize(
    ("method", "path", "accept"),
    [
        ("GET", "/api/nothing", "*/*"),
        ("GET", "/api/nothing", "text/html"),
        ("DELETE", "/api/fleet", "text/html"),
        ("GET", "/nothing", "*/*"),
    ],
)
def test_every_answer_to_a_program_has_the_one_shape(
    stranded: RunningAdmin, method: str, path: str, accept: str
) -> None:
    with stranded.program() as client:
        reply = client.request(method, path, headers={"Accept": accept})
    assert reply.status_code in (404, 405)
    assert list(reply.json()) == ["error"]
    assert set(reply.json()["error"]) == {"code", "field", "message"}
    assert set(map(str.lower, SECURITY_HEADERS)) <= set(reply.headers)


def test_the_schema_for_clients_describes_that_shape_and_every_route_of_the_api(stranded: RunningAdmin) -> None:
    with stranded.program() as client:
        schema = client.get("/api/openapi.json").json()
    answers = schema["paths"]["/api/thresholds/{scope}/{signal}"]["put"]["responses"]
    assert answers["422"]["content"]["application/json"]["schema"]["$ref"].endswith("/ErrorBody")
    assert set(schema["paths"]) == {
        "/api/alarm-health", "/api/audit", "/api/audit/verify",
        "/predict", "/predict/batch", "/api/queue", "/api/failures", "/api/failures/{asset}/{failure}/withdraw",
        "/healthz", "/metrics", "/api/fleet", "/api/assets/{asset}", "/api/assets/{asset}/signals/{signal}",
        "/api/thresholds", "/api/thresholds/{scope}/{signal}", "/api/thresholds/{scope}/{signal}/history",
        "/api/thresholds/{scope}/{signal}/preview", "/api/thresholds/{scope}/{signal}/revert", "/api/thresholds/batch",
        "/api/trials", "/api/trials/{trial}",
        "/api/thresholds/export", "/api/thresholds/import",
        "/api/faults", "/api/incidents", "/api/incidents/{incident}", "/api/incidents/{incident}/feedback",
        "/api/feedback", "/api/maintenance", "/api/maintenance/{asset}/{window}/end", "/api/data-quality",
        "/api/v1/live", "/api/v1/assets/{asset}/live",
        "/api/users", "/api/users/{name}", "/api/tokens", "/api/tokens/{program}/revoke",
        "/api/v1/telemetry", "/api/v1/telemetry/latest", "/api/v1/assets/{asset}/telemetry/latest",
        "/api/v1/assets/{asset}/telemetry", "/api/v1/assets/{asset}/trends",
        "/api/v1/assets/{asset}/health", "/api/v1/assets/{asset}/risk",
        "/api/v1/assets", "/api/v1/assets.csv", "/api/v1/assets/import", "/api/v1/assets/{asset}",
        "/api/v1/assets/{asset}/versions", "/api/v1/assets/{asset}/retire", "/api/v1/unknown-assets",
        "/api/v1/episodes", "/api/v1/episodes/{episode}", "/api/v1/episodes/{episode}/context",
        "/api/v1/incidents", "/api/v1/incidents/{incident}", "/api/v1/incidents/{incident}/context",
        "/api/v1/incidents/{incident}/feedback", "/api/v1/kpis", "/api/v1/violations", "/api/v1/score",
        "/api/v1/days", "/api/v1/days.csv", "/api/v1/assets/{asset}/dtcs", "/api/v1/export", "/api/v1/export/links",
        "/api/v1/tasks", "/api/v1/tasks.ics", "/api/v1/tasks.ics/links", "/api/v1/tasks/{task}",
        "/api/v1/tasks/{task}/close",
        "/api/simulator/status", "/api/simulator/start", "/api/simulator/stop", "/api/simulator/rate",
        "/api/simulator/modes", "/api/simulator/faults", "/api/simulator/faults/statistics",
        "/api/simulator/faults/{episode}",
    }  # fmt: skip


def test_a_person_gets_a_page_that_says_the_same(stranded: RunningAdmin) -> None:
    with stranded.person() as browser:
        reply = browser.get("/nothing")
    assert reply.status_code == 404
    assert "Error 404" in reply.text


async def answer_of_a_broken_route() -> httpx.Response:
    app = FastAPI()
    app.add_middleware(SecurityHeaders)
    install(app, answer)

    @app.get("/api/broken")
    def broken() -> None:
        raise ZeroDivisionError("secret detail")

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        return await client.get("/api/broken")


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_fault_of_ours_says_nothing_of_its_inside_and_still_has_the_headers() -> None:
    reply = await answer_of_a_broken_route()
    assert reply.status_code == 500
    assert reply.json()["error"]["code"] == "internal"
    assert "secret" not in reply.text
    assert set(map(str.lower, SECURITY_HEADERS)) <= set(reply.headers)
