"""Pages of lists: `limit`, `offset`, `descending`, `after`, and the links to the pages around."""

from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request

from fluxlite.http.errors import invalid
from fluxlite.http.gojson import BodyError, identifier

MAX_LIMIT = 100
_DEFAULT_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted."""

    path: str
    limit: int
    offset: int
    descending: bool
    after: str | None

    def links(self, shown: int, filters: dict[str, str]) -> dict[str, str]:
        """Links to this page, and to those before and after it; a full page may always have a next one."""
        found = {"self": self._link(self.offset, filters)}
        if self.offset > 0:
            found["prev"] = self._link(max(0, self.offset - self.limit), filters)
        if shown == self.limit:
            found["next"] = self._link(self.offset + self.limit, filters)
        return found

    def _link(self, offset: int, filters: dict[str, str]) -> str:
        values = {
            **filters,
            "descending": str(self.descending).lower(),
            "limit": str(self.limit),
            "offset": str(offset),
        }
        if self.after:
            values["after"] = self.after
        return f"{self.path}?{urlencode(sorted(values.items()))}"


def page(request: Request) -> Page:
    """The page that a request asks for."""
    parameters = request.query_params
    limit = _number(parameters.get("limit") or str(_DEFAULT_LIMIT), "limit")
    if not 1 <= limit <= MAX_LIMIT:
        raise invalid(f"limit must be between 1 and {MAX_LIMIT}")
    offset = _number(parameters.get("offset") or "0", "offset")
    if offset < 0:
        raise invalid("offset must be at least 0")
    descending = parameters.get("descending") or "false"
    if descending not in ("true", "false", "1", "0", "t", "f", "T", "F", "TRUE", "FALSE", "True", "False"):
        raise invalid("descending is invalid")
    return Page(request.url.path, limit, offset, descending[0] in "tT1", _after(parameters.get("after")))


def _number(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise invalid(f"{name} is invalid") from None


def _after(text: str | None) -> str | None:
    if not text:
        return None
    try:
        return identifier(text)
    except BodyError as error:
        raise invalid(f"decoding after: {error}") from None
