"""Trials under way and done: each a process of its own, whose report lies in a folder until the admin ends."""

import secrets
import tempfile
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from analytics.backtest.trial_report import Report
from analytics.learning.beside import Beside, task_of
from analytics.worker.trial import Order
from analytics.worker.trial_process import MODULE, REPORT, REPORTS, progress, task
from contract.zones import Zones
from store.gateway import Gateway

KEPT = 20
"""Trials that are remembered, the newest."""
LONGEST_S = 3600.0
"""How long one may take."""


@dataclass(slots=True)
class Trial:
    """One trial: what is tried, since when (monotonic seconds), and by which process. Where it has ended, `report` is
    what it came to, or `failure` why it came to nothing."""

    id: str
    order: Order
    begun: float
    folder: tempfile.TemporaryDirectory[str]
    child: Beside | None
    report: Report | None = None
    failure: str = ""

    @property
    def part(self) -> float:
        """How much of it is done, 0 to 1."""
        return 1.0 if self.child is None else progress(Path(self.folder.name))


class Trials:
    """The trials of one admin; safe to share between threads. Call `close` at its end."""

    def __init__(self, gateway: Gateway, zones: Zones) -> None:
        self._gateway, self._zones = gateway, zones
        self._known: OrderedDict[str, Trial] = OrderedDict()
        self._lock = Lock()

    def begin(self, order: Order) -> Trial | None:
        """Start a trial; None where another one is under way. Raises `OSError` where there is no process to be had."""
        with self._lock:
            if any(self._look(one).child for one in self._known.values()):
                return None
            # The process of its second side may write for a moment yet once it was given up.
            folder = tempfile.TemporaryDirectory(prefix="forewarn-trial-", ignore_cleanup_errors=True)
            told = {**task_of(self._gateway, (), self._zones), **task(order, Path(folder.name))}
            child = Beside(MODULE, told)
            trial = Trial(secrets.token_urlsafe(9), order, time.monotonic(), folder, child)
            self._known[trial.id] = trial
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
            return trial

    def find(self, name: str) -> Trial | None:
        """A trial by its id, as it stands now."""
        with self._lock:
            found = self._known.get(name)
            return None if found is None else self._look(found)

    def cancel(self, name: str) -> bool:
        """End a trial and forget it; false where there is none."""
        with self._lock:
            found = self._known.pop(name, None)
            if found is not None:
                _end(found, "it was cancelled")
            return found is not None

    def close(self) -> None:
        """End all of them."""
        for name in list(self._known):
            self.cancel(name)

    def _look(self, trial: Trial) -> Trial:
        """See whether it has ended."""
        if trial.child is None:
            return trial
        failure = trial.child.failure()
        if failure is None and time.monotonic() - trial.begun > LONGEST_S:
            failure = f"it was given up after {LONGEST_S:.0f} s"
        if failure == "":
            text = (Path(trial.folder.name) / REPORT).read_bytes()
            trial.report = REPORTS.validate_json(text)
        if failure is not None:
            _end(trial, failure)
        return trial


def _end(trial: Trial, failure: str) -> None:
    if trial.child is not None:
        trial.child.close()
        trial.folder.cleanup()
    trial.child, trial.failure = None, failure
