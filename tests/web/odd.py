"""Requests that no program of good will sends, and some that stray ones do."""

from random import Random

METHODS = [b"GET", b"POST", b"HEAD", b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"TRACE", b"CONNECT"]
TARGETS = [
    b"/",
    b"//",
    b"/%00",
    b"/%ff%fe",
    b"/static/..%2f..%2fapp.py",
    b"/static/%00",
    b"/static/" + b"a" * 300,
    b"/static/a%0ab",
    b"http://x/healthz",
    b"*",
    b"x",
    b"/healthz?%ff=%00",
    b"/sign-in?next=//evil",
    b"/sign-in?next=%ff",
    b"/api/fleet?site=%00",
    b"/assets/%ff",
    b"/assets/%00",
    b"/assets/" + b"%41" * 5000,
    b"/api/assets/%22%5c",
    b"/api/assets/x?hours=1e400",
    b"/api/faults?hours=nan",
    b"/ping",
    b"/api/v2/query?org=%ff",
    b"/api/v2/buckets?limit=99999999999999999999999",
    b"/api/v2/buckets/%ff",
    b"/query?q=%00&db=%ff",
    b"/write?precision=%ff",
    b"/status",
    b"/faults/%ff%00",
    b"/faults/..",
    b"/metrics",
    b"/openapi.json",
    b"/api/openapi.json",
    b"/health",
    b"/x;y",
    b"/?a[]=1&&==",
    b"/\xc3\xa9",
    b"/#f",
]
"""What a request's line names."""
HEADERS = [
    b"Host: ",
    b"Host: [x",
    b"Host: x:99999999",
    b"Host: \xff",
    b"Origin: http://[x",
    b"Origin: null",
    b"Origin: \xff",
    b"Cookie: \xff=\xfe",
    b"Cookie: forewarn_session=\xff\xff",
    b"Cookie: forewarn_session=e30.x.y",
    b"Cookie: " + b"a=b;" * 500,
    b"Accept: \xff",
    b"Accept: text/html",
    b"Accept-Encoding: gzip;q=nan",
    b"Accept-Encoding: gzip;q=1e999",
    b"Range: bytes=9999-",
    b"Range: bytes=-0",
    b"Range: bytes=0-0,1-1,2-2",
    b"Range: bytes=abc",
    b"If-Modified-Since: \xff",
    b"If-Modified-Since: Fri, 99 Foo 9999",
    b"If-None-Match: \xff",
    b"X-Forwarded-For: \xff,[::1",
    b"X-Forwarded-Proto: \xff",
    b"X-Forwarded-Host: \xff",
    b"X-Forwarded-Prefix: \xff",
    b"Forwarded: for=\xff",
    b"Authorization: Basic \xff",
    b"Authorization: Basic eA==",
    b"Authorization: Basic eDp5",
    b"Authorization: Token",
    b"Authorization: Bearer \xff",
    b"Content-Type: \xff",
    b"Content-Type: multipart/form-data; boundary=",
    b"Content-Type: application/json; charset=\xff",
    b"Content-Type: application/x-www-form-urlencoded; charset=utf-99",
    b"Content-Encoding: gzip",
    b"Expect: 100-continue",
    b"Transfer-Encoding: chunked, gzip",
    b"Content-Length: -1",
]
"""Lines of a head."""
BODIES = [
    b"",
    b"\xff\xfe\x00",
    b"user=%ff&password=%00",
    b"user=" + b"a" * 5000,
    b'{"a":' * 2000,
    b'{"a":1e999}',
    b'"\\ud800"',
    b"[]",
    b"null",
    b'{"asset":"\\ud800","mode":"x"}',
    b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\nx\r\n--x--',
]
"""What comes behind it."""


def odd_request(random: Random, *known: bytes) -> bytes:
    """One of them; `known` are headers of who may be let in, which it may have, too."""
    headers = random.sample([*HEADERS, *known], random.randint(0, 4))
    body = random.choice(BODIES)
    names = {header.partition(b":")[0] for header in headers}
    if b"Host" not in names:
        headers.append(b"Host: x")
    if not names & {b"Content-Length", b"Transfer-Encoding"}:
        headers.append(b"Content-Length: %d" % len(body))
    line = random.choice(METHODS) + b" " + random.choice(TARGETS) + b" HTTP/1.1"
    return b"\r\n".join([line, *headers, b"Connection: close", b"", body])
