"""Twins of three machines of the simulated fleet, whose telemetry lies in a bucket of others, in a form of its own."""

from collections.abc import Sequence
from pathlib import Path

from collectors.sink import Sink
from contract.catalogue import CLASSES
from store.gateway import Gateway
from store.sources.folder import Sources

BUCKET, MEASUREMENT = "plant", "opc"
TWINS = {"PUMP-001": "PUMP-901", "VAN-001": "VAN-901", "RIG-001": "RIG-901"}
"""Of a machine in our own bucket, who does the same in the other."""
_SOURCE = f"""
bucket = "{BUCKET}"
measurements = ["{MEASUREMENT}"]
asset = {{ tag = "machine" }}
asset_class = {{ tag = "kind" }}
site = {{ tag = "hall" }}
run_state = {{ field = "run_state" }}
cadence_s = 60

[fields]
"""


class Twin:
    """Takes lines, and writes those of a machine that has a twin once more, as the twin's."""

    def __init__(self, gateway: Gateway, sink: Sink) -> None:
        self.gateway, self.sink = gateway, sink

    def write(self, lines: Sequence[str]) -> None:
        """Take these lines."""
        self.sink.write(lines)
        self.gateway.write(BUCKET, of_twins(lines))


def of_twins(lines: Sequence[str]) -> list[str]:
    """Lines of telemetry as those of the twins, in the other form."""
    heads = {
        f"telemetry,asset={own},asset_class=": f"{MEASUREMENT},machine={twin},kind=" for own, twin in TWINS.items()
    }
    return [
        line.replace(head, other, 1).replace(",site=", ",hall=", 1)
        for line in lines
        for head, other in heads.items()
        if line.startswith(head)
    ]


def sources(gateway: Gateway, folder: Path) -> Sources:
    """Make the bucket, and say in a file what it holds."""
    gateway.client.buckets_api().create_bucket(bucket_name=BUCKET, org=gateway.org)
    return files(folder)


def files(folder: Path) -> Sources:
    """A folder with the file that says what the bucket holds."""
    folder.mkdir()
    signals = sorted({signal for spec in CLASSES.values() for signal in spec.signals})
    fields = "".join(f'{name} = {{ signal = "{name}" }}\n' for name in signals)
    (folder / "plant.toml").write_text(_SOURCE + fields, encoding="utf-8")
    return Sources(folder)
