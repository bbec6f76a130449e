"""Every error in one shape."""

import pytest
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from contract.errors import ContractError, GatewayError
from web.errors import ApiError, conflict, problem_of

ODD = RequestValidationError([{"loc": ("body", "\ud800" + "x" * 500), "msg": "is odd"}, {"loc": ("body",), "msg": "y"}])


@pytest.mark.parametrize(
    ("error", "status", "code", "field"),
    [
        (ContractError("warn_high", "is not above warn_low"), 422, "invalid", "warn_high"),
        (GatewayError("401 unauthorized", permanent=False, status=401), 503, "store_failed", "store"),
        (HTTPException(400), 422, "invalid", "body"),
        (HTTPException(405), 405, "method_not_allowed", None),
        (HTTPException(404), 404, "not_found", None),
        (RequestValidationError([{"loc": ("body", 3), "msg": "is odd"}]), 422, "invalid", "body"),
        (RequestValidationError([{"loc": (), "msg": "is odd"}]), 422, "invalid", None),
        (conflict("It runs.", "mode"), 409, "conflict", "mode"),
        (ZeroDivisionError("secret detail"), 500, "internal", None),
    ],
)
def test_an_error_becomes_a_problem(error: Exception, status: int, code: str, field: str | None) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.code, problem.field) == (status, code, field)
    assert "secret" not in problem.message


def test_a_name_that_an_answer_cannot_hold_is_told_as_far_as_it_can() -> None:
    problem = problem_of(ODD)
    assert problem.field == "?" + "x" * 99
    assert problem.body.model_dump_json()


def test_what_is_said_beside_the_body_is_what_the_status_asks_for() -> None:
    assert ApiError(401, "unauthenticated", "Who?").headers == {"WWW-Authenticate": "Bearer"}
    assert ApiError(429, "too_many", "Later.", retry_after_s=7).headers == {"Retry-After": "7"}
    assert ApiError(500, "internal", "Ours.").headers == {}
