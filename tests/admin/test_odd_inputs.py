"""Whatever a person or program sends, by whatever door: it is refused by name or taken, and no fault of ours."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import httpx
import pytest
from fastapi.routing import APIRoute

from admin.pages.errors import JSON_PATHS
from admin.routers import ROUTERS
from tests.admin.fixtures.fleet import PUMP
from tests.admin.fixtures.server import RunningAdmin
from tests.support.odd_inputs import HUGE, TEXTS, WHOLE, json_bodies

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
SIGNAL = "/api/thresholds/default/ambient_temp_c"
POLICY = {"direction": "both", "sensitivity": 1.0, "min_deviation": 1.0, "version": 0, "why": "x"}
WORK = {"asset": PUMP.name, "from": "2026-12-01T00:00:00Z", "until": "2026-12-01T01:00:00Z", "what": "x"}
TASK = {"asset": PUMP.name, "title": "x", "action": "x", "assignee": "x", "note": "x", "why": "x"}
FAULT = {"asset": "PUMP-1", "mode": "sensor_bias", "signal": "accel_g", "amount": 0.5, "grow": "0s"}
ORDERS = [
    ("PUT", SIGNAL, {**POLICY, "warn_low": 0.0, "enabled": True}),
    ("POST", f"{SIGNAL}/preview", POLICY),
    ("POST", "/api/maintenance", {**WORK, "actor": "x", "signals": ["accel_g"], "relearn": True}),
    ("POST", "/api/users", {"name": "odd", "role": "viewer", "password": "correct horse battery", "why": "x"}),
    ("PATCH", "/api/users/odd", {"version": 1, "role": "viewer", "password": "x", "disabled": True, "why": "x"}),
    ("POST", "/api/tokens", {"program": "odd", "role": "viewer", "days": 1, "why": "x"}),
    ("POST", "/api/tokens/odd/revoke", {"version": 1, "why": "x"}),
    ("POST", "/api/v1/tasks", {**TASK, "due": "2031-01-31T12:00:00Z", "planned_on": "2031-01-31", "mode": "x"}),
    ("POST", "/maintenance", TASK),
    ("POST", "/predict", {"asset": PUMP.name}),
    ("POST", "/predict/batch", {"assets": [PUMP.name]}),
    ("POST", "/api/simulator/start", {"rate_hz": 1.0, "speed": 2.0, "since": "1m"}),
    ("PATCH", "/api/simulator/rate", {"rate_hz": 1.0, "speed": 2.0}),
    ("POST", "/api/simulator/faults", FAULT),
]
FORMS = [
    ("/thresholds/default/ambient_temp_c", {**POLICY, "warn_low": "", "enabled": "on"}),
    ("/thresholds/default/ambient_temp_c/preview", POLICY),
    (f"/assets/{PUMP.name}", {"begin": "2026-12-01T00:00", "until": "2026-12-01T01:00", "what": "x", "actor": ""}),
    ("/maintenance/end", {"asset": PUMP.name, "window": "1"}),
    ("/simulator/start", {"rate_hz": "1", "speed": "2", "since": "1m"}),
    ("/simulator/rate", {"rate_hz": "1", "speed": "2"}),
    ("/simulator/inject", {key: str(value) for key, value in FAULT.items()}),
    ("/simulator/clear", {"episode": "x"}),
]
TYPED = ("", " ", "\x00", "nan", "1_0", "\u0661", "a\r\nX-Y: z", "../../status", "0001-01-01T00:00", HUGE)
"""What is more than a field of JSON could hold, or is read in another way."""
ROUTES = [
    (method, route)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
]


@pytest.fixture
def client(controlling: RunningAdmin) -> Iterator[httpx.Client]:
    with controlling.program() as opened:
        yield opened


def sound(reply: httpx.Response) -> bool:
    """Whether it is no fault of ours, and an answer that is one: health may say that the fleet is silent by now."""
    is_json = reply.headers.get("content-type", "") == "application/json"
    told = reply.status_code == 503 and reply.url.path == "/healthz"
    return (reply.status_code < 500 or told) and (not is_json or reply.json() is not None)


@pytest.mark.parametrize(("method", "path", "order"), ORDERS, ids=[f"{order[0]} {order[1]}" for order in ORDERS])
def test_an_odd_value_of_a_json_field(client: httpx.Client, method: str, path: str, order: dict[str, object]) -> None:
    for field in order:
        for body in json_bodies(field, order):
            reply = client.request(method, path, content=body, headers=JSON)
            assert sound(reply), (body[:200], reply.status_code, reply.text[:200])


@pytest.mark.parametrize(("path", "form"), FORMS, ids=[path for path, _ in FORMS])
def test_an_odd_value_of_a_forms_field(client: httpx.Client, path: str, form: dict[str, object]) -> None:
    for field in form:
        for text in TYPED:
            reply = client.post(path, content=urlencode({**form, field: text}), headers=FORM)
            assert sound(reply), (field, text[:50], reply.status_code, reply.text[-300:])
    for raw in (
        b"%ff%fe=%ed%a0%80",
        b"&".join(b"f%d=1" % number for number in range(2000)),
        b"why=a&why=b",
        b"\xff=\x00",
    ):
        assert sound(client.post(path, content=raw, headers=FORM))
    for name, kind in (("user", "text/plain"), ("why", "application/json")):
        assert sound(client.post(path, files={name: ("x", b"\xff", kind)}))
    assert sound(client.post(path, content=b"x", headers={"Content-Type": "multipart/form-data; boundary="}))


@pytest.mark.parametrize(("method", "path"), [order[:2] for order in ORDERS] + [("POST", path) for path, _ in FORMS])
def test_a_body_that_is_no_order_of_anything(client: httpx.Client, method: str, path: str) -> None:
    for body in WHOLE:
        for kind in ("application/json", "application/x-www-form-urlencoded"):
            reply = client.request(method, path, content=body, headers={"Content-Type": kind})
            assert sound(reply), (body[:50], kind, reply.status_code, reply.text[:200])


READING = [route for method, route in ROUTES if method == "GET"]


def odd_addresses(route: APIRoute) -> list[tuple[str, dict[str, str]]]:
    """Paths and their queries, each once, with something odd in a part of one of them."""
    found: list[tuple[str, dict[str, str]]] = []
    for text in TEXTS[:-2]:
        path = route.path
        for name in [part.name for part in route.dependant.path_params]:
            path = path.replace(f"{{{name}:path}}", quote(text, safe="")).replace(f"{{{name}}}", quote(text, safe=""))
        found += [(path, params) for params in ({}, *({part.alias: text} for part in route.dependant.query_params))]
    return [one for place, one in enumerate(found) if one not in found[:place]]


@pytest.mark.parametrize("route", READING, ids=[route.path for route in READING])
def test_an_odd_part_of_an_address(client: httpx.Client, route: APIRoute) -> None:
    for path, params in odd_addresses(route):
        # Where programs ask nobody looks at what is accepted.
        for accept in ("application/json",) if route.path.startswith(JSON_PATHS) else ("text/html", "application/json"):
            reply = begun(client, path, params, accept)
            assert sound(reply), (path[:100], str(params)[:80], reply.status_code, reply.text[:200])


def begun(client: httpx.Client, path: str, params: dict[str, str], accept: str) -> httpx.Response:
    """The whole answer to a GET, of a stream that has no end its beginning."""
    with client.stream("GET", path, params=params, headers={"Accept": accept}) as reply:
        if reply.headers.get("content-type", "").startswith("text/event-stream"):
            return httpx.Response(
                reply.status_code, headers={"content-type": "text/event-stream"}, request=reply.request
            )
        reply.read()
    return reply


def test_the_rest_is_refused_by_its_field(client: httpx.Client) -> None:
    for field, value in (("rate_hz", "1e-300"), ("speed", "1e308"), ("rate_hz", str(10**400))):
        reply = client.patch("/api/simulator/rate", content=f'{{"{field}": {value}}}', headers=JSON)
        assert (reply.status_code, reply.json()["error"]["field"]) == (422, field)
    for field, value in (
        ("why", r'"\ud800"'),
        ("version", str(10**400)),
        ("version", "1e30"),
        ("min_deviation", "1e308"),
    ):
        body = json_bodies(field, POLICY)[0].replace(b"NaN", value.encode(), 1)
        reply = client.put(SIGNAL, content=body, headers=JSON)
        assert (reply.status_code, reply.json()["error"]["field"]) == (422, field)
    odd = client.put(SIGNAL, content=b'{"\\ud800": 1}', headers=JSON)
    assert odd.status_code == 422


def test_odd_names_and_passwords_are_wrong_ones(stranded: RunningAdmin) -> None:
    odd = (b"user=%ff&password=%ed%a0%80", b"user=\xff", b"{", b"user=" + b"x" * 2000, b"next=%00&user=a&user=%ff")
    with stranded.stranger() as browser:
        for body in odd:
            reply = browser.post("/sign-in", content=body, headers=FORM)
            assert reply.status_code in (401, 422)
