"""Publishing to Kafka: topics `forewarn.risk` and `forewarn.events`, the asset as key."""

import logging
import warnings
from typing import Any

from forewarn.publish.letter import BrokerError, Letter

log = logging.getLogger(__name__)

WAIT_S = 30.0
"""So long a broker may take over what it is sent at once."""
FIND_S = 5.0
"""So long it may take to find any of them."""


class Kafka:
    """A cluster, by some of its servers; connects when there is something to send."""

    def __init__(self, servers: str) -> None:
        self.name = f"Kafka {servers}"
        self._servers = [each.strip() for each in servers.split(",")]
        # Typed as Any: the library ships no types.
        self._producer: Any = None

    def send(self, letters: list[Letter]) -> None:
        """See `Broker`."""
        kafka = _library()
        try:
            asked = [(letter, self._connected().send(*_record(letter))) for letter in letters]
            for letter, answer in asked:
                try:
                    answer.get(WAIT_S)
                except kafka.errors.MessageSizeTooLargeError as error:
                    # No other try would end otherwise: it must not keep all others from being sent.
                    log.error("%s of %.100r cannot be published: %s", letter.kind, letter.asset, error)
        except kafka.errors.KafkaError as error:
            self.close()
            raise BrokerError(f"did not take it: {error}") from error

    def close(self) -> None:
        """See `Broker`."""
        if self._producer is not None:
            self._producer.close(timeout=0)
            self._producer = None

    def _connected(self) -> Any:
        if self._producer is None:
            self._producer = _library().KafkaProducer(
                bootstrap_servers=self._servers,
                bootstrap_timeout_ms=int(FIND_S * 1000),
                max_block_ms=int(WAIT_S * 1000),
                acks="all",
                client_id="forewarn",
            )
        return self._producer


def _library() -> Any:
    with warnings.catch_warnings():
        # It warns of parts of itself when it is imported.
        warnings.simplefilter("ignore", DeprecationWarning)
        import kafka.errors

        return kafka


def topic(letter: Letter) -> str:
    """Where a letter goes to."""
    return f"forewarn.{letter.kind}"


def _record(letter: Letter) -> tuple[str, bytes, bytes]:
    return topic(letter), letter.body, letter.asset.encode()
