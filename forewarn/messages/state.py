"""What a receiver was told, in a file: who goes on tells again what may not have come, and nothing else twice."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from contract.errors import ForewarnError
from contract.files import write_whole
from forewarn.messages.news import Known


class State(BaseModel):
    """What it knows; `at` is when nothing was left to tell, ns since 1970."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    at: int
    told: dict[str, Known] = {}


class StateFile:
    """The file of one receiver."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> State | None:
        """What stands in it, `None` where there is none. Raises `ForewarnError` where it is damaged."""
        try:
            return State.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            why = error.strerror if isinstance(error, OSError) else "it holds no state of messages"
            raise ForewarnError(f"{self._file}: {why}; remove the file to begin with what is now") from None

    def write(self, state: State) -> None:
        """Note it. Raises `OSError`."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self._file, state.model_dump_json() + "\n")
