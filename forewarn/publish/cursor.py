"""How far publishing has come, in a file: whoever goes on sends again what may not have been sent."""

import time
from pathlib import Path

from contract.errors import ForewarnError
from contract.files import write_whole


class Cursor:
    """The time (ns since 1970) up to which a broker was told everything."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> int | None:
        """That time, `None` where nothing was told yet. Raises `ForewarnError` where the file is damaged."""
        try:
            said = self._file.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise ForewarnError(f"{self._file}: cannot be read: {error}") from None
        if not (said.isascii() and said.isdecimal() and int(said) < time.time_ns() + 10**15):
            raise ForewarnError(f"{self._file}: {said[:50]!r} is no time; remove the file to begin with what is now")
        return int(said)

    def write(self, at: int) -> None:
        """Note a time. Raises `OSError`."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._file, f"{at}\n")
