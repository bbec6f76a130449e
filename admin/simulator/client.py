"""The control API of the simulator, where the fleet has one."""

import json
import urllib.error
import urllib.parse
import urllib.request
from http import HTTPStatus
from typing import Any, Self, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from admin.pages.errors import AdminError
from contract import outgoing
from contract.control import FaultUnderWay, Inject, Keep, Modes, Start, Status
from contract.settings import Settings

TIMEOUT_S = 25.0
"""An order may wait for a step of the simulation that is under way."""

Answer = TypeVar("Answer", bound=BaseModel)

_FAULTS = TypeAdapter(list[FaultUnderWay])


class Simulator:
    """Orders and questions to one simulator; every call raises `AdminError` where it is refused or nobody answers."""

    def __init__(self, url: str, token: str) -> None:
        self._url, self._token = url, token
        # A proxy of the environment knows nothing of our private network.
        self._opener = outgoing.opener(url, straight=True)

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """The one that the settings name, if any; raises `SettingsError` where its token is not set."""
        url = settings.forewarn_simulator_url
        return None if url is None else cls(url, settings.require("forewarn_simulator_token"))

    def status(self) -> Status:
        """What it is doing."""
        return _read(Status, self._ask("GET", "/status"))

    def start(self, order: Start) -> Status:
        """Let it run."""
        return _read(Status, self._ask("POST", "/start", order))

    def stop(self) -> Status:
        """Let it stand still."""
        return _read(Status, self._ask("POST", "/stop"))

    def keep(self, order: Keep) -> Status:
        """Change rate or speed."""
        return _read(Status, self._ask("PATCH", "/rate", order))

    def faults(self) -> list[FaultUnderWay]:
        """The faults under way, the newest first."""
        try:
            return _FAULTS.validate_json(self._ask("GET", "/faults"))
        except ValidationError as error:
            raise _strange() from error

    def modes(self) -> Modes:
        """What can be injected where."""
        return _read(Modes, self._ask("GET", "/modes"))

    def inject(self, order: Inject) -> FaultUnderWay:
        """Let a fault set in."""
        return _read(FaultUnderWay, self._ask("POST", "/faults", order))

    def clear(self, episode: str) -> None:
        """Repair an episode."""
        self._ask("DELETE", f"/faults/{urllib.parse.quote(episode)}")

    def _ask(self, method: str, path: str, order: BaseModel | None = None) -> bytes:
        body = None if order is None else order.model_dump_json(exclude_unset=True).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        request = urllib.request.Request(self._url + path, body, headers, method=method)
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as reply:
                return bytes(reply.read())
        except urllib.error.HTTPError as error:
            with error:
                raise _problem(error.code, error.read()) from None
        except OSError as error:
            reason = outgoing.unreachable("The simulator", error, "does not answer") + "."
            raise AdminError(503, "simulator_away", reason, field="simulator") from error


def no_simulator() -> AdminError:
    """503: this fleet has none."""
    message = "This fleet has no simulator that could be controlled: FOREWARN_SIMULATOR_URL is not set."
    return AdminError(503, "no_simulator", message, field="simulator")


def _read(model: type[Answer], answer: bytes) -> Answer:
    try:
        return model.model_validate_json(answer)
    except ValidationError as error:
        raise _strange() from error


def _problem(status: int, answer: bytes) -> AdminError:
    """The simulator's error as ours."""
    if status == HTTPStatus.UNAUTHORIZED:
        # Who asked us is signed in; it is our own token that does not fit.
        return AdminError(503, "simulator_refused", "The simulator refuses the admin's token.", field="simulator")
    try:
        error: dict[str, Any] = json.loads(answer)["error"]
        return AdminError(status, str(error["code"]), str(error["message"]), field=error["field"])
    except (ValueError, KeyError, TypeError):
        return _strange()


def _strange() -> AdminError:
    return AdminError(503, "simulator_strange", "What answers there is no simulator of ours.", field="simulator")
