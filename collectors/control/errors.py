"""What the control API answers with when it does not do what was asked, in the one shape of every API of ours."""

from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from contract.errors import ContractError, ForewarnError


class ControlError(ForewarnError):
    """An order that is not carried out; `field` names what it is about, where that is one thing."""

    def __init__(self, status: int, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.field = status, code, message, field


def not_found(what: str, name: str) -> ControlError:
    """404: there is no such thing."""
    return ControlError(404, "not_found", f"There is no {what} {name!r}.", what)


def conflict(message: str, field: str | None = None) -> ControlError:
    """409: the simulation is not in a state for it."""
    return ControlError(409, "conflict", message, field)


def busy() -> ControlError:
    """503: the loop is taken up, by a large world that is entered or by a store that does not take its lines."""
    return ControlError(503, "busy", "The simulation did not come to it in time; nothing was changed. Try again.")


def answer(error: Exception) -> JSONResponse:
    """Any error as `{"error": {"code", "field", "message"}}`."""
    problem = _problem(error)
    detail = {"code": problem.code, "field": problem.field, "message": problem.message}
    return JSONResponse({"error": detail}, problem.status)


def _problem(error: Exception) -> ControlError:
    match error:
        case ControlError():
            return error
        case ContractError():
            return ControlError(422, "invalid", error.reason, error.field)
        case OSError():
            reason = error.strerror or type(error).__name__
            return ControlError(503, "not_kept", f"It could not be kept, so nothing was changed: {reason}.")
        case RequestValidationError():
            first = error.errors()[0]
            names = [part for part in first["loc"] if isinstance(part, str)]
            # A name may be anything that JSON can say, also what an answer cannot.
            field = names[-1][:100].encode(errors="replace").decode() if names else None
            return ControlError(422, "invalid", str(first["msg"]), field)
        case HTTPException():
            phrase = HTTPStatus(error.status_code).phrase
            return ControlError(error.status_code, phrase.lower().replace(" ", "_"), f"{phrase}.")
    return ControlError(500, "internal", "Something went wrong here; the log says what.")
