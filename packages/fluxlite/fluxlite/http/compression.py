"""Compressed answers: whether a client takes gzip, and how it is made."""

import zlib
from collections.abc import Iterable, Iterator

from starlette.requests import Request

GZIP_FROM = 1400
"""Answers of at least this many bytes are compressed for a client that can read it."""


def takes_gzip(request: Request) -> bool:
    """Whether `Accept-Encoding` names gzip, with a weight above 0."""
    return any(_weight(part) > 0 for part in request.headers.get("Accept-Encoding", "").split(","))


def _weight(coding: str) -> float:
    """The weight that one item gives to gzip; 0 for another coding, or a weight that is no number."""
    name, *parameters = (part.strip() for part in coding.split(";"))
    if name.lower() != "gzip":
        return 0
    weights = [text.removeprefix("q=") for text in parameters if text.startswith("q=")]
    try:
        return min(1.0, float(weights[-1])) if weights else 1
    except ValueError:
        return 0


def gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks as one gzip stream."""
    packer = zlib.compressobj(level=1, wbits=31)
    for chunk in chunks:
        packed = packer.compress(chunk)
        if packed:
            yield packed
    yield packer.flush()
