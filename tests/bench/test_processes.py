"""What the benches say that a process uses."""

import subprocess
import sys

import psutil

from bench.processes import cpu_s, memory_bytes

BLOCK = "x = bytearray(64 * 2**20)\nfor k in range(0, len(x), 4096): x[k] = 1\n"
PARENT = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {BLOCK + "print(flush=True); input()"!r}], stdout=-1, stdin=-1)
child.stdout.readline()
print("there", flush=True)
input()
child.communicate(b"x")
print("gone", flush=True)
input()
"""


def test_what_children_use_counts() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        process = psutil.Process(parent.pid)
        assert parent.stdout.readline() == b"there\n"
        with_child, own = memory_bytes(process), process.memory_info().rss
        assert with_child - own > 60 * 2**20
        before = cpu_s(process)
        assert before > sum(process.cpu_times()[:2])
        parent.stdin.write(b"\n")
        parent.stdin.flush()
        assert parent.stdout.readline() == b"gone\n"
        assert memory_bytes(process) < with_child - 60 * 2**20
        assert cpu_s(process) > before - 0.02  # counted in ticks of 10 ms
        parent.communicate(b"\n")
