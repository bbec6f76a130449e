"""The worker says of whom nobody else can know: when it was heard of last, and how long it may be silent."""

from analytics.engine.pipeline import Pipeline
from analytics.ground.source import Telemetry
from analytics.worker.presence import Presence
from analytics.worker.stream import Aside
from contract.sources import Source
from contract.time import SECOND
from store.gateway import Gateway
from store.sources.foreign import Foreign
from tests.analytics.feeds import START, every_sample, samples, seconds, states

NOW = START + 86_400 * SECOND


def fed(asset: str, every_s: float, count: int = 30) -> Pipeline:
    """A pipeline that has heard of one asset."""
    pipeline = every_sample()
    pipeline.feed(samples(asset, "machine", seconds(count, step=every_s), {"vibration_mm_s": [1.0] * count}))
    return pipeline


def test_an_asset_of_our_own_that_sends_often_needs_no_telling() -> None:
    assert Presence().lines(fed("PUMP-001", 1).state, [], NOW) == []


def test_one_that_sends_once_an_hour_may_be_silent_for_five_and_is_told_of_once_a_value() -> None:
    presence, pipeline = Presence(), fed("PUMP-001", 3600)
    newest = int(pipeline.state.assets.time[0])
    assert presence.lines(pipeline.state, [], NOW) == [
        f"presence,asset=PUMP-001,asset_class=machine,site=north patience_s=18000.0,parked=false {newest}"
    ]
    assert presence.lines(pipeline.state, [], NOW + 29 * SECOND) == []
    assert presence.lines(pipeline.state, [], NOW + 31 * SECOND) == []


def test_a_source_says_how_often_values_come_and_how_long_they_are_under_way() -> None:
    said = {"bucket": "plant", "asset": {"tag": "machine"}, "asset_class": "machine", "site": "north"}
    fields = {"vib": {"signal": "vibration_mm_s"}}
    source = Source.model_validate({**said, "fields": fields, "cadence_s": 600, "delay_s": 30})
    pipeline = every_sample()
    one = samples("PUMP-001", "machine", seconds(1), {"vibration_mm_s": [1.0]})
    pipeline.feed(one, states("PUMP-001", "machine", seconds(1), ["off"]))
    with Gateway("http://127.0.0.1:9", "token", "org") as nowhere:
        aside = Aside(Telemetry(nowhere, Foreign("plant", source)), nowhere, 600, {})
        aside.owners.add(("PUMP-001", "machine"))
        (line,) = Presence().lines(pipeline.state, [aside], NOW)
    assert " patience_s=3030.0,parked=true " in line
