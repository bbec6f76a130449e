"""The encoding of a text file: by its mark, else UTF-8 if it is, else what it is most like."""

import codecs
from collections.abc import Callable
from pathlib import Path

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY = (
    "cp1252", "cp1251", "cp1250", "koi8-r", "cp866", "cp437", "cp1253", "cp1254", "shift_jis", "gb18030", "big5",
    "euc_kr",
)  # fmt: skip
"""Encodings of devices and spreadsheets, by how often they are met."""
_ENOUGH = 24
"""Letters beyond ASCII that it takes to guess by how often they come."""
_PIECE = 2**20


def encoding_of(file: Path, fits: Callable[[str], bool] | None = None) -> str:
    """The name of the encoding that a file is in; of several that may be, the one in which the text `fits`.

    `fits` is asked about the file's beginning, as whether the names that are looked for stand in it.
    """
    with file.open("rb") as handle:
        head = handle.read(_PIECE)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if marked is not None:
        return marked
    if wide := _wide(head):
        return wide
    if is_utf8(file):
        return "utf-8"
    if fits is not None:
        for name in _LIKELY:
            if fits(head.decode(name, errors="replace")):
                return name
    strange = sum(byte > 127 for byte in head)
    best = from_bytes(head, cp_isolation=list(_LIKELY)).best() if strange >= _ENOUGH else None
    return _LIKELY[0] if best is None else best.encoding


def _wide(head: bytes) -> str:
    """UTF-16 without a mark: every other byte of plain letters and digits is 0."""
    part = head[:2000]
    even, odd = (part[first::2].count(0) / max(1, len(part) // 2) for first in (0, 1))
    if max(even, odd) < 0.4 or min(even, odd) > 0.1:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def is_utf8(file: Path) -> bool:
    """Whether the whole of a file is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with file.open("rb") as handle:
            while piece := handle.read(_PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
