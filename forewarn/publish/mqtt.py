"""Publishing over MQTT: `forewarn/risk/<asset>`, retained, and `forewarn/events/<asset>`."""

import logging
import time
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from paho.mqtt import MQTTException
from paho.mqtt.client import Client, MQTTMessageInfo
from paho.mqtt.enums import CallbackAPIVersion

from contract import outgoing
from forewarn.publish.letter import BrokerError, Letter

log = logging.getLogger(__name__)

PORTS = {"mqtt": 1883, "mqtts": 8883}
WAIT_S = 30.0
"""So long a broker may take over a connection, and over what it is sent at once."""
AT_ONCE = 1000
ONCE_AT_LEAST = 1


@dataclass(frozen=True, slots=True)
class Account:
    """Who signs in to a broker; nobody where `user` is empty."""

    user: str = ""
    password: str = ""


class Mqtt:
    """A broker at `mqtt://host:port` or `mqtts://host:port`; connects when there is something to send."""

    def __init__(self, url: str, account: Account, ca_file: str | None = None) -> None:
        parts = urlsplit(url)
        self.name = f"MQTT {parts.netloc}"
        self._host, self._port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        self._account = account
        self._context = outgoing.context(ca_file) if parts.scheme == "mqtts" else None
        self._client: Client | None = None

    def send(self, letters: list[Letter]) -> None:
        """See `Broker`."""
        try:
            for begin in range(0, len(letters), AT_ONCE):
                self._send(self._connected(), letters[begin : begin + AT_ONCE])
        except (OSError, MQTTException, RuntimeError, BrokerError) as error:
            self.close()
            raise BrokerError(f"did not take it: {error}") from error

    def close(self) -> None:
        """See `Broker`."""
        if self._client:
            self._client.disconnect()
            self._client.loop_stop()
            self._client = None

    def _send(self, client: Client, letters: list[Letter]) -> None:
        deadline = time.monotonic() + WAIT_S
        for info in [info for letter in letters if (info := _publish(client, letter))]:
            info.wait_for_publish(max(0.0, deadline - time.monotonic()))
            if not info.is_published():
                raise BrokerError(f"it took longer than {WAIT_S:.0f} s")

    def _connected(self) -> Client:
        if self._client is None:
            client = Client(CallbackAPIVersion.VERSION2)
            client.max_inflight_messages_set(AT_ONCE)
            if self._account.user:
                client.username_pw_set(self._account.user, self._account.password)
            if self._context:
                client.tls_set_context(self._context)
            self._client = client
            client.connect_timeout = WAIT_S
            client.connect(self._host, self._port)
            client.loop_start()
            _await_welcome(client)
        return self._client


def topic(letter: Letter) -> str:
    """Where a letter goes to: what would part or match topics in an asset's id is percent-encoded, as in addresses."""
    return f"forewarn/{letter.kind}/{quote(letter.asset, safe='')}"


def _publish(client: Client, letter: Letter) -> MQTTMessageInfo | None:
    try:
        return client.publish(topic(letter), letter.body, qos=ONCE_AT_LEAST, retain=letter.kind == "risk")
    except ValueError as error:
        # No other try would end otherwise: it must not keep all others from being sent.
        log.error("%s of %.100r cannot be published: %s", letter.kind, letter.asset, error)
        return None


def _await_welcome(client: Client) -> None:
    """Wait until the broker has said that who signs in may; raises `BrokerError`."""
    deadline = time.monotonic() + WAIT_S
    while not client.is_connected():
        if time.monotonic() > deadline:
            raise BrokerError("it did not let us in")
        time.sleep(0.02)
