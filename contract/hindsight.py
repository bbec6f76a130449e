"""Measurements of what came of what was foretold, which the worker writes once it is known."""

from contract.measurements import COMMON_TAGS, PROGNOSIS, Field, Measurement

FORETOLD = Measurement(
    bucket="health",
    name="foretold",
    says="What was foretold of an asset, the first of each day, and what came of it. Written once the day is over, and"
    " over itself when more is known; the point's time is that of the `prognosis`.",
    tags=COMMON_TAGS,
    fields={
        **{name: PROGNOSIS.fields[name] for name in ("p_fail_30d", "rul_h", "rul_low_h", "rul_high_h", "method")},
        "verdict": Field(
            str,
            "failed (within 30 days), held (30 days without), spared (worked on before that), open (too early to say)",
        ),
        "took_h": Field(float, "hours until it failed, 90 days at most; -1 where it has not, or was worked on before"),
        "inside": Field(bool, "whether it failed within the range; left out where either is not known"),
    },
)
OUTCOME = Measurement(
    bucket="health",
    name="outcome",
    says="A failure of an asset, or a repair that a simulator made before one, and what had been foretold until then;"
    " the point's time is that of the failure or the repair.",
    tags=COMMON_TAGS,
    fields={
        "failed": Field(bool, "whether it failed; false: it was repaired"),
        "source": Field(str, "truth (a simulator wrote it down) or told (as `failure` of bucket `config`)"),
        "mode": Field(str, "what failed: a failure mode, or empty where that was not told"),
        "lead_h": Field(
            float, "hours from when it was first said, and then each day, that it rather fails within 30 days; 0: never"
        ),
        "said_h": Field(float, "hours from the last that was foretold before it; -1 where nothing was, within 90 days"),
        "p_fail_30d": Field(float, "the last that was foretold, 0 to 1; left out, as all below, where nothing was"),
        "rul_low_h": Field(float, "in hours from then"),
        "rul_high_h": Field(float, "in hours from then"),
        "method": Field(str, "what that followed from"),
        "withdrawn": Field(bool, "true: it was no failure, as was told later"),
    },
)
