"""`forewarn publish`: risks and changes of incidents for other systems."""

import threading
from pathlib import Path

import click

from admin.store import Store
from contract.settings import Settings
from forewarn import context
from forewarn.heartbeat import beat
from forewarn.lifetime import end_with_parent, stop_event
from forewarn.publish.cursor import Cursor
from forewarn.publish.kafka import Kafka
from forewarn.publish.letter import Broker
from forewarn.publish.mqtt import Account, Mqtt
from forewarn.publish.publisher import Publisher, brokers_wanted


@click.command()
@click.option(
    "--state",
    default=Path("var/publish"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder that keeps how far each broker was told.",
)
@click.option("--with-parent", is_flag=True, hidden=True, help="End when standard input closes.")
def command(state: Path, with_parent: bool) -> None:
    """Publish risks and changes of incidents over MQTT or to Kafka, whichever the settings name; each at least once.

    While a broker or the store is away it waits, and goes on where it was; so it does after a restart.
    """
    settings, stop = context.load(), stop_event()
    if with_parent:
        end_with_parent()
    found = brokers_wanted(_brokers(settings))
    with context.gateway(settings, component="publisher") as gateway:
        store = Store(gateway)
        publishers = [
            Publisher(store, broker, Cursor(state / type(broker).__name__.lower()), settings.forewarn_tick_s)
            for broker in found
        ]
        threads = [threading.Thread(target=each.run, args=(stop, _alive)) for each in publishers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        store.close()


def _alive() -> None:
    beat("publisher")


def _brokers(settings: Settings) -> list[Broker]:
    found: list[Broker] = []
    if settings.forewarn_publish_mqtt_url:
        password = settings.forewarn_publish_mqtt_password
        account = Account(settings.forewarn_publish_mqtt_user, password.get_secret_value() if password else "")
        found.append(Mqtt(settings.forewarn_publish_mqtt_url, account, settings.forewarn_ca_file))
    if settings.forewarn_publish_kafka_servers:
        found.append(Kafka(settings.forewarn_publish_kafka_servers))
    return found
