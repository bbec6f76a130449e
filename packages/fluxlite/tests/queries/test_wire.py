"""Frames between the store and its workers."""

import socket
import struct
import threading

import pytest

from fluxlite.queries.wire import ClosedError, Line

MOST = 10 * 2**20


def pair() -> tuple[Line, Line, socket.socket]:
    """Both ends of a line, and the bare socket of the second."""
    one, other = socket.socketpair()
    return Line(one, MOST), Line(other, MOST), other


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 3_000_000])
def test_frames_come_as_they_were_sent(size: int) -> None:
    ours, theirs, _ = pair()
    data = bytes(range(256)) * (size // 256 + 1)

    def send() -> None:
        for number in range(3):
            theirs.send("piece", memoryview(data)[:size], number=number, text="\ud800ü")
        theirs.flush()

    sender = threading.Thread(target=send)
    sender.start()
    for number in range(3):
        frame = ours.receive()
        assert (frame.what, frame.head["number"], frame.head["text"]) == ("piece", number, "\ud800ü")
        assert frame.data == data[:size]
    sender.join()
    ours.close()
    theirs.close()


@pytest.mark.parametrize(
    "sent",
    [
        struct.pack("<IQ", 10, 2**60),
        struct.pack("<IQ", 2**31, 0),
        struct.pack("<IQ", 4, 0) + b"nope",
        struct.pack("<IQ", 2, 0) + b"{}",
        struct.pack("<IQ", 3, 0) + b"\xff\xff\xff",
        struct.pack("<IQ", 100, 0) + b"cut",
        b"",
    ],
)
def test_whoever_sends_nonsense_or_too_much_counts_as_gone(sent: bytes) -> None:
    ours, theirs, bare = pair()
    bare.sendall(sent)
    bare.shutdown(socket.SHUT_WR)
    with pytest.raises(ClosedError):
        ours.receive()
    ours.close()
    theirs.close()


def test_whoever_is_silent_for_too_long_counts_as_gone() -> None:
    ours, theirs, _ = pair()
    ours.wait_at_most(0.05)
    with pytest.raises(ClosedError, match="timed out"):
        ours.receive()
    ours.close()
    theirs.close()
