"""Reasons in plain words."""

from dataclasses import replace

import pytest

from analytics.layers.order import LAYERS
from analytics.verdict.reason import Finding, describe, figure

CAUSES = {cause.name: cause for layer in LAYERS for cause in layer.causes}
FOUND = Finding("accel_g", "g", CAUSES["lasting"], True, 0.001, 0.5, 0.12, 1.2, float("nan"), False, 17_340)
BEARING = replace(FOUND, signal="bearing_temp_c", unit="°C", cause=CAUSES["limit"], lasted_s=41)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4.2, "4.2"),
        (3.0, "3"),
        (1013.24, "1013"),
        (45.06, "45.1"),
        (0.0412, "0.0412"),
        (-0.0, "0"),
        (-5.468, "-5.47"),
        (100.0, "100"),
    ],
)
def test_a_figure_has_no_more_digits_than_it_needs(value: float, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(
    ("observed", "now"), [(0.001, "below its band"), (0.55, "inside its band"), (0.7, "above its band")]
)
@pytest.mark.parametrize(("cause", "words"), [("lasting", "its mean of hours above"), ("cusum", "creeping above")])
def test_what_has_lasted_for_hours_is_said_beside_what_the_reading_does_now(
    observed: float, now: str, cause: str, words: str
) -> None:
    said = describe(replace(FOUND, observed=observed, cause=CAUSES[cause]))
    assert said.endswith(f" g, expected 0.5 (0.38 to 0.62), now {now}; {words} what is expected for 4 h 49 min")


@pytest.mark.parametrize(
    ("observed", "limit", "critical", "words"),
    [
        (60.0, 60.0, False, "at its limit of 60 °C"),
        (79.9, 60.0, False, "over its limit of 60 °C"),
        (80.0, 80.0, True, "at its critical limit of 80 °C"),
        (95.0, 80.0, True, "over its critical limit of 80 °C"),
    ],
)
def test_a_reading_at_or_over_a_limit_names_the_limit_that_is_meant(
    observed: float, limit: float, critical: bool, words: str
) -> None:
    said = describe(replace(BEARING, observed=observed, limit=limit, critical=critical))
    assert said == f"bearing_temp_c is {figure(observed)} °C, {words} for 41 s"
