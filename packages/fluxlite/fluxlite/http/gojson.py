"""JSON bodies, read as the server's Go decoder reads them, with its error texts."""

import json
import re
from typing import Any

_PLACES = {
    "Expecting value": "looking for beginning of value",
    "Expecting property name enclosed in double quotes": "looking for beginning of object key string",
    "Illegal trailing comma before end of object": "looking for beginning of object key string",
    "Illegal trailing comma before end of array": "looking for beginning of value",
    "Expecting ':' delimiter": "after object key",
    "Expecting ',' delimiter": "after object key:value pair",
    "Invalid control character at": "in string literal",
    "Invalid \\escape": "in string escape code",
    "Extra data": "after top-level value",
}
_GO_TYPES: dict[type, str] = {str: "string", int: "int64"}
_INT64 = 2**63
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_ID = re.compile(r"[0-9a-f]{16}\Z")


class BodyError(ValueError):
    """What is wrong with a body, in the decoder's words."""


def decode(body: bytes, struct: str) -> dict[str, Any]:
    """The JSON object of a body; `struct` is the server's name of its type. `null` is an empty object."""
    text = body.decode("utf-8", "replace")
    if not text.strip():
        raise BodyError("EOF")
    try:
        value = _repaired(json.loads(text, parse_constant=_constant), text)
    except json.JSONDecodeError as error:
        raise BodyError(_syntax(error, text)) from None
    except ValueError:  # Python reads no integer of thousands of digits
        raise BodyError("json: cannot unmarshal number into Go value: value out of range") from None
    except RecursionError:
        raise BodyError("exceeded max depth") from None
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BodyError(f"json: cannot unmarshal {_name(value)} into Go value of type {struct}")
    return value


def member(value: dict[str, Any], name: str, kind: type, struct: str, go_type: str = "") -> Any:
    """A member of an object, None where it is missing or null; `struct` and `go_type` stand in errors."""
    found = value.get(name)
    if found is None:
        return None
    right = isinstance(found, kind) and not (isinstance(found, bool) and kind is not bool)
    if not right or (kind is int and not -_INT64 <= found < _INT64):
        what = f"number {found}" if isinstance(found, float) or kind is type(found) is int else _name(found)
        go_type = go_type or _GO_TYPES[kind]
        raise BodyError(f"json: cannot unmarshal {what} into Go struct field {struct}.{name} of type {go_type}")
    return found


def members(value: dict[str, Any], name: str, struct: str, element: str) -> list[dict[str, Any]]:
    """A list of objects in an object, empty where it is missing or null."""
    found = value.get(name)
    if found is None:
        return []
    if not isinstance(found, list):
        raise BodyError(
            f"json: cannot unmarshal {_name(found)} into Go struct field {struct}.{name} of type []{element}"
        )
    for one in found:
        if not isinstance(one, dict):
            raise BodyError(
                f"json: cannot unmarshal {_name(one)} into Go struct field {struct}.{name} of type {element}"
            )
    return found


def identifier(text: str) -> str:
    """An id: 16 hexadecimal digits, not all zero."""
    if len(text) != 16:
        raise BodyError("id must have a length of 16 bytes")
    if not _ID.match(text) or text == "0" * 16:
        raise BodyError("invalid ID")
    return text


def _repaired(value: Any, text: str) -> Any:
    """A value in which lone surrogates (`"\\ud800"`), which no text can hold, are replacement characters."""
    if not _SURROGATE.search(text):
        return value
    units = json.dumps(value, ensure_ascii=False).encode("utf-16-le", "surrogatepass")
    return json.loads(units.decode("utf-16-le", "replace"))


def _constant(name: str) -> Any:
    raise json.JSONDecodeError("Expecting value", name, 0)


def _syntax(error: json.JSONDecodeError, text: str) -> str:
    """A syntax error; one at the end of the text is a cut body."""
    if error.msg.startswith("Unterminated string") or error.pos >= len(text.rstrip()):
        return "unexpected EOF"
    return f"invalid character {_quoted(error.doc[error.pos])} {_PLACES.get(error.msg, error.msg)}"


def _quoted(character: str) -> str:
    return "'\\''" if character == "'" else f"'{character}'"


def _name(value: Any) -> str:
    """What the decoder calls a JSON value."""
    for kind, name in ((bool, "bool"), (str, "string"), (list, "array"), (dict, "object")):
        if isinstance(value, kind):
            return name
    return "number"
