"""Compressed bodies: unpacked piece by piece, with a bound on what they hold."""

import zlib

from fluxlite.http.errors import ApiError, invalid

MOST_MEMBERS = 1024
"""Most parts of a body that are compressed each by itself; clients send one, or one for each batch they join."""
_PIECE = 64 * 1024
_SIZE_BYTES = 4


def unzip(body: bytes, most: int) -> bytes:
    """The text of a gzip body of up to `most` bytes; a cut or damaged one is the client's fault.

    So it must not send it again for ever.
    """
    view, at, size, parts, members = memoryview(body), 0, 0, list[bytes](), 0
    while at < len(view):
        members += 1
        if members > MOST_MEMBERS:
            raise invalid(f"unable to read data: gzip: more than {MOST_MEMBERS} members")
        member = zlib.decompressobj(wbits=31)
        while not member.eof:
            piece = view[at : at + _PIECE]
            if not piece:
                raise invalid("unable to read data: unexpected EOF")
            part = _inflate(member, piece, most + 1 - size)
            size += len(part)
            if size > most:
                raise ApiError("request too large", "too large")
            parts.append(part)
            at += len(piece) - len(member.unused_data)
    return b"".join(parts)


def claimed_size(body: bytes) -> int:
    """What the last member says that it holds, unpacked."""
    return int.from_bytes(body[-_SIZE_BYTES:], "little")


def _inflate(member: "zlib._Decompress", piece: memoryview, most: int) -> bytes:
    try:
        return member.decompress(piece, most)
    except zlib.error as error:
        raise invalid(f"unable to read data: gzip: {error}") from None
