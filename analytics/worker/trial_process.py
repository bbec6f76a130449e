"""The child that tries a proposal: it reads the store itself, at a low priority, and leaves a report in a folder.

How far it is lies beside it, so that who waits sees it move; it ends when who asked for it ends, or gives it up.
"""

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from analytics.backtest.trial_report import Report
from analytics.learning.beside import Task, opened, work
from analytics.worker.trial import Order, reported
from contract.files import write_whole

MODULE = __name__
"""What `Beside` runs."""
REPORT, PROGRESS = "report.json", "progress"
ORDERS, REPORTS = TypeAdapter(Order), TypeAdapter(Report)


def task(order: Order, folder: Path) -> dict[str, Any]:
    """What the child is told beside where the store is."""
    return {"order": ORDERS.dump_python(order, mode="json"), "folder": str(folder)}


def progress(folder: Path) -> float:
    """How much of a trial is done, 0 to 1."""
    try:
        return float((folder / PROGRESS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 0.0


def _try(told: Task) -> None:
    folder, order = Path(told["folder"]), ORDERS.validate_python(told["order"])
    with opened(told) as (gateway, places, zones):
        found = reported(gateway, places[0], zones, order, lambda done, of: _note(folder, done / of), folder)
    write_whole(folder / REPORT, REPORTS.dump_json(found))


def _note(folder: Path, part: float) -> None:
    write_whole(folder / PROGRESS, f"{part:.3f}")


if __name__ == "__main__":
    raise SystemExit(work(_try))
