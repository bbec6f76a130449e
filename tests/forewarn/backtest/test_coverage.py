"""How signals came, and what judges them."""

from dataclasses import replace

import numpy as np

from analytics.backtest.judge import judge_recording
from analytics.backtest.straight import How
from contract.time import DAY, HOUR, MINUTE
from forewarn.backtest.coverage import lines
from tests.analytics.backtest.recordings import recording


def test_rhythm_gaps_and_what_judges_a_signal_are_told_also_of_one_that_never_came() -> None:
    whole = recording(2.0)
    kept = (whole.time < whole.time[0] + DAY) | (whole.time >= whole.time[0] + DAY + 3 * HOUR)
    course = replace(whole, time=whole.time[kept], values=whole.values[:, kept], said=whole.said[kept])
    other = replace(recording(2.0, name="P-2", seed=4), signals=("flow_m3h",))
    found = judge_recording([course, other], How(), lambda _done, _of: None)
    heat, flow, never = lines(found, [course, other], [("machine", "vibration_mm_s")])
    assert (heat.signal, heat.unit, heat.assets, heat.of, heat.values) == (
        "bearing_temp_c",
        "°C",
        1,
        2,
        len(course.time),
    )
    assert (heat.step_s, heat.gaps, heat.longest) == (300.0, 1, 3 * HOUR + 5 * MINUTE)
    assert "limits" in heat.judged
    assert flow.gaps == 0
    assert (never.signal, never.heard, never.judged, np.isnan(never.step_s)) == ("vibration_mm_s", False, "", True)
