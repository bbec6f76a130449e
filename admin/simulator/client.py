"""The control API of the simulator, where the fleet has one."""

from http import HTTPStatus
from typing import Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from contract.control import FaultUnderWay, Inject, Keep, Modes, Repaired, Start, Statistics, Status
from contract.settings import Settings
from web.client import Answer, AnswerError, Client
from web.errors import ApiError, ErrorBody

TIMEOUT_S = 25.0
"""An order may wait for a step of the simulation that is under way."""

Found = TypeVar("Found")


class Simulator:
    """Orders and questions to one simulator; every call raises `ApiError` where it is refused or nobody answers."""

    def __init__(self, url: str, token: str, transport: httpx.BaseTransport | None = None) -> None:
        # A proxy of the environment knows nothing of our private network.
        self._client = Client(
            url, name="The simulator", token=token, timeout_s=TIMEOUT_S, straight=True, transport=transport
        )

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
        return _read(list[FaultUnderWay], self._ask("GET", "/faults"))

    def statistics(self) -> Statistics:
        """How much was injected and repaired by hand."""
        return _read(Statistics, self._ask("GET", "/faults/statistics"))

    def modes(self) -> Modes:
        """What can be injected where."""
        return _read(Modes, self._ask("GET", "/modes"))

    def inject(self, order: Inject) -> FaultUnderWay:
        """Let a fault set in."""
        return _read(FaultUnderWay, self._ask("POST", "/faults", order))

    def clear(self, episode: str) -> None:
        """Repair an episode."""
        self._ask("DELETE", f"/faults/{quote(episode)}")

    def clear_all(self) -> Repaired:
        """Repair all that is under way."""
        return _read(Repaired, self._ask("DELETE", "/faults"))

    def _ask(self, method: str, path: str, order: BaseModel | None = None) -> bytes:
        body = None if order is None else order.model_dump_json(exclude_unset=True).encode()
        try:
            answer = self._client.ask(method, path, body)
        except AnswerError as error:
            raise ApiError(503, "simulator_away", f"{error}.", field="simulator") from error
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise _problem(answer)
        return answer.body


def no_simulator() -> ApiError:
    """503: this fleet has none."""
    message = "This fleet has no simulator that could be controlled: FOREWARN_SIMULATOR_URL is not set."
    return ApiError(503, "no_simulator", message, field="simulator")


def _read(kind: type[Found], answer: bytes) -> Found:
    try:
        return TypeAdapter(kind).validate_json(answer)
    except ValidationError as error:
        raise _strange() from error


def _problem(answer: Answer) -> ApiError:
    """The simulator's error as ours."""
    if answer.status == HTTPStatus.UNAUTHORIZED:
        # Who asked us is signed in; it is our own token that does not fit.
        return ApiError(503, "simulator_refused", "The simulator refuses the admin's token.", field="simulator")
    if answer.status < HTTPStatus.BAD_REQUEST:
        return _strange()
    try:
        error = ErrorBody.model_validate_json(answer.body).error
    except ValidationError:
        return _strange()
    return ApiError(answer.status, error.code, error.message, field=error.field)


def _strange() -> ApiError:
    return ApiError(503, "simulator_strange", "What answers there is no simulator of ours.", field="simulator")
