"""What sensors and the way of a line do to data while the machine is well: data faults, never an asset's risk."""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from types import MappingProxyType
from typing import Literal

from contract.failures.types import Growth

_ANY = (-1e12, 1e12)
_SHARE = (0.0, 1.0)
_SPREAD = (0.0, 1e12)
_DELAY_S = (1.0, 3600.0)
CLOCK_S = (-3540.0, 3540.0)
"""How far a clock may go wrong, in seconds: a line that is more than an hour ahead is refused at every door."""


@dataclass(frozen=True, slots=True)
class SensorFault:
    """One way in which readings, or the lines that carry them, go wrong.

    `scope` says whether it lies over one signal, over all that an asset sends, or over either as the plan asks.
    `amount` says what a plan's `amount` means, with its unit; it is empty where the fault takes none. `bounds` are the
    least and the greatest amount. `usual` is the amount where a plan gives none, counted in `per`: in the signal's
    `min_deviation`, in the width of its normal range, or in the amount's own unit. `transport` is true of what befalls
    lines on their way: their readings are sound, and it can be seen at once. `code` is empty: no standard names a
    single channel of ours.
    """

    mode: str
    _: KW_ONLY
    growth: Growth = Growth.STEP
    scope: Literal["signal", "asset", "either"] = "signal"
    amount: str = ""
    bounds: tuple[float, float] = _ANY
    usual: float = 0.0
    per: Literal["deviation", "range", "unit"] = "unit"
    transport: bool = False
    signature: str
    discriminator: str
    action: str
    code: str = ""


# fmt: off
_READINGS = (
    SensorFault("sensor_stuck",
        signature="One signal keeps one value to the last digit.",
        discriminator="Load and neighbouring signals move on.",
        action="Check the sensor's wiring and its converter; replace it."),
    SensorFault("sensor_bias", amount="offset, in the signal's unit", usual=6.0, per="deviation",
        signature="One signal jumps by a constant.",
        discriminator="No other signal moves, and no physics jumps so.",
        action="Calibrate or replace the sensor."),
    SensorFault("sensor_drift", growth=Growth.LINEAR, amount="offset when it has failed, in the signal's unit",
        usual=6.0, per="deviation",
        signature="One signal leaves its place slowly.",
        discriminator="No signal that is coupled to it follows.",
        action="Calibrate or replace the sensor."),
    SensorFault("sensor_spike", amount="height of a spike, in the signal's unit", usual=1.0, per="range",
        signature="One sample in fifty is far off, up or down; the next is as it should be.",
        discriminator="No inertia: heat and mass cannot leave and return within a sample.",
        action="Check shielding, earthing and connectors; look for a loose contact."),
    SensorFault("sensor_noise", growth=Growth.LINEAR,
        amount="standard deviation that is added when it has failed, in the signal's unit", bounds=_SPREAD, usual=2.0,
        per="deviation",
        signature="One signal scatters more and more from sample to sample.",
        discriminator="Its mean stays where duty puts it, and no coupled signal scatters.",
        action="Check shielding, earthing and supply of the sensor; replace it."),
    SensorFault("sensor_dropout", scope="either",
        signature="Readings are missing for minutes at a time.",
        discriminator="What does arrive is as expected.",
        action="Check connector, line and gateway."),
    SensorFault("sensor_saturation", amount="where the reading stops, as a share of the normal range (0 to 1)",
        bounds=_SHARE, usual=0.4,
        signature="One signal never passes a ceiling and lies flat along it.",
        discriminator="Below the ceiling it moves as it should, and always stops at the same value.",
        action="Check the transmitter's span and the converter's range."),
    SensorFault("sensor_wrong_unit",
        signature="One signal changes its scale at once: °F for °C, psi for bar, mph for km/h.",
        discriminator="The factor is that of a unit; divided by it the signal is as expected.",
        action="Correct the unit in the gateway's or the device's configuration."),
    SensorFault("counter_reset",
        signature="A counter falls to zero and counts on from there.",
        discriminator="It counts at its usual pace; nothing else has changed.",
        action="Note the last count and add it: the controller was replaced or has lost its memory."),
)
# fmt: on

# fmt: off
_LINES = (
    SensorFault("clock_skew", scope="asset", amount="how far the clock is ahead, in seconds (behind: below 0)",
        bounds=CLOCK_S, usual=300.0, transport=True,
        signature="All timestamps of one asset are off by a constant.",
        discriminator="Duty and weather agree with its neighbours' when moved by that constant.",
        action="Check the device's time synchronisation."),
    SensorFault("clock_drift", growth=Growth.LINEAR, scope="asset",
        amount="how far the clock is ahead when it has failed, in seconds (behind: below 0)", bounds=CLOCK_S,
        usual=300.0, transport=True,
        signature="The timestamps of one asset go wrong by more and more.",
        discriminator="The time between two of its samples is off by a constant factor.",
        action="Check the device's time synchronisation; replace its clock's battery."),
    SensorFault("late_batch", scope="asset", amount="time between two deliveries, in seconds", bounds=_DELAY_S,
        usual=300.0, transport=True,
        signature="Lines of one asset come together, minutes after they were sampled.",
        discriminator="Nothing is missing in the end; timestamps are right.",
        action="Check the gateway's connection: it buffers."),
    SensorFault("out_of_order", scope="asset", amount="longest time on the way, in seconds", bounds=_DELAY_S,
        usual=120.0, transport=True,
        signature="Lines of one asset overtake each other.",
        discriminator="Sorted by their timestamps they are whole.",
        action="Check for parallel paths or retries between device and store."),
    SensorFault("duplicate", scope="asset", amount="share of the lines that come twice (0 to 1)", bounds=_SHARE,
        usual=0.2, transport=True,
        signature="Some lines of one asset come a second time, the same to the byte.",
        discriminator="Same timestamp, same values.",
        action="None for the data; check the sender's retries where it costs bandwidth."),
)
# fmt: on

SENSOR_FAULTS: Mapping[str, SensorFault] = MappingProxyType({entry.mode: entry for entry in (*_READINGS, *_LINES)})
"""The faults of sensors and transport, by mode; they can lie over a signal or an asset of any class."""
