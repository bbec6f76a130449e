"""Answers of the store into samples and run states."""

import numpy as np
import pytest

from analytics.ground.labels import UNKNOWN_STATE
from analytics.ground.source import arrange
from store.annotated_csv import parse

TAGS = ("PUMP-001", "machine", "north")


def answer(kind: str, value: str, field: str) -> bytes:
    """One row of telemetry, of that type."""
    return (
        f"#datatype,string,long,dateTime:RFC3339,{kind},string,string,string,string\r\n"
        "#group,false,false,false,false,true,true,true,true\r\n#default,_result,,,,,,,\r\n"
        ",result,table,_time,_value,_field,asset,asset_class,site\r\n"
        f",,0,2026-01-01T00:00:00Z,{value},{field},{','.join(TAGS)}\r\n\r\n"
    ).encode()


@pytest.mark.parametrize("field", ["vibration_mm_s", "run_state", "door_open"])
@pytest.mark.parametrize(
    ("kind", "value", "number"),
    [
        ("double", "1.5", 1.5),
        ("double", "NaN", np.nan),
        ("double", "+Inf", np.inf),
        ("long", "2", 2.0),
        ("unsignedLong", "18446744073709551615", 2.0**64),
        ("boolean", "true", np.nan),
        ("string", "much", np.nan),
        ("string", '""', np.nan),
        ("dateTime:RFC3339", "2026-01-01T00:00:00Z", np.nan),
        ("duration", "1h", np.nan),
        ("base64Binary", "AAAA", np.nan),
    ],
)
def test_whatever_a_value_is_it_becomes_one_sample(field: str, kind: str, value: str, number: float) -> None:
    samples, _ = arrange(parse(answer(kind, value, field)))
    assert [samples.labels[code] for code in samples.code.tolist()] == [(*TAGS, field)]
    np.testing.assert_array_equal(samples.value, [number])


def test_a_run_state_of_the_class_is_a_state_and_any_other_text_stands_for_no_work() -> None:
    samples, states = arrange(parse(answer("string", "running", "run_state")))
    assert ([*samples.time], states.labels) == ([], [(*TAGS, "running")])
    samples, states = arrange(parse(answer("string", "dancing", "run_state") + answer("string", "cruise", "run_state")))
    assert [states.labels[code] for code in states.code.tolist()] == [(*TAGS, UNKNOWN_STATE), (*TAGS, "cruise")]
    assert len(samples.time) == 2
