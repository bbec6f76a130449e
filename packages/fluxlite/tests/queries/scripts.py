"""Flux that would take a store down if it were let, and what queries of this folder's tests need."""

import json
import re
import socket
from urllib.parse import urlsplit

from tests.http.talk import Talk

RANGE = 'from(bucket: "$b") |> range(start: 0)'


def doubled(first: str, step: str) -> str:
    """A script of forty steps, each made of the one before twice; `#` stands for that one."""
    steps = "\n".join(f"a{n + 1} = {step.replace('#', f'a{n}')}" for n in range(40))
    return f'import "array"\nimport "strings"\na0 = {first}\n{steps}\narray.from(rows: [{{v: a40}}])'


ENDLESS = doubled("(n) => n", "(n) => #(n: n) + #(n: n)").replace("v: a40", "v: a40(n: 1)")
"""Calls itself a million million times."""
LARGE = f'import "strings"\n{RANGE} |> map(fn: (r) => ({{r with t: strings.repeat(v: "x", i: 200)}}))'


def count(talk: Talk, name: str) -> int:
    """A figure of the store's /metrics; with `ended="…"` one of how queries ended."""
    found = re.search(rf"^fluxlite_{re.escape(name)} (\d+)", talk.ask("GET", "/metrics").text, re.MULTILINE)
    return int(found[1]) if found else 0


def ended(talk: Talk, how: str) -> int:
    """How many queries came to an end of this kind."""
    return count(talk, f'queries_total{{ended="{how}"}}')


def computed(talk: Talk) -> int:
    """How many queries came to any end."""
    return sum(
        map(int, re.findall(r"^fluxlite_queries_total\{.*\} (\d+)", talk.ask("GET", "/metrics").text, re.MULTILINE))
    )


def asked(talk: Talk, flux: str) -> socket.socket:
    """A connection on which a query was asked, and nothing was read yet."""
    body = json.dumps({"query": flux.replace("$b", talk.bucket)}).encode()
    address = urlsplit(talk.url)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect((address.hostname, address.port))
    connection.sendall(
        f"POST /api/v2/query?org={talk.org} HTTP/1.1\r\nHost: x\r\nAuthorization: Token {talk.token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        + body
    )
    return connection
