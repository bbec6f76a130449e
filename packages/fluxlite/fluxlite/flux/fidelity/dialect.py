"""How the CSV of an answer is to look: the `dialect` object of a query request."""

from dataclasses import dataclass
from typing import Any

from fluxlite.flux.language.errors import FluxError, invalid

_PREFIX = "failed to decode request body: "
_BODY = (
    "failed parsing request body as JSON; if sending a raw Flux script, set 'Content-Type: application/vnd.flux' "
    "in your request headers: json: cannot unmarshal "
)
_ANNOTATIONS = ("datatype", "group", "default")
_FORMATS = ("RFC3339", "RFC3339Nano", "")


@dataclass(frozen=True, slots=True)
class Dialect:
    """A CSV dialect. InfluxDB accepts `comment_prefix` and `date_time_format` but always writes `#` and RFC3339Nano."""

    header: bool = True
    delimiter: str = ","
    annotations: tuple[str, ...] = ()
    comment_prefix: str = "#"
    date_time_format: str = "RFC3339"

    @staticmethod
    def parse(json_value: Any) -> "Dialect":
        """The dialect of a request's JSON; None and missing members take InfluxDB's defaults; raises FluxError."""
        if json_value is None:
            return Dialect()
        if not isinstance(json_value, dict):
            raise _mistyped(json_value, "Go struct field QueryRequest.dialect of type http.QueryDialect")
        header = _member(json_value, "header", bool, "*bool", True)
        delimiter = _member(json_value, "delimiter", str, "string", "").strip("\0") or ","
        prefix = _member(json_value, "commentPrefix", str, "string", "")
        date_format = _member(json_value, "dateTimeFormat", str, "string", "")
        annotations = _member(json_value, "annotations", list, "[]string", [])
        for name in annotations:
            if not isinstance(name, str):
                raise _mistyped(name, "Go struct field QueryDialect.dialect.annotations of type string")
        dialect = Dialect(header, delimiter, tuple(annotations), prefix, date_format)
        dialect.check()
        return dialect

    def check(self) -> None:
        """Raise FluxError for a member that InfluxDB refuses."""
        if len(self.comment_prefix.encode()) > 1:
            raise invalid(f"{_PREFIX}invalid dialect comment prefix: must be length 0 or 1")
        if len(self.delimiter.encode()) != 1:
            raise invalid(f"{_PREFIX}invalid dialect delimeter: must be length 1")
        for name in self.annotations:
            if name not in _ANNOTATIONS:
                raise invalid(f"{_PREFIX}unknown dialect annotation type: {name}")
        if self.date_time_format not in _FORMATS:
            raise invalid(f"{_PREFIX}unknown dialect date time format: {self.date_time_format}")
        if self.delimiter in "\r\n":
            raise invalid(f"{_PREFIX}invalid dialect delimeter: must not be a line break")
        if self.delimiter == '"':
            raise FluxError("internal error", "An internal error has occurred - check server logs")


def _member(values: dict[str, Any], name: str, kind: type, go_type: str, default: Any) -> Any:
    value = values.get(name)
    if value is None:
        return default
    if not isinstance(value, kind):
        raise _mistyped(value, f"Go struct field QueryDialect.dialect.{name} of type {go_type.lstrip('*')}")
    return value


def _mistyped(value: object, target: str) -> FluxError:
    names = {bool: "bool", str: "string", list: "array", dict: "object"}
    return invalid(f"{_PREFIX}{_BODY}{names.get(type(value), 'number')} into {target}")
