"""Trouble codes that a vehicle's control unit keeps, in the terms of SAE J1979: pending, confirmed, freeze frame."""

from contract.measurements import COMMON_TAGS, Field, Measurement

PENDING, CONFIRMED, ERASED = "pending", "confirmed", "erased"

TROUBLE_CODE = Measurement(
    bucket="telemetry",
    name="dtc",
    says="A trouble code (DTC, SAE J2012) that the control unit of a vehicle keeps: when its state changes, and again"
    " as each trip begins while it is kept.",
    tags=(*COMMON_TAGS, "code"),
    fields={
        "state": Field(
            str,
            "pending (a trip failed its test), confirmed (two in a row), erased (the next trip passed, or 40 warm-ups"
            " since its lamp went off)",
        ),
        "mil": Field(bool, "whether the code has the malfunction lamp lit: until three trips in a row have passed"),
    },
    others={
        "frame_<signal>": "the freeze frame: what the vehicle read when the test first failed; only with that point, in"
        " the signal's unit",
    },
)
