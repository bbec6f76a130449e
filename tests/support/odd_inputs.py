"""What no client of ours sends: bodies, values and names to try every door of a server with."""

import json

HUGE = "9" * 5000
NUMBERS = (
    "NaN", "Infinity", "-Infinity", "1e999", "1e308", "-1e308", "1e-300", "5e-324", "-0.0", "-1", "true", "null", '"1"',
    "[1]", "{}", str(2**63), str(2**64), str(10**30), str(10**400), HUGE,
)  # fmt: skip
"""In JSON's own words, or what some clients take for them."""
TEXTS = (
    "", " ", "\x00", "\x1b[31m", "a\r\nX-Y: z", "\u202e", "\ufeff", "\U0001f697", '"', "\\", "${1+1}", "{{7*7}}",
    "<script>alert(1)</script>", "../../status", "..", "%2e%2e", "nan", "1_0", "\u0661", "1,5", "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+23:59", "2026-12-01T24:00:00Z", HUGE, "w" * 20_000,
)  # fmt: skip
HALVES = (r'"\ud800"', r'"a\udfffb"')
"""Half a character, which JSON can say and UTF-8 cannot."""
WHOLE = (
    b"", b"null", b"[]", b"7", b'"x"', b"{", b"[" * 10_000, b'{"a":' * 2_000, b"\xff\xfe", b"\x00", b'{"\\ud800": 1}',
    b'{"": 1}', json.dumps({"x" * 9000: 1}).encode(), b'{"a": 1, "a": 2}',
)  # fmt: skip
"""Bodies that are no order of anything."""


def json_bodies(field: str, sound: dict[str, object]) -> list[bytes]:
    """A sound order with something odd in one field."""
    rest = "".join(f", {json.dumps(name)}: {json.dumps(value)}" for name, value in sound.items() if name != field)
    odd = (*NUMBERS, *HALVES, *(json.dumps(text) for text in TEXTS))
    return [f'{{"{field}": {value}{rest}}}'.encode() for value in odd]
