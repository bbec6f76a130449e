"""`python -m tests.support.warm`: commands start from a process that has loaded what they load.

To load it takes seconds of a core, for each command anew, and tests start hundreds. Each order is run by a fork, which
has arguments, environment, working folder and outputs of its own and goes through `python -m forewarn` like any other.
"""

import gc
import json
import os
import runpy
import socket
import sys
import time
from contextlib import suppress
from importlib import import_module

from forewarn.cli import COMMANDS

_BESIDES = ("collectors.control.app", "statsmodels.tsa.seasonal")
"""What commands load at their first use of it."""


def main(descriptor: int) -> None:
    """Run what is ordered over a socket until it is closed: a byte, with a line back, standard output and error."""
    for name in (*(f"forewarn.commands.{command}" for command in COMMANDS if command != "bench"), *_BESIDES):
        import_module(name)
    gc.freeze()
    control = socket.socket(fileno=descriptor)
    while True:
        _, descriptors, _, _ = socket.recv_fds(control, 1, 3)
        if not descriptors:
            return
        if os.fork() == 0:
            _attend(control, *descriptors)
            return
        for each in descriptors:
            os.close(each)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _attend(control: socket.socket, back: int, out: int, error: int) -> None:
    """Run one order in a child; tell its process id, and its status once it has ended."""
    control.close()
    with socket.socket(fileno=back) as line, line.makefile("rw") as stream:
        order = json.loads(stream.readline())
        child = os.fork()
        if child:
            print(child, file=stream, flush=True)
            _, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status), file=stream, flush=True)
            os._exit(0)
    _run(order["arguments"], order["environment"], order["folder"], out, error)


def _run(arguments: list[str], environment: dict[str, str], folder: str, out: int, error: int) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    for own, standard in ((nothing, 0), (out, 1), (error, 2)):
        os.dup2(own, standard)
        os.close(own)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    sys.argv = ["forewarn", *arguments]
    runpy.run_module("forewarn", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
