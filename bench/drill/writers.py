"""Clients of a store that is about to be killed: they write numbered points and note every answer."""

import threading
from collections.abc import Callable
from contextlib import closing

from bench.drill.client import Client, lines
from bench.drill.ledger import Answer, Body
from contract.errors import ForewarnError

SIZES = ((1, False), (20, False), (200, True), (600, True))
"""Points in a body, and whether it is gzipped, of each writer."""
_BREATH_S = 0.02
"""Between two bodies of a writer: the check of a round takes as long as its points are many."""


class Writers:
    """Writers of one round, each in a thread, until `end`, or until the store is gone."""

    def __init__(self, round_number: int, port: int) -> None:
        self.answers: dict[Body, Answer] = {}
        self.failure: ForewarnError | None = None
        """What no store should do, such as an answer of another kind."""
        self._round, self._port = round_number, port
        self._ended = threading.Event()
        works: list[Callable[[Client], bool]] = [self._writing(number) for number in range(len(SIZES))]
        self._threads = [
            threading.Thread(target=self._work, args=(work,), name="drill") for work in [*works, self._begin_segment]
        ]
        for thread in self._threads:
            thread.start()

    def count(self, answer: Answer) -> int:
        """How many bodies got an answer so far."""
        return list(self.answers.values()).count(answer)

    def check(self) -> None:
        """Raise what a writer fell over."""
        if self.failure is not None:
            raise self.failure

    def end(self) -> None:
        """Let every writer end, and wait for them."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _work(self, work: Callable[[Client], bool]) -> None:
        """Do something again and again until it gets no answer."""
        try:
            with closing(Client(self._port)) as client:
                while not self._ended.wait(_BREATH_S) and work(client):
                    pass
        except ForewarnError as error:
            self.failure = error

    def _writing(self, writer: int) -> Callable[[Client], bool]:
        """What a writer does: the next body, each number once."""
        size, zipped = SIZES[writer]
        first = 0

        def write(client: Client) -> bool:
            nonlocal first
            body = Body(writer, first, first + size)
            first = body.stop
            self.answers[body] = Answer.NONE
            self.answers[body] = client.send(lines(self._round, body), zipped=zipped)
            return self.answers[body] is not Answer.NONE

        return write

    def _begin_segment(self, client: Client) -> bool:
        return client.delete_nothing() is not Answer.NONE
