"""The store's part of the drill: kill it amid writes, on a disk that fills up or does not, and look what it holds."""

import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from bench.drill import disks
from bench.drill.client import BUCKET, Client, lines
from bench.drill.ledger import Answer, Body, Ledger
from bench.drill.parts import Store
from bench.drill.writers import Writers
from bench.plain import table
from contract.errors import ForewarnError

PATIENCE_S = 60
"""How long the drill waits for what must come, such as an acknowledged body once there is room."""
_POLL_S = 0.005


@dataclass(slots=True)
class Stand:
    """A store on a disk, and what was promised and found there so far."""

    name: str
    victim: Store
    chance: Random
    disk: Path | None = None
    """The disk that is filled in each round; None for one that never is."""
    kills: int = 0
    ledger: Ledger = field(default_factory=Ledger)
    wanted: dict[int, int] = field(default_factory=dict)
    """How many points there are of each round."""
    slowest: float = 0.0
    """Seconds from when there was room to the next acknowledged body, the longest."""


def drill(kills: int, full_disk: int, seed: int, progress: Callable[[], None]) -> tuple[str, bool]:
    """Kill stores `kills` times, `full_disk` of these on a disk that fills up; gives the ledger, and if it is kept.

    `seed` is that of when each kill comes; `progress` is called after each. Without the right to mount a disk, all are
    killed on the one that is there, and the text says so. Raises `ForewarnError` where a store does not start or
    answers what no store should. Then, and where a promise was broken, the folder with the data and the logs of the
    stores stays, and is named.
    """
    folder = Path(tempfile.mkdtemp(prefix="forewarn-drill-"))
    evidence = f"the data and the logs of the stores are kept in {folder}\n"
    try:
        text, is_kept = _drill(folder, kills, full_disk, seed, progress)
    except Exception as error:
        raise ForewarnError(f"{error}\n{evidence}") from error
    except BaseException:
        shutil.rmtree(folder)
        raise
    if not is_kept:
        return text + evidence, False
    shutil.rmtree(folder)
    return text, True


def _drill(folder: Path, kills: int, full_disk: int, seed: int, progress: Callable[[], None]) -> tuple[str, bool]:
    can_fill = disks.may_mount()
    filled = full_disk if can_fill else 0
    with ExitStack() as stack:
        stands = [_stand("a disk with room", folder / "data", folder / "store.log", seed)]
        if filled:
            disk = stack.enter_context(disks.small_disk(folder / "disk"))
            stands.append(_stand("a disk that fills up", disk / "data", folder / "filled.log", seed, disk))
            stack.callback(_keep_aside, disk / "data", folder / "filled")
        for stand, rounds in zip(stands, (kills - filled, filled), strict=False):
            stack.callback(stand.victim.kill)
            _run(stand, rounds, progress)
        text = _table(stands)
    if full_disk and not can_fill:
        text += "no disk was filled: mounting a small one needs root\n"
    return text, all(stand.ledger.is_kept for stand in stands)


def _stand(name: str, data: Path, log: Path, seed: int, disk: Path | None = None) -> Stand:
    return Stand(name, Store(["bench.drill.victim", str(data)], log), Random(seed), disk)


def _keep_aside(data: Path, folder: Path) -> None:
    """Copy what is on a small disk before it goes."""
    if data.exists():
        shutil.copytree(data, folder)


def _run(stand: Stand, rounds: int, progress: Callable[[], None]) -> None:
    stand.victim.start()
    with closing(Client(stand.victim.port)) as client:
        client.create_bucket(BUCKET)
    for number in range(rounds):
        _round(stand, number)
        stand.kills += 1
        progress()
    with closing(Client(stand.victim.port)) as client:
        counted = client.counts()
    for number, wanted in stand.wanted.items():
        stand.ledger.check_count(wanted, counted.get(number, 0))
    stand.victim.kill()


def _round(stand: Stand, number: int) -> None:
    """Write, fill the disk and make room, kill; start again, check, and send again what had no answer."""
    writers = Writers(number, stand.victim.port)
    try:
        _wait(writers, Answer.ACKNOWLEDGED, stand.chance.randint(3, 40))
        if stand.disk is not None:
            _fill_and_empty(stand, stand.disk, writers)
        bucket = _create_bucket(stand, f"bucket-{number}")
    finally:
        stand.victim.kill()
        writers.end()
    writers.check()
    if stand.disk is not None:
        disks.make_room(stand.disk)
    stand.victim.start()
    with closing(Client(stand.victim.port)) as client:
        stand.ledger.check(writers.answers, client.points(number))
        stand.ledger.check_bucket(bucket, client.has_bucket(f"bucket-{number}"))
        _send_again(client, number, writers.answers)
    kept = (body for body, answer in writers.answers.items() if answer is not Answer.REFUSED)
    stand.wanted[number] = sum(body.stop - body.first for body in kept)


def _fill_and_empty(stand: Stand, disk: Path, writers: Writers) -> None:
    """Fill the disk until bodies are refused; two times of three make room and wait until bodies are taken again."""
    disks.fill(disk, leave=stand.chance.randint(0, 2**17))
    refused = stand.chance.randint(1, 8)
    _wait(writers, Answer.REFUSED, refused)
    if stand.chance.random() < 1 / 3:
        return
    disks.make_room(disk)
    begin = time.monotonic()
    _wait(writers, Answer.ACKNOWLEDGED, writers.count(Answer.ACKNOWLEDGED) + 1)
    stand.slowest = max(stand.slowest, time.monotonic() - begin)
    _wait(writers, Answer.ACKNOWLEDGED, writers.count(Answer.ACKNOWLEDGED) + stand.chance.randint(1, 10))


def _create_bucket(stand: Stand, name: str) -> Answer:
    with closing(Client(stand.victim.port)) as client:
        return client.create_bucket(name)


def _send_again(client: Client, number: int, answers: dict[Body, Answer]) -> None:
    """What every client does with a body that had no answer."""
    for body, answer in answers.items():
        if answer is Answer.NONE and client.send(lines(number, body), zipped=False) is not Answer.ACKNOWLEDGED:
            raise ForewarnError("a store that was just started does not take a body")


def _wait(writers: Writers, answer: Answer, bodies: int) -> None:
    """Wait until so many bodies got an answer; raises `ForewarnError` where they do not, or a writer fell."""
    deadline = time.monotonic() + PATIENCE_S
    while writers.count(answer) < bodies:
        writers.check()
        if time.monotonic() > deadline:
            raise ForewarnError(f"no body is {answer.value} for {PATIENCE_S} s")
        time.sleep(_POLL_S)


def _table(stands: list[Stand]) -> str:
    title = f"{sum(stand.kills for stand in stands):,} kills of a store that four clients write to"
    head = ["points", *(f"{stand.name}, {stand.kills:,} kills" for stand in stands)]
    rows = ([name, *(f"{figure(stand.ledger):,}" for stand in stands)] for name, figure in _FIGURES.items())
    slowest = max(stand.slowest for stand in stands)
    words = f"once there was room, a body was taken within {slowest:.1f} s\n" if slowest else ""
    return f"{table(head, rows, title, width=100)}\n{words}"


_FIGURES: dict[str, Callable[[Ledger], int]] = {
    "acknowledged": lambda ledger: ledger.points[Answer.ACKNOWLEDGED],
    "refused": lambda ledger: ledger.points[Answer.REFUSED],
    "without an answer": lambda ledger: ledger.points[Answer.NONE],
    "there after the start": lambda ledger: ledger.found,
    "acknowledged and lost": lambda ledger: ledger.lost,
    "there twice": lambda ledger: ledger.twice,
    "refused and there": lambda ledger: ledger.seen,
    "bodies there in part": lambda ledger: ledger.torn,
    "never sent, or changed": lambda ledger: ledger.strange,
}
