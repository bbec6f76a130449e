"""A real Telegraf with one of our profiles in front of a real store, and a look into what arrives there."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.frame import Frame
from store.gateway import Gateway
from tests.support.provisioned import provisioned
from tests.telegraf.support import COMMON, FOLDER, environment, telegraf

WAIT_S = 60


class Running:
    """A running Telegraf: what it logs, and what it brought into the store."""

    def __init__(self, gateway: Gateway, log: Path, process: "subprocess.Popen[bytes]") -> None:
        self.gateway, self.log, self._process = gateway, log, process

    def wait_for_words(self, pattern: str) -> str:
        """The first group of a pattern, once the log has it."""
        deadline = time.monotonic() + WAIT_S
        while not (found := re.search(pattern, self.log.read_text(errors="replace"))):
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)
        return found[1]

    def wait_for_rows(self, flux: str) -> Frame:
        """The first answer of the store with rows."""
        deadline = time.monotonic() + WAIT_S
        while not len(frame := self.gateway.query(flux)):
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.2)
        return frame


@contextmanager
def running(profile: str, folder: Path, **variables: str) -> Iterator[Running]:
    """Telegraf as compose starts it, but on free ports of this machine, in front of a store that is set up."""
    program, own = telegraf(), folder / f"{profile}.conf"
    text = (FOLDER / "profiles" / own.name).read_text(encoding="utf-8")
    own.write_text(re.sub(r"tcp://:\d+", "tcp://127.0.0.1:0", text), encoding="utf-8")
    with provisioned(folder) as store, Gateway(store.url, store.token, store.org) as gateway:
        token = (folder / "telegraf.token").read_text(encoding="utf-8").strip()
        given = environment(folder / "buffer", INFLUX_URL=store.url, INFLUX_TOKEN=token, **variables)
        with (folder / "log").open("wb") as log:
            command = [program, "--config", str(COMMON), "--config", str(own)]
            process = subprocess.Popen(command, env=given, stdout=log, stderr=log)
        try:
            yield Running(gateway, folder / "log", process)
        finally:
            process.terminate()
            process.wait(WAIT_S)
