"""The ASGI application: which path is answered by which endpoint."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

VERSION = "v2.9.1-fluxlite"
BUILD = "embedded"
HEADERS = {"X-Influxdb-Version": VERSION, "X-Influxdb-Build": BUILD}


async def health(_: Request) -> Response:
    """What InfluxDB's /health says of a server that is up."""
    body = {"name": "influxdb", "message": "ready for queries and writes", "status": "pass", "checks": []}
    return JSONResponse({**body, "version": VERSION, "commit": BUILD}, headers=HEADERS)


async def ping(_: Request) -> Response:
    """The version, in the headers."""
    return Response(status_code=204, headers=HEADERS)


async def write(request: Request) -> Response:
    """Take line protocol."""
    await request.body()
    return Response(status_code=204, headers=HEADERS)


def application() -> Starlette:
    """The application with all its routes."""
    routes = [
        Route("/health", health),
        Route("/ping", ping),
        Route("/api/v2/write", write, methods=["POST"]),
    ]
    return Starlette(routes=routes)
