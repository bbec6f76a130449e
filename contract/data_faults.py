"""What can be wrong with data, in one word each: the tag `issue` of `data_quality`, and what it means to people.

Worker and Telegraf's doors write these words and no others; pages, panels and alerts show them.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Literal, Self

Concerns = Literal["signal", "asset", "line"]
"""What a data fault befalls: a sensor, all that an asset sends, or a line that comes in and cannot be used."""


class DataFault(StrEnum):
    """A data fault: its word, a short label and a sentence for people, and what it concerns.

    `alert` is whether Grafana calls people where it lasts; not for what the network did, nor for what mends itself.
    """

    label: str
    sentence: str
    concerns: Concerns
    alert: bool

    def __new__(cls, word: str, label: str, sentence: str, concerns: Concerns, alert: bool = True) -> Self:
        """A word with what it means."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.label, member.sentence, member.concerns, member.alert = label, sentence, concerns, alert
        return member

    # fmt: off
    IMPOSSIBLE = "impossible", "physically impossible", "The value is no number, or one that cannot be.", "signal"
    JUMP = "jump", "sudden jump", "A single value is far off what came before and after it.", "signal"
    SPIKY = "spiky", "spiky sensor", "Single values keep jumping far off and back.", "signal"
    UNIT = "unit", "wrong unit", "The values fit once they are read in another unit.", "signal"
    STEP = "step", "impossible step", "The values moved further at once than the machine can.", "signal"
    STUCK = "stuck", "stuck sensor", "The value has rested for longer than it ever does at work.", "signal"
    NOISY = "noisy", "noisy sensor", "The values scatter far more than they used to.", "signal"
    DROPOUT = "dropout", "dropout", "No values come though the asset should send them.", "signal"
    RESET = "reset", "counter reset", "A counter that only grows has begun anew.", "signal", False
    ALONE = "alone", "moves alone", "It has left its band and nothing else moved that should.", "signal"

    LATE = "late", "too late", "Values came so late that newer ones had been judged.", "signal", False
    FUTURE = "future", "more than an hour ahead", "The times lie more than an hour in the future.", "signal", False
    AHEAD = "ahead", "clock ahead", "The times lie in the future: the device's clock is wrong.", "asset", False
    UNSCORED = "unscored", "could not be scored", "Judging the asset failed; it is tried again later.", "asset"

    UNKNOWN_SIGNAL = "unknown_signal", "unknown signal", "The asset's class has no signal of this name.", "line"
    UNKNOWN_STATE = "unknown_state", "unknown run state", "The asset's class has no such run state.", "line"
    UNKNOWN_CLASS = "unknown_class", "unknown class", "There is no such class of assets.", "line"
    TOO_MANY = "refused_too_many", "refused: too many assets", "More assets send than may be watched.", "line"
    SOURCE = "source", "source cannot be read", "The bucket that a source names cannot be read.", "line"
    NO_ASSET = "refused_without_asset", "refused: no asset named", "Nothing says which asset sent it.", "line"
    NO_CLASS = "refused_without_asset_class", "refused: no class named", "Nothing says the asset's class.", "line"
    REFUSED_CLASS = "refused_unknown_class", "refused: no class's name", "No class can have this name.", "line"
    NO_TIME = "refused_time", "refused: unreadable time", "The time cannot be read.", "line"
    NO_ZONE = "refused_time_without_zone", "refused: time without a zone", "Which moment it means is unknown.", "line"
    NO_NUMBER = "refused_not_a_number", "value that is no number", "The value cannot be read as a number.", "line"
    NO_WORD = "refused_not_a_word", "run state that is no short text", "The run state is none, or too long.", "line"
    # fmt: on


DATA_FAULTS = MappingProxyType({str(fault): fault for fault in DataFault})
"""The data faults by their words."""
WITHOUT = {"asset": DataFault.NO_ASSET, "asset_class": DataFault.NO_CLASS}
"""The fault of a line that lacks one of the tags without which nobody knows what it is about; a site may be missing."""
