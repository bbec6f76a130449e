"""The process of a worker, which the store starts and speaks to over a socket (`workers`).

It computes one query after the other, each under a limit of memory that the kernel keeps. A query that reaches it is
answered with an error and is the worker's last. (macOS does not keep such limits: there only the language's own do.)
"""

import os
import resource
import signal
import socket
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa

from fluxlite.flux import FluxError
from fluxlite.flux.language.errors import LimitError
from fluxlite.flux.script import universe
from fluxlite.queries.languages import LANGUAGES
from fluxlite.queries.remote import Memory, RemoteCatalog
from fluxlite.queries.wire import FROM_STORE, ClosedError, Line

NICENESS = 2
"""How far a worker stands back behind the store."""
_PIECE = 2**20
_LIKELY_VICTIM = "1000"


def main(descriptor: int) -> None:
    """Answer questions until the store closes the line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in the terminal is for the store
    threading.Thread(target=_end_with_the_store, daemon=True).start()
    _stand_back()
    universe()
    line = Line(socket.socket(fileno=descriptor), FROM_STORE)
    memory = Memory()
    with suppress(ClosedError):
        line.send("ready", size=_size())
        while True:
            _answer(line, memory, line.receive().head)


def _end_with_the_store() -> None:
    """The store holds the other end of our standard input, whatever becomes of it."""
    with suppress(OSError):
        os.read(0, 1)
    os._exit(1)


def _stand_back() -> None:
    """Let others have the processor first, and let the system take us first when its memory is short."""
    pa.set_cpu_count(1)
    with suppress(OSError):
        os.nice(NICENESS)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_LIKELY_VICTIM)


def _answer(line: Line, memory: Memory, question: Mapping[str, Any]) -> None:
    """Compute one query, and send its answer or what is wrong with it."""
    try:
        with _memory_limit(question["bytes"]):
            for piece in _pieces(line, memory, question):
                line.send("piece", piece)
        line.send("done", size=_size())
    except FluxError as error:
        limit = error.limit if isinstance(error, LimitError) else None
        line.send("error", code=error.code, message=error.message, limit=limit, size=_size())
    except MemoryError:
        line.send("memory")
        line.flush()
        raise SystemExit(0) from None
    except ClosedError:
        raise
    except Exception:  # noqa: BLE001 - a fault of ours: the store logs it, and the worker lives on
        line.send("fault", trace=traceback.format_exc()[-10_000:], size=_size())
    memory.trim()


def _pieces(line: Line, memory: Memory, question: Mapping[str, Any]) -> Iterator[memoryview]:
    """The answer in pieces that are not too long for a frame."""
    for chunk in LANGUAGES[question["language"]](question, RemoteCatalog(line, memory)):
        whole = memoryview(chunk)
        for start in range(0, len(whole), _PIECE):
            yield whole[start : start + _PIECE]


@contextmanager
def _memory_limit(size: int) -> Iterator[None]:
    """No more memory than now and this many bytes; lifted again before anything is said about it."""
    base = _size()
    if not base:
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (base + size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _size() -> int:
    """The process's memory in bytes, as its limit counts it; 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0
